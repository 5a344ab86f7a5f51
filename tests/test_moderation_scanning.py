"""One run over some sites, with a crawler that hands over what the test says. On both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import pytest

import crawler.scan
from classifier.labels import Tags
from config.catalogue import Catalogue, Site
from config.errors import AllLeased, OperatorError
from config.settings import ScanSettings
from crawler.items import Batch, Finished, Mention, Reply, Verdict
from crawler.options import ScanOptions
from crawler.scan import Watch
from moderation import clockwork
from moderation.case import Status
from moderation.desk import answering
from moderation.leasing import Leases
from moderation.queue import case_view
from moderation.records import MentionRecord
from moderation.scanning import TROUBLE, Progress, ScanRow, ScanSummary, due_sites, options_of, run_scan
from moderation.store import mentions, scans
from moderation.store.engine import Store
from moderation.tagging import Tagger
from tests.people import ANNA, BOOK, COMPLAINT, DAY, HOUR, NOW, REPLY, SITE, TEXT, a_case, a_mention, a_site, settings

FORUM = a_site("forum")
Item = Batch | Finished | BaseException


class Opinion:
    """A model that takes everything for a complaint, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def tag(self, texts: Sequence[str], *, languages: Sequence[str | None], ratings: Sequence[float | None]) -> list[Tags]:
        assert len(texts) == len(languages) == len(ratings)
        self.asked += texts
        return [COMPLAINT] * len(texts)


class Heard(Progress):
    """Write down what is heard of a run."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def started(self, sites: Sequence[str]) -> None:
        self.told.append(list(sites))

    def moved(self, site: str, pages: int, mentions: int) -> None:
        self.told.append((site, pages, mentions))

    def ended(self, row: ScanRow) -> None:
        self.told.append(row.verdict)


class Crawler:
    """What the crawler hands over, and what it was told."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.watches: list[Watch] = []
        self.closed = 0

    def scan(self, watches: Sequence[Watch], *, options: ScanOptions, now: datetime) -> Iterator[Batch | Finished]:
        self.watches = list(watches)
        try:
            for item in self.items:
                if isinstance(item, BaseException):
                    raise item
                yield item
        finally:
            self.closed += 1


@pytest.fixture
def crawled(monkeypatch: pytest.MonkeyPatch) -> Crawler:
    found = Crawler()
    monkeypatch.setattr(crawler.scan, "scan", found.scan)
    return found


def page(*read: Mention, site: Site = SITE) -> Batch:
    return Batch(site.name, site.url, read)


def end(site: Site = SITE, verdict: Verdict = Verdict.OK, *, complete: bool = True, error: str = "") -> Finished:
    return Finished(site.name, verdict, 2, 2, 1.23456, complete, error)


def run(store: Store, sites: Sequence[Site] = (SITE,), *, now: datetime = NOW, **details: Any) -> ScanSummary:
    given = {"model": Opinion(), **details}
    return run_scan(settings(), Catalogue(tuple(sites)), BOOK, store, sites, clock=lambda: now, **given)


def journal(store: Store) -> tuple[MentionRecord, ...]:
    with store.read() as tx:
        return mentions.journal(tx, limit=100)


def test_it_works(store: Store, crawled: Crawler) -> None:
    crawled.items = [page(a_mention(1), a_mention(2)), page(a_mention(3)), end()]
    heard = Heard()
    (row,) = run(store, progress=heard).rows
    assert row == ScanRow("opinions", Verdict.OK, 2, 2, 3, 0, 0, 0, 1.235, "")
    assert heard.told == [["opinions"], ("opinions", 1, 2), ("opinions", 2, 3), Verdict.OK]
    assert {record.case_id for record in journal(store)} == {1, 2, 3}
    with store.read() as tx:
        stored = scans.last_by_site(tx)["opinions"]
    assert stored == row.stored(NOW, complete=True)
    assert crawled.closed == 1
    crawled.items = [page(a_mention(1), a_mention(2, body="edited")), end()]
    model = Opinion()
    assert run(store, model=model).rows[0].revised == 1
    assert model.asked == ["edited"], "what is known is not tagged again"
    assert crawled.watches[0].known == {f"r{n}": a_mention(n).digest for n in (1, 2, 3)}


def test_a_run_that_dies_in_the_middle_is_run_again_and_nothing_is_lost_or_doubled(store: Store, crawled: Crawler) -> None:
    n = a_case(store)
    answering.reply(store, ANNA, n, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, n, book=BOOK, now=NOW)
    first, rest = (
        page(a_mention(2), a_mention(3, site="opinions")),
        page(a_mention(4), a_mention(replies=(Reply(REPLY, "Ozols"),))),
    )
    for error in (KeyboardInterrupt(), OSError(28, "No space left on device"), OperatorError("the worker died")):
        crawled.items = [first, error]
        with pytest.raises(type(error)):
            run(store)
        with store.read() as tx:
            assert scans.last_by_site(tx) == {}
    assert crawled.closed == 3
    crawled.items = [first, rest, end()]
    (row,) = run(store).rows
    assert (row.confirmed, row.withdrawn) == (1, 0)
    assert sorted(record.native_id for record in journal(store)) == ["r1", "r2", "r3", "r4"]
    assert len({record.case_id for record in journal(store)}) == 4
    assert case_view(store, n, BOOK, NOW).status is Status.CONFIRMED
    assert clockwork.rebuild(store, BOOK) == ()


