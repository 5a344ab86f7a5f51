"""The few kinds of walk, by the name a Definition gives them."""

from __future__ import annotations

from crawler.spiders.base import SiteSpider


class ListingSpider(SiteSpider):
    """Walk a listing of reviews page by page, with detail pages for cut texts."""

    name = "listing"


class ThreadSpider(SiteSpider):
    """Walk the pages of one discussion."""

    name = "thread"


class FeedSpider(SiteSpider):
    """Read a feed, which shows the newest entries only: nothing that is missing from it is gone."""

    name = "feed"
    endless = True


class ApiSpider(SiteSpider):
    """Walk a JSON interface page by page."""

    name = "api"
    wants_json = True


KINDS: dict[str, type[SiteSpider]] = {spider.name: spider for spider in (ListingSpider, ThreadSpider, FeedSpider, ApiSpider)}


def spider_for(kind: str) -> type[SiteSpider]:
    """Give the spider of a kind of walk; an unknown kind is walked as a listing."""
    return KINDS.get(kind, ListingSpider)
