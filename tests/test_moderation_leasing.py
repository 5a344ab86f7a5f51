"""The leases of one run, held from a thread of its own. On both databases."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from config.errors import TryAgain
from moderation.leasing import TERM, Leases, is_dead
from moderation.store import leases as stored
from moderation.store.engine import Store
from tests.people import NOW

SITES = ("opinions", "forum", "shop")


def now() -> datetime:
    return NOW


def test_it_works(store: Store) -> None:
    with Leases(store, now) as first, Leases(store, now) as second:
        assert first.claim(SITES[:2]) == SITES[:2]
        assert second.claim(SITES) == ("shop",)
        first.release("forum")
        assert second.claim(["forum", "opinions"]) == ("forum",)
    with Leases(store, now) as third:
        assert third.claim(SITES) == SITES


def test_an_error_gives_everything_back(store: Store) -> None:
    def interrupted(run: Leases) -> None:
        with run:
            run.claim(SITES)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted(Leases(store, now))
    with Leases(store, now) as after:
        assert after.claim(SITES) == SITES


def test_of_twenty_runs_at_once_each_site_has_one(store: Store) -> None:
    """Each names the sites in another order: none may wait for another in a circle."""
    barrier = threading.Barrier(20)

    def run(number: int) -> tuple[str, ...]:
        held = Leases(store, now)
        barrier.wait()
        return held.claim(SITES[number % 3 :] + SITES[: number % 3])

    with ThreadPoolExecutor(20) as pool:
        won = [site for sites in pool.map(run, range(20)) for site in sites]
    assert sorted(won) == sorted(SITES)


@pytest.fixture
def beaten(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give a function that waits for the next heartbeat."""
    beat = threading.Event()
    original = stored.heartbeat

    def heartbeat(tx: Connection, site: str, *, holder: str, now: datetime, term: timedelta) -> bool:
        ours = original(tx, site, holder=holder, now=now, term=term)
        beat.set()
        return ours

    def wait() -> None:
        beat.clear()
        assert beat.wait(30)

    monkeypatch.setattr(stored, "heartbeat", heartbeat)
    return wait


def test_a_busy_run_keeps_its_sites(store: Store, beaten: Callable[[], None]) -> None:
    clock = [NOW]
    with Leases(store, lambda: clock[0], beat=0.01) as busy:
        busy.claim(SITES)
        for _ in range(3):
            clock[0] += TERM / 2
            beaten()
            beaten()  # the first may have looked at the clock before it was moved
        with Leases(store, lambda: clock[0]) as other:
            assert other.claim(SITES) == ()


def test_a_database_that_is_busy_for_a_while_costs_no_lease(
    store: Store, beaten: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = threading.Event()
    write = store.write

    def busy() -> AbstractContextManager[Connection]:
        if threading.current_thread().name == "otklik-leases" and not failed.is_set():
            failed.set()
            raise TryAgain("the database is locked")
        return write()

    monkeypatch.setattr(store, "write", busy)
    with Leases(store, now, beat=0.01) as run:
        run.claim(SITES)
        assert failed.wait(30)
        beaten()


def test_leases_that_cannot_be_given_back_do_not_hide_why_the_run_ended(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise TryAgain("the database is locked")

    def full(run: Leases) -> None:
        with run:
            run.claim(SITES)
            monkeypatch.setattr(run, "release", busy)
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        full(Leases(store, now))


def dead_process() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


@pytest.mark.parametrize(
    ("host", "process", "dead"),
    [
        (socket.gethostname(), dead_process, True),
        (socket.gethostname(), os.getpid, False),
        (socket.gethostname(), lambda: 1, False),
        (socket.gethostname(), lambda: "x", False),
        (f"not-{socket.gethostname()}", dead_process, False),
    ],
)
def test_only_of_this_machines_processes_is_known_whether_they_are_dead(
    host: str, process: Callable[[], object], dead: bool
) -> None:
    assert is_dead(f"{host}/{process()}/0123456789abcdef") is dead


def test_the_next_run_on_this_machine_need_not_wait_for_one_that_was_killed(store: Store) -> None:
    with store.write() as tx:
        for site in SITES:
            stored.claim(tx, site, holder=f"{socket.gethostname()}/{dead_process()}/killed", now=NOW, term=TERM)
    with Leases(store, now) as run:
        assert run.claim(SITES) == SITES
