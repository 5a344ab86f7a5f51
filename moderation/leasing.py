"""Hold the leases of the sites of one run, and keep them alive from a thread of its own while the run is busy.

A holder names its machine and process, so that the next run on the same machine need not wait for one that was killed.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self

from config.errors import OperatorError
from moderation.store import leases

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from moderation.store.engine import Store

TERM = timedelta(seconds=60)  # after which a dead run's sites are free again
BEAT = 15.0  # seconds between heartbeats: four to a term, so that one that is late or lost does no harm


class Leases:
    """The sites that this run may scan; leaving the context gives all of them back."""

    def __init__(self, store: Store, clock: Callable[[], datetime], *, beat: float = BEAT) -> None:
        self.holder = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(8)}"
        self._store = store
        self._clock = clock
        self._held: set[str] = set()
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._beat, args=(beat,), name="otklik-leases", daemon=True)

    def claim(self, sites: Iterable[str]) -> tuple[str, ...]:
        """Claim what no other run holds and give its names, in order."""
        wanted = tuple(sites)
        with self._store.write() as tx:
            # Sorted: two runs that claim the same sites in different orders would wait for each other.
            held = {site for site in sorted(wanted) if self._claim(tx, site)}
        mine = tuple(site for site in wanted if site in held)
        with self._lock:
            self._held.update(mine)
        return mine

    def _claim(self, tx: Connection, site: str) -> bool:
        other = leases.holder_of(tx, site)
        if other is not None and is_dead(other):
            leases.release(tx, site, holder=other)
        return leases.claim(tx, site, holder=self.holder, now=self._clock(), term=TERM)

    def release(self, site: str) -> None:
        """Give one site back."""
        with self._lock:
            self._held.discard(site)
        with self._store.write() as tx:
            leases.release(tx, site, holder=self.holder)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end.set()
        self._thread.join()
        with self._lock:
            left = sorted(self._held)
        with suppress(OperatorError):  # what cannot be given back runs out by itself; the error that ended the run is told
            for site in left:
                self.release(site)

    def _beat(self, seconds: float) -> None:
        while not self._end.wait(seconds):
            with self._lock:
                held = sorted(self._held)
            if held:
                with suppress(OperatorError):  # the database was busy: the next beat comes before the lease runs out
                    self._hold_on(held)

    def _hold_on(self, sites: Iterable[str]) -> None:
        with self._store.write() as tx:
            for site in sites:
                leases.heartbeat(tx, site, holder=self.holder, now=self._clock(), term=TERM)


def is_dead(holder: str) -> bool:
    """Say whether a holder was a process of this machine that is no more; of another machine's nothing is known."""
    host, _, rest = holder.partition("/")
    number = rest.partition("/")[0]
    if host != socket.gethostname() or not number.isdigit():
        return False
    try:
        # Signal 0 is not sent, it only asks. A number that another process has by now counts as alive; the lease runs out.
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is there and somebody else's
        return False
    return False
