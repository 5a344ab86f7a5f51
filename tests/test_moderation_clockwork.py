"""What the clocks do by themselves, once each, however often and late they are called. On both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update

from moderation import clockwork
from moderation.case import Act, Status
from moderation.desk import answering, terms
from moderation.queue import case_view
from moderation.store import base, schema
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, DAY, HOUR, NOW, REPLY, a_book, a_case, a_mention, scanned


def posted(store: Store, number: int = 1) -> int:
    n = a_case(store, number)
    answering.reply(store, ANNA, n, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, n, book=BOOK, now=NOW)
    return n


def test_a_promise_that_is_overdue_does_not_hide_a_reply_that_no_scan_has_seen(store: Store) -> None:
    n = posted(store)
    terms.promise(store, ANNA, n, book=BOOK, now=NOW, until=NOW + DAY)
    assert clockwork.tick(store, BOOK, NOW + 2 * DAY).unconfirmed == ()
    assert clockwork.tick(store, BOOK, NOW + 3 * DAY).unconfirmed == (n,)
    assert clockwork.tick(store, BOOK, NOW + 3 * DAY).unconfirmed == ()


def test_it_works(store: Store) -> None:
    n, due = posted(store), NOW + 3 * DAY
    assert clockwork.tick(store, BOOK, due - timedelta(seconds=1)).unconfirmed == ()
    assert clockwork.tick(store, BOOK, due).unconfirmed == (n,)
    assert clockwork.tick(store, BOOK, due) == clockwork.Ticked()
    case = case_view(store, n, BOOK, due)
    assert (case.status, case.marks, case.state.reply_from) == (Status.ACKNOWLEDGED, ("unconfirmed",), due)
    assert (case.events[-1].by, case.events[-1].act) == ("machine:clock", Act.UNCONFIRM)


def test_a_clock_that_jumps_back_raises_nothing_twice(store: Store) -> None:
    posted(store)
    told = [clockwork.tick(store, BOOK, NOW + days * DAY).unconfirmed for days in (4, 2, 4, 40, -1)]
    assert told == [(1,), (), (), (), ()]


def test_three_schedulers_at_once_raise_each_case_once(store: Store) -> None:
    for number in range(6):
        posted(store, number)
    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(lambda _: clockwork.tick(store, BOOK, NOW + 4 * DAY).unconfirmed, range(3)))
    assert sorted(number for raised in told for number in raised) == [1, 2, 3, 4, 5, 6]
    for number in range(1, 7):
        assert [event.act for event in case_view(store, number, BOOK, NOW).events].count(Act.UNCONFIRM) == 1


@pytest.mark.parametrize("seen", [True, False])
def test_a_reply_that_was_seen_or_that_nobody_can_see_is_not_raised(store: Store, seen: bool) -> None:
    posted(store)
    if seen:
        from crawler.items import Reply

        scanned(store, [a_mention(replies=(Reply(REPLY, "Ozols"),))])
    else:
        scanned(store, [])
        scanned(store, [])
    assert clockwork.tick(store, BOOK, NOW + 30 * DAY).unconfirmed == ()


def test_rebuild_finds_no_difference_in_what_the_desk_wrote(store: Store) -> None:
    posted(store)
    a_case(store, 2)
    terms.wait(store, ANNA, 2, book=BOOK, now=NOW, until=NOW + DAY, why="their move")
    assert clockwork.rebuild(store, BOOK) == ()


def test_rebuild_puts_right_what_was_changed_behind_its_back(store: Store) -> None:
    posted(store)
    a_case(store, 2)
    before = case_view(store, 1, BOOK, NOW)
    wrong = {"status": "closed", "open": False, "owner": "nobody", "next_due": base.NEVER, "waiting_until": NOW}
    with store.write() as tx:
        tx.execute(update(schema.cases).where(schema.cases.c.id == 1).values(wrong))
    assert clockwork.rebuild(store, BOOK) == (1,)
    assert clockwork.rebuild(store, BOOK) == ()
    assert case_view(store, 1, BOOK, NOW) == before


def test_rebuild_takes_new_terms_up(store: Store) -> None:
    a_case(store)
    terms = {"acknowledge": HOUR, "reply": 2 * HOUR, "unconfirmed": DAY}
    quick = a_book(targets=dict.fromkeys(("critical", "high", "normal", "low"), terms))
    assert clockwork.rebuild(store, quick) == (1,)
    assert clockwork.rebuild(store, quick) == ()


def test_after_a_long_silence_cases_climb_in_portions_and_none_is_left_out(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clockwork, "PORTION", 2)
    numbers = tuple(a_case(store, number) for number in range(1, 6))
    assert clockwork.tick(store, BOOK, NOW + 30 * DAY).escalated == numbers
    assert clockwork.tick(store, BOOK, NOW + 30 * DAY) == clockwork.Ticked()
