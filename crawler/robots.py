"""Obey robots.txt as RFC 9309 asks, and Crawl-delay where a site gives one.

Scrapy 2.19 goes on when robots.txt answers 503 and takes no notice of Crawl-delay; both are put right here.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http.request import NO_CALLBACK

from crawler.failures import DOWNLOAD_ERRORS, problem_of_error
from crawler.guard import host_port

MAX_BYTES = 500 * 1024  # RFC 9309 §2.5
FIRST = 1000


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt permits us; `unreachable` says why it could not be read, and forbids everything."""

    parser: Any = None
    delay: float = 0.0
    unreachable: str = ""

    def allows(self, url: str, robot: str) -> bool:
        """Tell whether the robot of this product token may ask for a URL."""
        return not self.unreachable and (self.parser is None or self.parser.can_fetch(url, robot))


def rules_of(status: int, body: bytes, robot: str) -> Rules:
    """Judge an answer for robots.txt: 2xx is read, 4xx permits all, anything else forbids all (RFC 9309 §2.3.1)."""
    if 400 <= status < 500:
        return Rules()
    if not 200 <= status < 300:
        return Rules(unreachable=f"robots.txt answered {status}")
    text = body[:MAX_BYTES].decode("utf-8-sig", "ignore")
    if not text.strip():
        return Rules()
    from protego import Protego

    parser = Protego.parse(text)
    return Rules(parser, float(parser.crawl_delay(robot) or 0.0))


@dataclass(slots=True)
class RobotsMiddleware:
    """Ask for robots.txt before anything else of a host and port, and refuse what it forbids (Scrapy downloader middleware)."""

    crawler: Any
    robot: str
    _rules: dict[str, Rules] = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    def from_crawler(cls, crawler: Any) -> RobotsMiddleware:
        """Build the middleware as Scrapy does."""
        return cls(crawler, crawler.settings["ROBOTSTXT_USER_AGENT"])

    async def process_request(self, request: Any) -> None:
        """Let a permitted request pass, or raise IgnoreRequest with the reason."""
        if request.meta.get("robots"):
            return
        place = host_port(request.url)
        rules = self._rules.get(place)
        if rules is None:
            rules = await self._learn(place, request.url)
        if rules.unreachable:
            raise IgnoreRequest(f"robots unreachable: {rules.unreachable}")
        if not rules.allows(request.url, self.robot):
            raise IgnoreRequest(f"robots: {urlsplit(request.url).path or '/'}")

    async def _learn(self, place: str, url: str) -> Rules:
        async with self._lock:
            if place not in self._rules:
                self._rules[place] = await self._fetch(url)
                self._slow_down(place, self._rules[place].delay)
        return self._rules[place]

    async def _fetch(self, url: str) -> Rules:
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        request = Request(address, priority=FIRST, meta={"robots": True}, callback=NO_CALLBACK)
        try:
            response = await self.crawler.engine.download_async(request)
        except IgnoreRequest as error:
            if "max redirections" in str(error):
                return Rules()  # RFC 9309 §2.3.1.2: after five redirects it may be taken for unavailable
            return Rules(unreachable=f"robots.txt was not fetched: {error}")
        except DOWNLOAD_ERRORS as error:
            return Rules(unreachable=problem_of_error(address, error, self.crawler.spider.walk.options).sentence)
        return rules_of(response.status, response.body, self.robot)

    def _slow_down(self, place: str, delay: float) -> None:
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(place)
        if delay and slot is not None and self.crawler.settings.getbool("OTKLIK_CRAWL_DELAY"):
            slot.delay = max(slot.delay, delay)
            downloader.per_slot_settings[place] = {"delay": slot.delay}
            throttle = self.crawler.get_extension(PoliteThrottle)
            if throttle is not None:
                throttle.mindelay = max(throttle.mindelay, delay)
                throttle.maxdelay = max(throttle.maxdelay, delay)


class PoliteThrottle(AutoThrottle):
    """Slow down with a slow site, never below the site's Crawl-delay (Scrapy extension)."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self.mindelay, self.maxdelay = self._min_delay(), self._max_delay()
        crawler.signals.disconnect(self._spider_opened, signal=signals.spider_opened)
