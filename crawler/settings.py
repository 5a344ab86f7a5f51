"""The Scrapy settings of a worker and of each site in it.

Scrapy's own defaults are made for scraping, not for safety; what differs is said here and nowhere else.
"""

from __future__ import annotations

from typing import Any

from crawler.options import ScanOptions

WARN_BYTES = 1024 * 1024
MINIMUM_DELAY = 1.0
ACCEPT = "text/html,application/xhtml+xml,application/json,application/xml;q=0.9,*/*;q=0.8"


def worker_settings(options: ScanOptions) -> dict[str, Any]:
    """Give the settings that hold for every site of a worker."""
    return {**_safety(options), **_politeness(options), **_parts()}


def site_settings(options: ScanOptions, *, private: bool) -> dict[str, Any]:
    """Give what differs for one site: `private` says that the operator permitted its very `host:port`."""
    if not private:
        return {}
    delay = options.private_delay_seconds
    return {
        "DOWNLOAD_DELAY": delay,
        "AUTOTHROTTLE_START_DELAY": delay,
        "AUTOTHROTTLE_ENABLED": delay > 0,
        "OTKLIK_CRAWL_DELAY": False,
    }


def _safety(options: ScanOptions) -> dict[str, Any]:
    return {
        "DOWNLOAD_MAXSIZE": options.max_bytes,
        "DOWNLOAD_WARNSIZE": WARN_BYTES,
        "DOWNLOAD_TIMEOUT": options.timeout_seconds,
        "URLLENGTH_LIMIT": 2083,
        "REDIRECT_MAX_TIMES": 5,
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],  # not 429: it asks for fewer requests, not more
        "DEPTH_LIMIT": 0,  # each next page adds depth; crawler.limits bounds the walk
        "DOWNLOAD_HANDLERS": dict.fromkeys(("file", "data", "ftp", "s3", "ws", "wss")),
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOADER_CLIENT_TLS_CIPHERS": None,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "HTTPPROXY_ENABLED": False,  # a proxy from the environment would go round the guard
        "COOKIES_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REFERER_ENABLED": True,
        "REFERRER_POLICY": "no-referrer",
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "TWISTED_DNS_RESOLVER": "crawler.guard.PublicOnlyResolver",
        "OTKLIK_ALLOW_PRIVATE": list(options.allow_private),
        "MEMUSAGE_ENABLED": False,  # ru_maxrss is inherited through fork and exec; the worker watches its own memory
        "MEMUSAGE_LIMIT_MB": options.memory_mb,
    }


def _politeness(options: ScanOptions) -> dict[str, Any]:
    delay = max(MINIMUM_DELAY, options.delay_seconds)
    return {
        "USER_AGENT": options.agent,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": options.robot,
        "OTKLIK_CRAWL_DELAY": True,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_DELAY_JITTER": 0,  # the delay is a lower bound that was promised, not a mean
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": delay,
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "DEFAULT_REQUEST_HEADERS": {"Accept": ACCEPT},
    }


def _parts() -> dict[str, Any]:
    base = "scrapy.downloadermiddlewares"
    return {
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.guard.GuardMiddleware": 50,
            "crawler.robots.RobotsMiddleware": 100,
            f"{base}.offsite.OffsiteMiddleware": None,
            f"{base}.robotstxt.RobotsTxtMiddleware": None,
            f"{base}.httpauth.HttpAuthMiddleware": None,
            f"{base}.stats.DownloaderStats": None,
        },
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
            "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
            "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
        },
        "EXTENSIONS": {
            "scrapy.extensions.corestats.CoreStats": None,
            "scrapy.extensions.logcount.LogCount": None,
            "scrapy.extensions.logstats.LogStats": None,
            "scrapy.extensions.feedexport.FeedExporter": None,
            "scrapy.extensions.closespider.CloseSpider": None,
            "scrapy.extensions.throttle.AutoThrottle": None,
            "crawler.robots.PoliteThrottle": 0,
        },
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "CONCURRENT_ITEMS": 1,
        "CONCURRENT_REQUESTS": 8,
        "REACTOR_THREADPOOL_MAXSIZE": 32,  # name look-ups that hang occupy threads
        "STATS_DUMP": False,
        "LOG_LEVEL": "WARNING",
        "LOG_VERSIONS": [],
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
    }
