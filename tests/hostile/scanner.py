"""Scan one site in a process of its own and say what happens, for tests that interrupt it.

Run as: python -m tests.hostile.scanner URL; it prints `worker PID`, `batch N` and `end VERDICT`, one a line.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

from config.catalogue import Site
from crawler import scan as scanning
from crawler.guard import host_port
from crawler.items import Batch
from crawler.process import Worker, start_worker


def noting(*args: Any, **more: Any) -> Worker:
    """Start a worker and print its process id."""
    worker = start_worker(*args, **more)
    print("worker", worker.process.pid, flush=True)
    return worker


def main() -> int:
    """Scan until the end or until interrupted; 130 when interrupted."""
    url = sys.argv[1]
    scanning.start_worker = noting  # type: ignore[attr-defined]
    options = scanning.ScanOptions(allow_private=(host_port(url),))
    watch = scanning.Watch(Site(name="shop", url=url, brand="Shop"))
    try:
        for event in scanning.scan([watch], options=options, now=datetime(2026, 11, 24, tzinfo=UTC)):
            print(f"batch {len(event.mentions)}" if isinstance(event, Batch) else f"end {event.verdict}", flush=True)
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
