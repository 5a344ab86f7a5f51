"""Run an iterator in a thread of its own, so that what it waits for comes in while its consumer works."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Full, Queue
from typing import Generic, TypeVar

T = TypeVar("T")
PATIENCE = 0.2  # seconds after which a thread that waits for room looks whether it is still wanted


@dataclass(frozen=True, slots=True)
class _End:
    """The iterator has ended, by an error where there is one."""

    error: BaseException | None = None


class Ahead(Generic[T]):
    """An iterator's items, at most `room` of them ahead of who takes them; its errors are raised where they are taken."""

    def __init__(self, make: Callable[[], Iterator[T]], *, room: int) -> None:
        self.stopped = threading.Event()
        self._make = make
        self._queue: Queue[T | _End] = Queue(room)
        self._thread = threading.Thread(target=self._run, name="otklik-ahead", daemon=True)

    def __iter__(self) -> Iterator[T]:
        self._thread.start()
        while not isinstance(item := self._queue.get(), _End):
            yield item
        if item.error is not None:
            raise item.error

    def stop(self) -> None:
        """Wait until the thread has ended; who made the iterator must see to it that it does not wait for ever."""
        self.stopped.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            for item in self._make():
                if not self._put(item):
                    return
            self._put(_End())
        except BaseException as error:  # noqa: BLE001 (it is raised again where the items are taken)
            self._put(_End(error))

    def _put(self, item: T | _End) -> bool:
        """Hand one item over as soon as there is room; give whether it is still wanted."""
        while not self.stopped.is_set():
            try:
                self._queue.put(item, timeout=PATIENCE)
            except Full:
                continue
            return True
        return False
