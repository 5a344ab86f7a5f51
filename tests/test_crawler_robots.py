"""RFC 9309 and Crawl-delay, as rules; tests/test_crawler_scan.py asks real servers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from crawler.robots import RobotsMiddleware, rules_of

URL = "https://reviews.example.com/shop"
ROBOT = "otklik"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 451])
def test_a_robots_txt_that_is_not_there_permits_all(status: int) -> None:
    assert rules_of(status, b"User-agent: *\nDisallow: /", ROBOT).allows(URL, ROBOT)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599, 304, 302])
def test_a_robots_txt_that_cannot_be_read_forbids_all(status: int) -> None:
    rules = rules_of(status, b"", ROBOT)
    assert not rules.allows(URL, ROBOT)
    assert str(status) in rules.unreachable


@pytest.mark.parametrize("body", [b"", b"  \n", b"# nothing\n", b"\xff\xfe\x00", b"<html>Not a robots file</html>"])
def test_a_robots_txt_without_rules_permits_all(body: bytes) -> None:
    assert rules_of(200, body, ROBOT).allows(URL, ROBOT)


def test_the_group_with_our_name_counts() -> None:
    body = b"User-agent: *\nDisallow: /\n\nUser-agent: Otklik\nDisallow: /private\nCrawl-delay: 7.5\n"
    rules = rules_of(200, body, ROBOT)
    assert rules.allows(URL, ROBOT)
    assert not rules.allows("https://reviews.example.com/private/x", ROBOT)
    assert rules.delay == 7.5


def test_the_longer_rule_wins() -> None:
    rules = rules_of(200, b"User-agent: *\nDisallow: /shop\nAllow: /shop/reviews$\n", ROBOT)
    assert rules.allows("https://reviews.example.com/shop/reviews", ROBOT)
    assert not rules.allows("https://reviews.example.com/shop/reviews2", ROBOT)


def crawler(*, heed: bool) -> Any:
    """Stand in for a Scrapy crawler with one slot of one second."""
    slot = SimpleNamespace(delay=1.0)
    throttle = SimpleNamespace(mindelay=1.0, maxdelay=60.0)
    downloader = SimpleNamespace(slots={"h:80": slot}, per_slot_settings={})
    settings = SimpleNamespace(getbool=lambda name: heed)
    return SimpleNamespace(
        engine=SimpleNamespace(downloader=downloader),
        settings=settings,
        get_extension=lambda kind: throttle,
        slot=slot,
        throttle=throttle,
    )


@pytest.mark.parametrize(("asked", "heed", "delay"), [(7.0, True, 7.0), (0.2, True, 1.0), (90.0, True, 90.0), (7.0, False, 1.0)])
def test_a_crawl_delay_slows_down_and_never_speeds_up(asked: float, heed: bool, delay: float) -> None:
    fake = crawler(heed=heed)
    RobotsMiddleware(fake, ROBOT)._slow_down("h:80", asked)
    assert fake.slot.delay == delay
    assert fake.throttle.mindelay == delay
    assert fake.throttle.maxdelay >= delay
