"""What all spiders share: ask for a page, read it, hand over its mentions, go on to the next."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.failures import DOWNLOAD_ERRORS, problem_of_error
from crawler.items import Mention, Verdict
from crawler.pages.page import Page
from crawler.pages.read import merge_detail, read_page
from crawler.spiders.walk import Walk
from crawler.verdict import Problem, problem_of_answer

_log = logging.getLogger(__name__)
_DETAIL_FIRST = 10


@dataclass(slots=True)
class Held:
    """The mentions of one page, held until the detail pages of the cut ones have been read."""

    url: str
    mentions: dict[str, Mention]
    waiting: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)


class SiteSpider(Spider):
    """Walk one site from page to page; the kinds of walk differ in a few words only."""

    name = "site"
    wants_json = False
    endless = False

    def __init__(self, walk: Walk, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.walk = walk
        self.walk.endless = self.endless
        self._held: list[Held] = []

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the site's own address."""
        yield self._ask(self.walk.site.url)

    def _ask(self, url: str) -> Request:
        return Request(url, self.parse, errback=self.failed, meta={"asked": url})

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        """Read a listing page, hand over what is whole, ask for cut texts and for the next page."""
        walk = self.walk
        if walk.over:
            return
        page = self._page_of(response, response.meta["asked"])
        if page is None:
            return
        walk.page_read(response.url, response.body, content_type_of(response), page, wants_json=self.wants_json)
        yield from self._hand_over(response.url, page)
        if not walk.over and page.next_url:
            yield self._ask(page.next_url)

    def _page_of(self, response: Response, asked: str) -> Page | None:
        problem = problem_of_answer(response.url, response.status, response.body, asked=asked)
        if problem is not None:
            self.walk.fail(problem)
            return None
        return self._read(response)

    def _read(self, response: Response) -> Page | None:
        walk = self.walk
        try:
            return read_page(
                response.body,
                url=response.url,
                site=walk.site,
                definition=walk.definition,
                now=walk.now,
                content_type=content_type_of(response),
            )
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 (the outermost loop of reading hostile pages: one page must not end the worker)
            where = traceback.extract_tb(error.__traceback__)[-1]
            _log.warning("%s: %s at %s:%s while reading %s", walk.site.name, error, where.filename, where.lineno, response.url)
            walk.fail(Problem(Verdict.FAILED, f"{response.url} could not be read: {type(error).__name__}"))
            return None

    def _hand_over(self, url: str, page: Page) -> Iterator[Request]:
        details = {detail.native_id: detail.url for detail in page.details if self.walk.trail.may_detail()}
        cut = {mention.native_id: mention for mention in page.mentions if mention.native_id in details}
        self.walk.hand_over(url, (mention for mention in page.mentions if mention.native_id not in cut))
        if not cut:
            return
        held = Held(url, cut, waiting=set(cut))
        self._held.append(held)
        for native_id in cut:
            meta = {"asked": details[native_id], "held": held, "native_id": native_id}
            yield Request(details[native_id], self.parse_detail, errback=self.detail_failed, priority=_DETAIL_FIRST, meta=meta)

    def parse_detail(self, response: Response, **_: Any) -> None:
        """Read the page with the whole text of a cut mention."""
        held, native_id = response.meta["held"], response.meta["native_id"]
        self.walk.trail.detail(len(response.body))
        if problem_of_answer(response.url, response.status, response.body, asked=response.meta["asked"]) is not None:
            return self._settle(held, native_id, None)
        page = self._read(response)
        mention = held.mentions[native_id]
        merged = None if page is None else merge_detail(mention, page)
        return self._settle(held, native_id, None if merged is None or merged.truncated else merged)

    def detail_failed(self, failure: Failure) -> None:
        """Keep the cut text where the whole one could not be fetched."""
        meta = failure.request.meta  # type: ignore[attr-defined] # Scrapy puts the request on the failure
        self._settle(meta["held"], meta["native_id"], None)

    def _settle(self, held: Held, native_id: str, whole: Mention | None) -> None:
        held.waiting.discard(native_id)
        if whole is None:
            held.missing.add(native_id)
        else:
            held.mentions[native_id] = whole
        if not held.waiting:
            self._release(held)

    def _release(self, held: Held) -> None:
        lacking = held.missing | held.waiting
        self.walk.hand_over(held.url, (mention for key, mention in held.mentions.items() if key not in lacking))
        self.walk.hand_over_cut(held.url, (mention for key, mention in held.mentions.items() if key in lacking))
        self._held.remove(held)

    def release_all(self) -> None:
        """Hand over what is still held because the walk ended early."""
        for held in list(self._held):
            self._release(held)

    def failed(self, failure: Failure) -> None:
        """End the walk because a listing page could not be fetched."""
        error = failure.value
        request = failure.request  # type: ignore[attr-defined] # Scrapy puts the request on the failure
        known: tuple[type[BaseException], ...] = (IgnoreRequest, *DOWNLOAD_ERRORS)
        if isinstance(error, known):
            self.walk.fail(problem_of_error(request.url, error, self.walk.options))
        else:
            self.walk.fail(Problem(Verdict.FAILED, f"{request.url} could not be fetched: {type(error).__name__}: {error}"[:300]))


def content_type_of(response: Response) -> str:
    """Give the Content-Type header as it came."""
    return (response.headers.get(b"Content-Type") or b"").decode("latin-1")
