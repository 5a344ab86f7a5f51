"""An edited calendar moves the running deadlines of open cases, once, and the history says so (RELIABILITY §7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from crawler.items import Reply
from moderation import calendaring, clockwork
from moderation.case import Act, Event
from moderation.deadlines import ClockKind
from moderation.desk import answering, ending, terms
from moderation.queue import CaseView, case_view
from moderation.rulebook import Rulebook
from moderation.store import memory, schema
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, DAY, HOUR, NOW, REPLY, a_book, a_case, a_mention, hire, scanned, some_tags

WEEK = {"timezone": "Europe/Riga", "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-18:00",))}
CLOSED = a_book(hours={**WEEK, "closed": ["2026-11-24"]})
QUICK = a_book(
    targets={key: {"acknowledge": "1h", "reply": "2h", "unconfirmed": "1d"} for key in ("critical", "high", "normal", "low")}
)
LATVIAN = a_book(markets=[{"when": {"languages": ["lv"]}, "hours": {"closed": ["2026-11-24"]}}])


def look(store: Store, n: int, book: Rulebook, now: datetime = NOW) -> CaseView:
    return case_view(store, n, book, now)


def reckonings(store: Store, n: int) -> list[Event]:
    return [event for event in look(store, n, BOOK).events if event.act is Act.RECKON]


def due(view: CaseView, kind: ClockKind = ClockKind.REPLY) -> datetime:
    return next(clock.due for clock in view.clocks if clock.kind is kind)


def test_it_works(store: Store) -> None:
    n = a_case(store)
    assert clockwork.tick(store, BOOK, NOW).reckoned == (), "nothing is known from before"
    before = look(store, n, BOOK)
    assert clockwork.tick(store, CLOSED, NOW + HOUR).reckoned == (n,)
    after = look(store, n, CLOSED)
    (event,) = reckonings(store, n)
    assert (event.by, event.why) == ("machine:clock", calendaring.WHY)
    assert event.data == {"reply_was": due(before).isoformat(), "reply": due(after).isoformat()}
    assert due(after) == due(before) + DAY, "the Tuesday is closed"
    assert clockwork.tick(store, CLOSED, NOW + 2 * HOUR).reckoned == ()
    assert clockwork.rebuild(store, CLOSED) == ()


def test_the_form_of_a_person_does_not_get_stale(store: Store) -> None:
    hire(store)
    n = a_case(store)
    clockwork.tick(store, BOOK, NOW)
    version = look(store, n, BOOK).version
    clockwork.tick(store, CLOSED, NOW)
    assert answering.acknowledge(store, ANNA, n, book=CLOSED, now=NOW, version=version).status == "acknowledged"


@pytest.mark.parametrize(
    ("book", "moved"),
    [
        (QUICK, ["acknowledge", "reply"]),
        (CLOSED, ["reply"]),
        (LATVIAN, []),
        (a_book(hours={**WEEK, "timezone": "Europe/London"}), ["acknowledge", "reply"]),
        (a_book(hours={**WEEK, "holidays": "LV"}), []),
        (a_book(warning=0.5), []),
        (a_book(contacts=[{"who": "Anna"}]), []),
    ],
)
def test_every_clock_that_moved_is_noted_and_no_other(store: Store, book: Rulebook, moved: list[str]) -> None:
    n = a_case(store, now=NOW - timedelta(hours=1, minutes=50), published=None)
    clockwork.tick(store, BOOK, NOW)
    clockwork.tick(store, book, NOW)
    told = [name for event in reckonings(store, n) for name in event.data if not name.endswith("_was")]
    assert told == moved
    assert clockwork.rebuild(store, book) == (), "the index follows, also where only a warning moved"


def test_a_market_moves_only_its_own_cases(store: Store) -> None:
    russian, latvian = a_case(store, 1), a_case(store, 2, some_tags(language="lv"))
    clockwork.tick(store, BOOK, NOW)
    assert clockwork.tick(store, LATVIAN, NOW).reckoned == (latvian,)
    assert (len(reckonings(store, russian)), len(reckonings(store, latvian))) == (0, 1)


def test_clocks_that_were_met_never_change(store: Store) -> None:
    hire(store)
    n = a_case(store)
    answering.reply(store, ANNA, n, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, n, book=BOOK, now=NOW + HOUR)
    scanned(store, [a_mention(replies=(Reply(REPLY, "Ozols"),))], now=NOW + 2 * HOUR)
    clockwork.tick(store, BOOK, NOW + 3 * HOUR)
    before = {clock.kind: clock.due for clock in look(store, n, BOOK).clocks}
    assert set(before) == {ClockKind.ACKNOWLEDGE, ClockKind.REPLY, ClockKind.CONFIRM}
    for book in (QUICK, CLOSED):
        assert clockwork.tick(store, book, NOW + 3 * HOUR).reckoned == ()
        assert {clock.kind: clock.due for clock in look(store, n, book).clocks} == before


def test_a_case_that_ended_and_a_promise_by_the_calendar_stay_as_they_are(store: Store) -> None:
    hire(store)
    ended, promised = a_case(store, 1), a_case(store, 2)
    ending.dismiss(store, ANNA, ended, book=BOOK, now=NOW, why="not ours")
    terms.promise(store, ANNA, promised, book=BOOK, now=NOW, until=NOW + 2 * DAY)
    clockwork.tick(store, BOOK, NOW)
    clockwork.tick(store, CLOSED, NOW)
    assert reckonings(store, ended) == []
    (event,) = reckonings(store, promised)
    assert "promise" not in event.data


def test_there_and_back_is_noted_twice(store: Store) -> None:
    n = a_case(store)
    for book in (BOOK, CLOSED, BOOK, BOOK):
        clockwork.tick(store, book, NOW)
    there, back = reckonings(store, n)
    assert (there.data["reply"], there.data["reply_was"]) == (back.data["reply_was"], back.data["reply"])


def test_three_runs_at_once_note_it_once(store: Store) -> None:
    numbers = [a_case(store, number) for number in range(1, 6)]
    clockwork.tick(store, BOOK, NOW)
    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(lambda _: clockwork.tick(store, CLOSED, NOW).reckoned, range(3)))
    assert sorted(n for one in told for n in one) == numbers
    assert [len(reckonings(store, n)) for n in numbers] == [1] * 5


def test_what_the_desk_did_with_the_new_terms_before_the_tick_hides_no_move(store: Store) -> None:
    hire(store)
    n = a_case(store)
    clockwork.tick(store, BOOK, NOW)
    answering.acknowledge(store, ANNA, n, book=CLOSED, now=NOW)
    clockwork.tick(store, CLOSED, NOW)
    assert [set(event.data) for event in reckonings(store, n)] == [{"reply", "reply_was"}]


@pytest.mark.parametrize("garbage", ["", "{}", "[1]", '{"targets": 3, "warning": 2, "hours": {}, "markets": [], "timezone": 1}'])
def test_terms_that_cannot_be_read_any_more_are_taken_from_the_index(store: Store, garbage: str) -> None:
    n = a_case(store)
    with store.write() as tx:
        memory.keep(tx, calendaring.NAME, garbage, NOW)
    assert clockwork.tick(store, QUICK, NOW).reckoned == (n,)
    assert set(reckonings(store, n)[0].data) == {"acknowledge", "acknowledge_was"}


def test_newer_holidays_move_what_the_index_knew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    n = a_case(store)
    clockwork.tick(store, BOOK, NOW)
    with store.write() as tx:
        tx.execute(update(schema.cases).values(next_due=NOW + 9 * DAY))
    monkeypatch.setattr(calendaring, "_holidays", lambda: "another")
    assert clockwork.tick(store, BOOK, NOW).reckoned == (n,)
    assert clockwork.rebuild(store, BOOK) == ()


def test_scan_and_rebuild_take_it_up_too(store: Store, tmp_path: Any) -> None:
    from config.catalogue import Catalogue
    from moderation.scanning import run_scan
    from tests.people import settings

    n = a_case(store)
    clockwork.tick(store, BOOK, NOW)
    run_scan(settings(data=tmp_path), Catalogue(()), CLOSED, store, [], clock=lambda: NOW)
    assert len(reckonings(store, n)) == 1
    assert clockwork.rebuild(store, BOOK, NOW) == (n,)
    assert len(reckonings(store, n)) == 2
