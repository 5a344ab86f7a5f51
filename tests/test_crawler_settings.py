"""The Scrapy settings of a live Crawler (RELIABILITY §3)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LIVE = """
import asyncio, json, sys
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from crawler.options import ScanOptions
from crawler.settings import site_settings, worker_settings
from crawler.spiders.kinds import ListingSpider

class Probe(ListingSpider):
    def __init__(self, **kwargs):
        self.name = "probe"
    async def start(self):
        return
        yield

options = ScanOptions(contact="https://company.example/contact", delay_seconds=float(sys.argv[2]), private_delay_seconds=0.0)
process = AsyncCrawlerProcess(worker_settings(options))
settings = process.settings.copy()
settings.update(site_settings(options, private=sys.argv[1] == "private"), priority="cmdline")
crawler = Crawler(Probe, settings)
found = {}

def look():
    named = lambda parts: sorted(type(part).__name__ for part in parts)
    found.update({name: crawler.settings.get(name) for name in NAMES})
    found["handlers"] = sorted(scheme for scheme in ("http", "https", "file", "data", "ftp", "s3", "ws", "wss")
                               if scheme in crawler.engine.downloader.handlers._schemes)
    found["downloader"] = named(crawler.engine.downloader.middleware.middlewares)
    found["spider"] = named(crawler.engine.scraper.spidermw.middlewares)
    found["extensions"] = named(crawler.extensions.middlewares)
    found["max_page"] = crawler.engine.downloader.handlers._get_handler("http")._default_maxsize

NAMES = json.loads(sys.argv[3])
crawler.signals.connect(look, signals.spider_opened)
process.crawl(crawler)
process.start(install_signal_handlers=False)
print(json.dumps(found, default=str))
"""

EXPECTED = {
    "ROBOTSTXT_OBEY": True,
    "DOWNLOAD_MAXSIZE": 5 * 1024 * 1024,
    "DOWNLOAD_WARNSIZE": 1024 * 1024,
    "DOWNLOAD_TIMEOUT": 30.0,
    "URLLENGTH_LIMIT": 2083,
    "REDIRECT_MAX_TIMES": 5,
    "RETRY_TIMES": 2,
    "DEPTH_LIMIT": 0,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOADER_CLIENT_TLS_CIPHERS": None,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "TWISTED_DNS_RESOLVER": "crawler.guard.PublicOnlyResolver",
    "COOKIES_ENABLED": False,
    "REFERRER_POLICY": "no-referrer",
    "METAREFRESH_ENABLED": False,
    "AUTOTHROTTLE_ENABLED": True,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "CONCURRENT_ITEMS": 1,
    "DOWNLOAD_DELAY": 1.0,
    "DOWNLOAD_DELAY_JITTER": 0,
    "MEMUSAGE_LIMIT_MB": 512,
    "JOBDIR": None,
    "LOG_LEVEL": "WARNING",
}


def effective(kind: str, delay: float = 1.0) -> dict[str, Any]:
    """Start a Crawler as a worker does and give what it really uses."""
    command = [sys.executable, "-c", LIVE, kind, str(delay), json.dumps([*EXPECTED, "USER_AGENT", "OTKLIK_CRAWL_DELAY"])]
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, cwd=root)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def public() -> dict[str, Any]:
    return effective("public")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_live_crawler_uses_the_safe_value(public: dict[str, Any], name: str) -> None:
    assert public[name] == EXPECTED[name]


def test_the_crawler_says_whom_to_write_to(public: dict[str, Any]) -> None:
    assert public["USER_AGENT"] == "otklik (+https://company.example/contact)"


def test_only_http_and_https_can_be_fetched(public: dict[str, Any]) -> None:
    assert public["handlers"] == ["http", "https"]


def test_the_guard_and_our_robots_rules_are_in_place(public: dict[str, Any]) -> None:
    assert {"GuardMiddleware", "RobotsMiddleware", "RedirectMiddleware", "HttpCompressionMiddleware"} <= set(public["downloader"])
    assert not {"RobotsTxtMiddleware", "HttpProxyMiddleware", "CookiesMiddleware", "HttpCacheMiddleware"} & set(
        public["downloader"]
    )
    assert "PoliteThrottle" in public["extensions"]
    assert not {"TelnetConsole", "RemoteControl", "FeedExporter"} & set(public["extensions"])


def test_the_page_limit_reaches_the_download_handler(public: dict[str, Any]) -> None:
    assert public["max_page"] == 5 * 1024 * 1024


def test_no_operator_can_be_less_polite_than_a_second() -> None:
    assert effective("public", delay=0.0)["DOWNLOAD_DELAY"] == 1.0


def test_only_a_permitted_private_pair_is_asked_faster() -> None:
    found = effective("private")
    assert (found["DOWNLOAD_DELAY"], found["AUTOTHROTTLE_ENABLED"], found["OTKLIK_CRAWL_DELAY"]) == (0.0, False, False)
    assert found["ROBOTSTXT_OBEY"] is True
