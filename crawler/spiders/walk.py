"""One site's scan in progress: what was asked for, read and handed over, and the verdict at its end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from config.catalogue import Definition, Site
from crawler.guard import Gate
from crawler.items import Batch, Finished, Mention, Verdict
from crawler.limits import Ending, Limits, Stop, Trail
from crawler.options import ScanOptions
from crawler.pages.page import Page
from crawler.verdict import Problem, Seen, judge, problem_of_empty


@dataclass(slots=True)
class Walk:
    """Hold the state of one scan of one site; spiders drive it, `finished` sums it up."""

    site: Site
    definition: Definition | None
    known: Mapping[str, str]
    options: ScanOptions
    now: datetime
    emit: Callable[[Batch], None]
    trail: Trail = field(init=False)
    gate: Gate = field(init=False)
    problem: Problem | None = None
    stopped: Stop | None = None
    hint: Verdict | None = None
    note: str = ""
    mentions: int = 0
    fresh: int = 0
    endless: bool = False
    held_back: bool = False

    def __post_init__(self) -> None:
        limits = Limits(pages=self.options.max_pages, seconds=self.options.site_seconds)
        self.trail = Trail(limits, started=time.monotonic())
        self.gate = Gate(self.site.url, frozenset(self.options.allow_private))

    @property
    def over(self) -> bool:
        """Tell whether nothing more may be asked for."""
        return self.problem is not None or self.stopped is not None

    def page_read(self, url: str, body: bytes, content_type: str, page: Page, *, wants_json: bool) -> None:
        """Take note of one listing page and decide whether the walk goes on."""
        first = self.trail.pages == 0
        self.trail.page(url, len(body), (mention.native_id for mention in page.mentions))
        if not page.mentions and first:
            self.problem = problem_of_empty(url, body, content_type, wants_json=wants_json)
        if page.verdict_hint is not None and (first or not page.mentions):
            self.hint = page.verdict_hint
        if page.notes and not self.note:
            self.note = page.notes[0]
        if not self.over:
            self.stopped = self.trail.stop(page.next_url, time.monotonic())

    def hand_over(self, url: str, mentions: Iterable[Mention]) -> None:
        """Send the mentions of one page on their way as one batch."""
        batch = Batch(self.site.name, url, tuple(mentions))
        if not batch.mentions:
            return
        self.mentions += len(batch.mentions)
        self.fresh += sum(self._is_news(mention) for mention in batch.mentions)
        self.emit(batch)

    def _is_news(self, mention: Mention) -> bool:
        digest = self.known.get(mention.native_id)
        return digest is None or digest != mention.digest

    def hand_over_cut(self, url: str, mentions: Iterable[Mention]) -> None:
        """Send mentions whose whole text could not be fetched, except for those known already: a cut text is no edit."""
        unknown = []
        for mention in mentions:
            if mention.native_id in self.known:
                self.held_back = True
            else:
                unknown.append(replace(mention, truncated=True))
        self.hand_over(url, unknown)

    def fail(self, problem: Problem) -> None:
        """End the walk with a problem; the first one counts."""
        if not self.over:
            self.problem = problem

    def out_of_time(self) -> None:
        """End the walk because its time is over."""
        if not self.over:
            self.stopped = Stop(Ending.OVER, f"stopped after {self.options.site_seconds:g} s, the rest was not reached")

    def finished(self) -> Finished:
        """Sum the scan up."""
        trail = self.trail
        met = len(trail.seen & self.known.keys())
        seen = Seen(
            url=self.site.url,
            pages=trail.pages,
            mentions=self.mentions,
            fresh=self.fresh,
            known=len(self.known),
            met=met,
            stop=self.stopped or Stop(Ending.CUT),
            problem=self.problem,
            hint=self.hint,
            note=self.note,
            endless=self.endless or self.held_back,
        )
        judged = judge(seen)
        seconds = round(time.monotonic() - trail.started, 3)
        pages = trail.pages + trail.details
        return Finished(self.site.name, judged.verdict, pages, self.mentions, seconds, judged.complete, judged.sentence)
