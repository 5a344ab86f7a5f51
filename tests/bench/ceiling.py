"""A bare Scrapy spider that parses nothing, stock settings: the ceiling of every crawl on this machine.

Run as a process: python -m tests.bench.ceiling PAGES PORT…; it prints how many pages came and the seconds they took.
"""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class Bare(Spider):
    """Fetch every page and look at none."""

    name = "bare"
    urls: tuple[str, ...] = ()
    count = 0

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield Request(url)

    def parse(self, response: Response) -> None:
        type(self).count += 1


if __name__ == "__main__":
    pages, ports = int(sys.argv[1]), sys.argv[2:]
    Bare.urls = tuple(f"http://127.0.0.1:{port}/reviews?page={number}" for number in range(1, pages + 1) for port in ports)
    process = CrawlerProcess({"LOG_LEVEL": "ERROR"})
    process.crawl(Bare)
    start = time.perf_counter()
    process.start()
    print(Bare.count, time.perf_counter() - start)
