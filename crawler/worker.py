"""Run as `python -m crawler.worker`: scan the sites of one Job side by side and send what was found.

The Job comes as one frame on standard input, which then stays open as a lifeline; frames go out on standard output.
Hostile pages are read here and nowhere else, so this process may be killed at any moment.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from crawler import bounds
from crawler.guard import family, host_port
from crawler.wire import Beat, BrokenFrameError, Frame, Job, Started, Task, Unpacker, pack

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerProcess

BEAT_SECONDS = 1.0
EXIT_MEMORY = 71
EXIT_BROKEN = 65


class Outlet:
    """Send frames to the scan; a full pipe holds the worker up, which is how a busy scan slows it down."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, frame: Frame) -> None:
        """Write one whole frame; where nobody reads any more, end the process."""
        data = memoryview(pack(frame))
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            os._exit(0)


def main() -> None:
    """Take a Job, scan its sites, end."""
    outlet = Outlet(_own_output())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the scan that started us decides
    job = _receive(sys.stdin.fileno())
    bounds.bind_worker(job.options.memory_mb, job.options.site_seconds * max(1, len(job.tasks)))
    bounds.end_with_parent(sys.stdin.fileno())
    gc.set_threshold(50_000, 50, 50)  # pages make many small records and hardly a circle
    try:
        _Bench(job, outlet).run()
    except MemoryError:
        os._exit(EXIT_MEMORY)


def _own_output() -> int:
    """Keep standard output for frames: whatever prints goes to standard error."""
    descriptor = os.dup(1)
    os.dup2(2, 1)
    return descriptor


def _receive(descriptor: int) -> Job:
    unpacker = Unpacker()
    while data := os.read(descriptor, 1 << 20):
        try:
            for frame in unpacker.feed(data):
                if isinstance(frame, Job):
                    return frame
        except BrokenFrameError:
            break
    sys.exit(EXIT_BROKEN)


@dataclass(slots=True)
class _Bench:
    """Run the sites of one Job: families of the same host one after another, different ones side by side."""

    job: Job
    outlet: Outlet
    running: int = 0

    def run(self) -> None:
        from scrapy.crawler import AsyncCrawlerProcess

        from crawler.settings import worker_settings

        process = AsyncCrawlerProcess(worker_settings(self.job.options))
        _quieten()
        tasks = [asyncio.get_event_loop().create_task(coroutine) for coroutine in (self._beat(), self._all(process))]
        process.start(stop_after_crawl=False, install_signal_handlers=False)
        for task in tasks:
            if task.done() and not task.cancelled():
                task.result()

    async def _beat(self) -> None:
        while True:
            used = bounds.memory_used()
            if used > self.job.options.memory_mb * bounds.MEGABYTE:
                os._exit(EXIT_MEMORY)
            self.outlet.send(Beat(used))
            await asyncio.sleep(BEAT_SECONDS)

    async def _all(self, process: AsyncCrawlerProcess) -> None:
        from twisted.internet import reactor

        running: Any = reactor  # a module that stands in for the reactor; types cannot express it
        room = asyncio.Semaphore(max(1, self.job.options.side_by_side))
        try:
            await asyncio.gather(*(self._family(process, tasks, room) for tasks in families(self.job.tasks)))
        finally:
            running.stop()

    async def _family(self, process: AsyncCrawlerProcess, tasks: Sequence[Task], room: asyncio.Semaphore) -> None:
        for task in tasks:
            async with room:
                self.outlet.send(Started(task.name))
                await self._site(process, task)

    async def _site(self, process: AsyncCrawlerProcess, task: Task) -> None:
        from config.catalogue import Definition, Site
        from crawler.settings import site_settings
        from crawler.spiders.kinds import spider_for
        from crawler.spiders.walk import Walk

        options = self.job.options
        site = Site.model_validate_json(task.site)
        definition = None if task.definition is None else Definition.model_validate_json(task.definition)
        walk = Walk(site, definition, task.known, options, self.job.now, self.outlet.send)
        settings = process.settings.copy()
        settings.update(site_settings(options, private=host_port(site.url) in options.allow_private), priority="cmdline")
        crawler = _crawler(spider_for("listing" if definition is None else definition.walk), settings)
        timer = asyncio.get_running_loop().call_later(options.site_seconds, _stop, crawler, walk)
        try:
            await process.crawl(crawler, walk=walk)
        finally:
            timer.cancel()
        if crawler.spider is not None:
            crawler.spider.release_all()
        self.outlet.send(walk.finished())


def _crawler(spider: Any, settings: Any) -> Any:
    from scrapy.crawler import Crawler

    return Crawler(spider, settings)


def _stop(crawler: Any, walk: Any) -> None:
    walk.out_of_time()
    _stopping.add(task := asyncio.ensure_future(crawler.stop_async()))
    task.add_done_callback(_stopping.discard)


_stopping: set[asyncio.Future[None]] = set()


def families(tasks: Sequence[Task]) -> list[list[Task]]:
    """Group sites by host: those of one host are never asked side by side."""
    ordered = sorted(tasks, key=_family_of)
    return [list(group) for _, group in groupby(ordered, key=_family_of)]


def _family_of(task: Task) -> str:
    return family(task.url)


def _quieten() -> None:
    """Leave to the verdict what Scrapy would warn of for each page."""
    import logging

    for name in ("scrapy.core.downloader.handlers.http11", "scrapy.downloadermiddlewares.httpcompression"):
        logging.getLogger(name).setLevel(logging.ERROR)


if __name__ == "__main__":
    main()