def test_a_mention_met_twice_counts_once_and_by_its_later_reading(store: Store, crawled: Crawler) -> None:
    crawled.items = [page(a_mention(body="cut…")), page(a_mention()), end()]
    assert run(store).rows[0].new == 1
    assert [record.body for record in journal(store)] == [TEXT]


@pytest.mark.parametrize("text", ["\x00", "\ud800"])
def test_an_id_that_no_database_keeps_is_seen_all_the_same(store: Store, crawled: Crawler, text: str) -> None:
    crawled.items = [page(a_mention(native_id=f"id{text}")), end()]
    told = [run(store).rows[0] for _ in range(4)]
    assert [(row.new, row.revised, row.withdrawn) for row in told] == [(1, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0)]


def test_many_pages_are_stored_together_and_none_is_forgotten(store: Store, crawled: Crawler) -> None:
    crawled.items = [page(*(a_mention(100 * turn + number) for number in range(100))) for turn in range(12)]
    crawled.items.append(end())
    assert run(store).rows[0].new == 1200
    with store.read() as tx:
        assert len(mentions.digests(tx, "opinions")) == 1200


def test_sites_are_told_apart(store: Store, crawled: Crawler) -> None:
    theirs = a_mention(site="forum")
    crawled.items = [
        page(a_mention()),
        page(theirs, site=FORUM),
        end(FORUM, Verdict.BLOCKED, complete=False, error="HTTP 403"),
        end(),
    ]
    summary = run(store, [SITE, FORUM])
    assert [(row.site, row.new, row.error) for row in summary.rows] == [("forum", 1, "HTTP 403"), ("opinions", 1, "")]
    assert summary.partly


@pytest.mark.parametrize("verdict", Verdict)
def test_a_site_that_could_not_be_read_is_trouble(store: Store, crawled: Crawler, verdict: Verdict) -> None:
    crawled.items = [end(verdict=verdict, complete=False)]
    assert run(store).partly is (verdict in TROUBLE)
    fine = {Verdict.OK, Verdict.QUIET, Verdict.FORBIDDEN, Verdict.NEVER_RAN}
    assert set(Verdict) - TROUBLE == fine


def test_sites_that_another_run_scans_are_left_to_it(store: Store, crawled: Crawler) -> None:
    crawled.items = [end(FORUM)]
    with Leases(store, lambda: NOW) as other:
        other.claim(["opinions"])
        summary = run(store, [SITE, FORUM])
        assert (summary.leased, [row.site for row in summary.rows]) == (("opinions",), ["forum"])
        with pytest.raises(AllLeased, match="is being scanned by another run: opinions") as told:
            run(store)
        assert told.value.exit_code == 4
    assert [watch.site for watch in crawled.watches] == [FORUM]
    crawled.items = [end()]
    assert run(store).rows[0].site == "opinions"


def test_no_sites_are_no_trouble(store: Store, crawled: Crawler) -> None:
    assert run(store, []).rows == ()


def test_without_a_model_mentions_are_taken_in_untagged_and_it_is_said_once(
    store: Store, crawled: Crawler, tmp_path: Any
) -> None:
    crawled.items = [page(a_mention()), end()]
    without = settings(classifier={"model": tmp_path / "none.skops"})
    summary = run_scan(without, Catalogue((SITE,)), BOOK, store, [SITE], clock=lambda: NOW)
    assert len(summary.notices) == 1
    assert "mentions are taken in untagged" in summary.notices[0]
    assert [(record.tags, record.outcome) for record in journal(store)] == [(None, "case")]


def test_a_model_is_loaded_for_the_first_new_mention_only() -> None:
    loaded: list[int] = []

    def load() -> Any:
        loaded.append(1)
        return Opinion()

    tagger = Tagger(load)
    assert tagger.tag([]) == []
    assert loaded == []
    assert tagger.tag([a_mention(headline="Возврат")]) == tagger.tag([a_mention(rating=None)]) == [COMPLAINT]
    assert loaded == [1]
    assert tagger.notice == ""


def test_sites_are_due_when_their_period_has_passed_longest_overdue_first(store: Store) -> None:
    hourly, daily, never = a_site("hourly", every=HOUR), a_site("daily", every=DAY), a_site("never")
    with store.write() as tx:
        for site, ago in ((hourly, 3 * HOUR), (daily, 25 * HOUR)):
            row = ScanRow(site.name, Verdict.OK, 1, 1, 0, 0, 0, 0, 1.0, "").stored(NOW - ago, complete=True)
            scans.record(tx, row)
    every = [daily, hourly, never]
    assert due_sites(store, every, now=NOW) == (never, hourly, daily)
    assert due_sites(store, every, now=NOW - 90 * timedelta(minutes=1)) == (never, hourly)
    assert due_sites(store, every, now=NOW - 10 * DAY) == (never,)


def test_every_setting_of_scans_travels_to_the_workers() -> None:
    """All of them are given values that are no defaults."""
    given = ScanSettings(
        contact="https://ozols.example/bot",
        user_agent="robot/1",
        delay_seconds=2.5,
        timeout_seconds=7,
        max_bytes=2048,
        max_pages=3,
        workers=4,
        allow_private=("127.0.0.1:80",),
        private_delay_seconds=0.5,
        memory_mb=256,
        site_seconds=30,
    )
    options = options_of(settings(scan=given))
    shared = {field.name for field in fields(ScanOptions)} & set(ScanSettings.model_fields)
    assert shared == set(ScanSettings.model_fields)
    for name in shared:
        assert getattr(options, name) == getattr(given, name)
