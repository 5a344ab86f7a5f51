"""Scan sites in worker processes: the only place that starts workers.

A worker that dies loses nothing that was yielded; the sites it was busy with are scanned again one by one, each in a
worker of its own, and only the one that kills its worker again ends as failed.
"""

from __future__ import annotations

import selectors
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.ahead import Ahead
from crawler.guard import family
from crawler.items import Batch, Finished, Verdict
from crawler.options import ScanOptions
from crawler.process import Worker, start_worker
from crawler.wire import Job, Task

if TYPE_CHECKING:
    from config.catalogue import Definition, Site

__all__ = ["ScanOptions", "Watch", "scan"]

_TICK = 1.0
BATCHES_AHEAD = 256  # pages, about 10 MB


@dataclass(frozen=True, slots=True)
class Watch:
    """One site to scan, how it is read, and what is known of it: content digests by native id."""

    site: Site
    definition: Definition | None = None
    known: Mapping[str, str] = field(default_factory=dict)


def scan(watches: Sequence[Watch], *, options: ScanOptions, now: datetime) -> Iterator[Batch | Finished]:
    """Scan sites and yield each page's mentions as they come, and one Finished per site after its last batch.

    `now` (aware) is what relative dates count from. A site may hand over the same mention twice when it had to be
    scanned again. Closing the iterator ends the workers; sites without a Finished were not scanned to their end.
    """
    if now.tzinfo is None:
        raise ValueError("scan needs an aware `now`")
    tasks = [_task(watch) for watch in watches]
    pool = _Pool(options, now, _shares(tasks, max(1, options.workers)))
    # While the consumer tags and stores, the workers' pipes are emptied by a thread: else the two would take turns.
    ahead = Ahead(pool.run, room=BATCHES_AHEAD)
    try:
        yield from ahead
    finally:
        pool.end()
        ahead.stop()
        pool.close()


def _task(watch: Watch) -> Task:
    definition = None if watch.definition is None else watch.definition.model_dump_json().encode()
    return Task(watch.site.name, watch.site.url, watch.site.model_dump_json().encode(), definition, dict(watch.known))


def _shares(tasks: Sequence[Task], count: int) -> list[_Share]:
    """Divide sites among workers, keeping those of one host together."""
    by_host: dict[str, list[Task]] = {}
    for task in tasks:
        by_host.setdefault(family(task.url), []).append(task)
    shares: list[list[Task]] = [[] for _ in range(min(count, len(by_host)))]
    for group in sorted(by_host.values(), key=len, reverse=True):
        min(shares, key=len).extend(group)
    return [_Share(tuple(share)) for share in shares]


@dataclass(frozen=True, slots=True)
class _Share:
    """Sites for one worker; `alone` marks a suspect that runs by itself, `retried` a worker that never began."""

    tasks: tuple[Task, ...]
    alone: bool = False
    retried: bool = False

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset(family(task.url) for task in self.tasks)


@dataclass(slots=True)
class _Pool:
    """Keep as many workers busy as the options say, and deal with those that die."""

    options: ScanOptions
    now: datetime
    shares: list[_Share]
    running: dict[int, tuple[Worker, _Share]] = field(default_factory=dict)
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    ended: bool = False

    def run(self) -> Iterator[Batch | Finished]:
        waiting = deque(self.shares)
        while (waiting or self.running) and not self.ended:
            self._start(waiting)
            for channel in self._ready():
                if self.ended:
                    return
                worker, share = self.running[channel]
                frames = worker.listen()
                if frames is None:
                    yield from self._bury(channel, worker, share, waiting)
                else:
                    yield from (frame for frame in frames if isinstance(frame, Batch | Finished))

    def end(self) -> None:
        """Let `run` end soon, from another thread: the workers it listens to are killed."""
        self.ended = True
        for worker, _ in list(self.running.values()):
            worker.kill()

    def close(self) -> None:
        """Close what is left of the workers."""
        for worker, _ in self.running.values():
            worker.close()
        self.running.clear()
        self.selector.close()

    def _start(self, waiting: deque[_Share]) -> None:
        busy = frozenset[str]().union(*(share.hosts for _, share in self.running.values()))
        for _ in range(len(waiting)):
            if len(self.running) >= max(1, self.options.workers):
                return
            share = waiting.popleft()
            if share.hosts & busy:
                waiting.append(share)
                continue
            worker = start_worker(Job(share.tasks, self.options, self.now), alone=share.alone)
            self.running[worker.channel] = (worker, share)
            self.selector.register(worker.channel, selectors.EVENT_READ)
            busy |= share.hosts

    def _ready(self) -> list[int]:
        begun = time.monotonic()
        ready = [key.fd for key, _ in self.selector.select(_TICK)]
        waited = min(_TICK, time.monotonic() - begun)
        for channel, (worker, _) in self.running.items():
            if channel not in ready:
                worker.wait_silently(waited, self.options.stall_seconds)
        return ready

    def _bury(self, channel: int, worker: Worker, share: _Share, waiting: deque[_Share]) -> Iterator[Finished]:
        self.selector.unregister(channel)
        del self.running[channel]
        code = worker.close()
        unfinished = [task for task in share.tasks if task.name in worker.pending]
        if not unfinished:
            return
        suspects = [task for task in unfinished if task.name in worker.started]
        if share.alone or (share.retried and not suspects):
            cause = worker.cause(code, self.options.stall_seconds, self.options.memory_mb)
            yield from (_failed(task, cause) for task in unfinished)
            return
        rest = tuple(task for task in unfinished if task.name not in worker.started)
        if rest:
            waiting.append(_Share(rest, retried=not suspects))
        waiting.extend(_Share((task,), alone=True) for task in suspects)


def _failed(task: Task, cause: str) -> Finished:
    return Finished(task.name, Verdict.FAILED, 0, 0, 0.0, complete=False, error=f"{task.url} was not read to its end: {cause}")
