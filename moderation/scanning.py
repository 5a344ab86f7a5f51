"""One run over some sites: lease, scan, tag, take in, reconcile, record. A killed run is simply repeated (decision 2)."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from config.errors import AllLeased
from crawler.items import Batch, Finished, Mention, Verdict
from crawler.options import ScanOptions
from moderation import intake, reconcile
from moderation.calendaring import take_up
from moderation.leasing import Leases
from moderation.store import mentions, scans
from moderation.store.scans import ScanRecord
from moderation.tagging import Tagger, configured

if TYPE_CHECKING:
    from collections.abc import Generator

    from classifier.model import Model
    from config.catalogue import Catalogue, Site
    from config.settings import Settings
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store

GROUP = 500  # mentions that are tagged and stored at once
GROUP_SECONDS = 0.5
TROUBLE = frozenset({Verdict.LAYOUT_CHANGED, Verdict.BLOCKED, Verdict.LOGIN_WALL, Verdict.UNREACHABLE, Verdict.FAILED})

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class ScanRow:
    """What one scan of one site brought; the keys of `otklik scan --json`."""

    site: str
    verdict: Verdict
    pages: int
    mentions: int
    new: int
    revised: int
    withdrawn: int
    confirmed: int
    seconds: float
    error: str

    def stored(self, ended: datetime, *, complete: bool) -> ScanRecord:
        """Give the row as the store keeps it."""
        values = {name: getattr(self, name) for name in self.__slots__ if name != "verdict"}
        return ScanRecord(**values, verdict=str(self.verdict), ended=ended, complete=complete)


@dataclass(frozen=True, slots=True)
class ScanSummary:
    """The rows of one run, the sites that another run was scanning, and what the operator should know."""

    rows: tuple[ScanRow, ...]
    leased: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def partly(self) -> bool:
        """Say whether a site could not be read; quiet and forbidden sites are no trouble."""
        return any(row.verdict in TROUBLE for row in self.rows)


class Progress:
    """Listen to a run; every method may be overridden."""

    def started(self, sites: Sequence[str]) -> None:
        """Hear which sites are going to be scanned."""

    def moved(self, site: str, pages: int, mentions: int) -> None:
        """Hear how far a site is."""

    def ended(self, row: ScanRow) -> None:
        """Hear how a site ended."""


@dataclass
class _Visit:
    """What is known of a site while its scan runs, and the pages that wait to be stored together."""

    site: Site
    known: Mapping[str, str]
    pages: int = 0
    new: int = 0
    revised: int = 0
    seen: set[str] = field(default_factory=set)
    waiting: dict[str, Mention] = field(default_factory=dict)
    url: str = ""
    since: float = 0.0

    def wait(self, batch: Batch) -> None:
        """Keep a page until it is stored; of a mention met twice the later reading counts."""
        if not self.waiting:
            self.since = time.monotonic()
        self.pages += 1
        self.url = batch.url
        read = {mention.native_id: mention for mention in map(intake.cleaned, batch.mentions)}
        self.seen.update(read)
        self.waiting.update(read)

    @property
    def ripe(self) -> bool:
        """Say whether the waiting pages are worth a transaction."""
        return len(self.waiting) >= GROUP or time.monotonic() - self.since >= GROUP_SECONDS


def run_scan(
    settings: Settings,
    catalogue: Catalogue,
    book: Rulebook,
    store: Store,
    sites: Sequence[Site],
    *,
    clock: Clock,
    model: Model | None = None,
    progress: Progress | None = None,
) -> ScanSummary:
    """Scan `sites`, take their mentions in and record how each ended.

    Sites that another run holds are skipped. Without `model` the one that the settings name is loaded when the first new
    mention needs it. Raises AllLeased when every site is held by another run.
    """
    tagger = Tagger(configured(settings.classifier.model) if model is None else (lambda: model))
    with Leases(store, clock) as leases, rare_collections():
        names = leases.claim(site.name for site in sites)
        leased = tuple(site.name for site in sites if site.name not in names)
        if sites and not names:
            raise AllLeased(f"every chosen site is being scanned by another run: {', '.join(leased)}")
        # Before anything is taken in: what comes now is computed with the new terms, what is there is brought to them.
        take_up(store, book, clock())
        run = _Run(settings, book, store, clock, tagger, leases, progress or Progress())
        rows = run.scan([site for site in sites if site.name in names], catalogue)
    return ScanSummary(rows, leased, (tagger.notice,) if tagger.notice else ())


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let the garbage collector look for circles more rarely while the block runs.

    A scan makes a hundred thousand small records a second and hardly a circle; looking at all of them again and again cost
    a fifth of its time.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@dataclass
class _Run:
    """The moving parts of one run."""

    settings: Settings
    book: Rulebook
    store: Store
    clock: Clock
    tagger: Tagger
    leases: Leases
    progress: Progress

    def scan(self, sites: Sequence[Site], catalogue: Catalogue) -> tuple[ScanRow, ...]:
        """Scan the leased sites and give a row for each."""
        from crawler.scan import Watch, scan

        with self.store.read() as tx:
            visits = {site.name: _Visit(site, mentions.digests(tx, site.name)) for site in sites}
        self.progress.started(list(visits))
        watches = [Watch(visit.site, catalogue.definition_for(visit.site), visit.known) for visit in visits.values()]
        found = scan(watches, options=options_of(self.settings), now=self.clock())
        stream = cast("Generator[Batch | Finished, None, None]", found)  # closing it ends the workers
        with closing(stream):
            return tuple(self._consume(stream, visits))

    def _consume(self, stream: Iterable[Batch | Finished], visits: Mapping[str, _Visit]) -> Iterator[ScanRow]:
        for item in stream:
            visit = visits[item.site]
            if isinstance(item, Finished):
                yield self._finish(visit, item)
                continue
            visit.wait(item)
            if visit.ripe:
                self._store(visit)
            self.progress.moved(item.site, visit.pages, len(visit.seen))

    def _store(self, visit: _Visit) -> None:
        """Tag what is new or changed among the waiting mentions, and take all of them in."""
        if not visit.waiting:
            return
        batch = Batch(visit.site.name, visit.url, tuple(visit.waiting.values()))
        visit.waiting = {}
        plan = intake.plan(self.store, batch)
        tags = self.tagger.tag(plan.changed)
        counts = intake.take_in(self.store, plan, tags, site=visit.site, book=self.book, now=self.clock())
        visit.new += counts.new
        visit.revised += counts.revised

    def _finish(self, visit: _Visit, finished: Finished) -> ScanRow:
        self._store(visit)
        counts = reconcile.reconcile(self.store, finished, visit.seen, site=visit.site, book=self.book, now=self.clock())
        row = ScanRow(
            site=finished.site,
            verdict=finished.verdict,
            pages=finished.pages,
            mentions=finished.mentions,
            new=visit.new,
            revised=visit.revised,
            withdrawn=counts.withdrawn,
            confirmed=counts.confirmed,
            seconds=round(finished.seconds, 3),
            error=finished.error,
        )
        with self.store.write() as tx:
            scans.record(tx, row.stored(self.clock(), complete=finished.complete))
        self.leases.release(finished.site)
        self.progress.ended(row)
        return row


def options_of(settings: Settings) -> ScanOptions:
    """Give the scan settings as the values that travel to the workers."""
    chosen = settings.scan
    return ScanOptions(
        contact=chosen.contact,
        user_agent=chosen.user_agent,
        delay_seconds=chosen.delay_seconds,
        timeout_seconds=chosen.timeout_seconds,
        max_bytes=chosen.max_bytes,
        max_pages=chosen.max_pages,
        workers=chosen.workers,
        allow_private=tuple(chosen.allow_private),
        private_delay_seconds=chosen.private_delay_seconds,
        memory_mb=chosen.memory_mb,
        site_seconds=chosen.site_seconds,
    )


def due_sites(store: Store, sites: Sequence[Site], *, now: datetime) -> tuple[Site, ...]:
    """Choose the sites whose period has passed since a scan last got through, longest overdue first (A2)."""
    with store.read() as tx:
        last = scans.last_by_site(tx)

    def due_at(site: Site) -> datetime:
        scan = last.get(site.name)
        return datetime.min.replace(tzinfo=UTC) if scan is None else scan.ended + site.every

    return tuple(sorted((site for site in sites if due_at(site) <= now), key=due_at))
