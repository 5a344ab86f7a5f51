"""Fetch one page for a person who looks at it: through the same guard, robots.txt and limits as a scan, in this process.

A process can do this once: Twisted's reactor does not start again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from config.catalogue import Site
from config.errors import OperatorError
from crawler.options import ScanOptions

if TYPE_CHECKING:
    from crawler.verdict import Problem


class UnreadableError(OperatorError):
    """Report a page that could not be fetched, or may not be."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One page as it came; `url` is where redirects ended."""

    url: str
    content: bytes
    content_type: str = ""


def fetch_page(site: Site, *, options: ScanOptions, now: datetime) -> Fetched:
    """Fetch the page at a site's address; raises UnreadableError with the sentence that a scan would give."""
    from scrapy.crawler import AsyncCrawlerProcess, Crawler

    from crawler.guard import host_port
    from crawler.settings import site_settings, worker_settings
    from crawler.spiders.walk import Walk

    walk = Walk(site, None, {}, options, now, lambda _: None)
    caught: list[Fetched] = []
    process = AsyncCrawlerProcess(worker_settings(options))
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    settings = process.settings.copy()
    settings.update(site_settings(options, private=host_port(site.url) in options.allow_private), priority="cmdline")
    process.crawl(Crawler(_spider(), settings), walk=walk, caught=caught)
    try:
        process.start(install_signal_handlers=False)  # else Ctrl-C waits for the page, and ends as if it could not be fetched
    except KeyboardInterrupt:
        _end_threads()
        raise
    if caught:
        return caught[0]
    problem: Problem | None = walk.problem
    raise UnreadableError(f"{site.url} could not be fetched" if problem is None else problem.sentence)


def _end_threads() -> None:
    """End the threads that look names up: the process would wait for them, and a reactor that was interrupted does not."""
    from twisted.internet import reactor

    running: Any = reactor  # a module that stands in for the reactor; types cannot express it
    running.getThreadPool().stop()


def _spider() -> Any:
    """Make the spider class late, since it stands on Scrapy."""
    from scrapy.http import Response

    from crawler.spiders.base import SiteSpider, content_type_of
    from crawler.verdict import problem_of_answer

    class OnePageSpider(SiteSpider):
        """Keep the first page and go no further."""

        name = "one-page"

        def __init__(self, walk: Any, caught: list[Fetched], **kwargs: Any) -> None:
            super().__init__(walk, **kwargs)
            self._caught = caught

        def parse(self, response: Response, **_: Any) -> Any:
            """Keep the page, unless the answer is none."""
            problem = problem_of_answer(response.url, response.status, response.body, asked=response.meta["asked"])
            if problem is None:
                self._caught.append(Fetched(response.url, response.body, content_type_of(response)))
            else:
                self.walk.fail(problem)
            return ()

    return OnePageSpider
