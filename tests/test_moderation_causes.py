"""The prevention list: what ranks first, what a removal has changed, and who may say so. On both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import Forbidden, Impossible, NotFound, UsageError
from moderation import prevention
from moderation.causes import LOOKBACK, WEEK, Blamed, CauseAct, CauseEvent, Effect, Order, effect_of, rank, standings
from moderation.desk import answering, ending, outcomes
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, BORIS, DAY, NOW, REPLY, STRANGER, a_case, hire

NAMES = ("late", "rude", "lost")


def mark(act: CauseAct = CauseAct.REMOVED, at: datetime = NOW, cause: str = "late", **changes: Any) -> CauseEvent:
    return CauseEvent(cause, 1, at, "boris", act, **changes)


@pytest.fixture
def case(store: Store) -> int:
    hire(store)
    return a_case(store)


def blame(store: Store, number: int, cause: str, *, now: datetime = NOW, **details: Any) -> None:
    n = a_case(store, number, body=f"Жалоба номер {number}", now=now)
    outcomes.resolve(store, ANNA, n, book=BOOK, now=now, cause=cause, **details)


def test_it_works(store: Store) -> None:
    hire(store)
    for number in range(1, 4):
        blame(store, number, "late-courier", now=NOW - 5 * WEEK, cost=10.0)
    blame(store, 4, "rude-staff", now=NOW - WEEK, cost=99.5)
    prevention.own(store, BORIS, "late-courier", book=BOOK, now=NOW - 4 * WEEK, owner="Anna", why="a second courier")
    prevention.removed(store, BORIS, "late-courier", book=BOOK, now=NOW - 2 * WEEK, why="the second courier drives")
    blame(store, 5, "late-courier", now=NOW - DAY)
    found = prevention.prevention(store, BOOK, NOW)
    first, second = found.figures[:2]
    assert (first.cause, first.cases, first.cost, first.recurrence) == ("late-courier", 4, 3000, 1)
    assert (first.standing.owner, first.standing.note, first.standing.removed_by) == ("anna", "a second courier", "boris")
    assert first.effect == Effect(before=1.0, since=0.5)
    assert first.effect.change == -0.5
    assert (second.cause, second.cases, second.cost, second.effect) == ("rude-staff", 1, 9950, None)
    assert prevention.prevention(store, BOOK, NOW, order=Order.COST).figures[0].cause == "rude-staff"
    assert prevention.prevention(store, BOOK, NOW, weeks=1).figures[0].cases == 1
    assert {figure.cause for figure in found.figures} == set(BOOK.policy.causes)


def test_a_mark_is_taken_back(store: Store, case: int) -> None:
    common: dict[str, Any] = {"book": BOOK}
    prevention.own(store, BORIS, "rude-staff", owner="vera", now=NOW, **common)
    assert prevention.removed(store, BORIS, "rude-staff", why="a course", now=NOW + DAY, **common).removed_at == NOW + DAY
    with pytest.raises(Impossible, match="rude-staff is marked as removed already, on 2026-11-24 by boris"):
        prevention.removed(store, BORIS, "rude-staff", why="a course", now=NOW + 2 * DAY, **common)
    back = prevention.returned(store, BORIS, "rude-staff", why="it goes on", now=NOW + 3 * DAY, **common)
    assert (back.removed_at, back.owner) == (None, "vera")
    with pytest.raises(Impossible, match="rude-staff is not marked as removed"):
        prevention.returned(store, BORIS, "rude-staff", why="it goes on", now=NOW + 4 * DAY, **common)


@pytest.mark.parametrize(
    ("person", "do", "details", "error", "said"),
    [
        (ANNA, prevention.removed, {"why": "x"}, Forbidden, "may not keep the list of causes"),
        (STRANGER, prevention.own, {"owner": "anna"}, Forbidden, "may not keep the list of causes"),
        (BORIS, prevention.removed, {"why": " "}, UsageError, "say what was done about late-courier"),
        (BORIS, prevention.removed, {"why": "x" * 2001}, UsageError, "has 2001 characters"),
        (BORIS, prevention.own, {"owner": "nobody"}, NotFound, 'there is no person "nobody" who could look after'),
        (BORIS, prevention.own, {"owner": "anna", "cause": "late-couriers"}, NotFound, '"late-couriers" is not a cause. Near'),
        (BORIS, prevention.removed, {"why": "x", "cause": "я" * 100_000}, NotFound, "is not a cause"),
    ],
)
def test_what_is_refused(store: Store, case: int, person: Any, do: Any, details: dict[str, Any], error: Any, said: str) -> None:
    with pytest.raises(error, match=said):
        do(store, person, **{"cause": "late-courier", **details}, book=BOOK, now=NOW)
    assert prevention.standing(store, "late-courier").owner is None


@pytest.mark.parametrize("weeks", [0, -1, 521])
def test_a_time_that_cannot_be_looked_at_is_refused(store: Store, weeks: int) -> None:
    with pytest.raises(UsageError, match=f"weeks: {weeks} cannot be looked at"):
        prevention.prevention(store, BOOK, NOW, weeks=weeks)


def test_finished_cases_without_a_cause_are_counted(store: Store, case: int) -> None:
    assert prevention.prevention(store, BOOK, NOW + DAY).undecided == 0
    answering.reply(store, ANNA, case, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, case, book=BOOK, now=NOW)
    assert prevention.prevention(store, BOOK, NOW + DAY).undecided == 1
    ending.close(store, ANNA, case, book=BOOK, now=NOW, why="done")
    outcomes.resolve(store, ANNA, case, book=BOOK, now=NOW, cause="late-courier")
    assert prevention.prevention(store, BOOK, NOW + DAY).undecided == 0


def test_of_less_than_a_week_nothing_is_said() -> None:
    received = [NOW - 2 * WEEK, NOW - WEEK, NOW + DAY]
    assert effect_of(received, NOW, NOW + 6 * DAY, NOW - 2 * WEEK) == Effect(1.0, None)
    assert effect_of(received, NOW, NOW + 7 * DAY, NOW - 2 * WEEK) == Effect(1.0, 1.0)
    assert effect_of(received, NOW, NOW + 7 * DAY, NOW - 6 * DAY).before is None
    assert effect_of([], NOW, NOW + 7 * DAY, None) == Effect(None, 0.0)
    assert Effect(0.0, 1.0).change is None


def test_what_lies_long_back_says_nothing_of_the_time_before() -> None:
    received = [NOW - LOOKBACK - DAY, NOW - LOOKBACK]
    assert effect_of(received, NOW, NOW + WEEK, NOW - 5 * LOOKBACK).before == 1 / 12


cases_of_causes = st.lists(
    st.builds(
        Blamed,
        case=st.integers(1, 99),
        cause=st.sampled_from(NAMES),
        received_at=st.integers(-60, 10).map(lambda days: NOW + timedelta(days=days)),
        cost=st.integers(0, 500),
    ),
    max_size=40,
)


@given(cases_of_causes, st.sampled_from(Order), st.integers(-40, 0))
def test_the_list_is_in_order_whole_and_counts_every_case_once(cases: list[Blamed], order: Order, removed: int) -> None:
    starts, at = NOW - 30 * DAY, NOW + removed * DAY
    figures = rank(cases, standings([mark(at=at)]), NAMES, starts=starts, now=NOW, first=starts, order=order)
    assert sorted(figure.cause for figure in figures) == sorted(NAMES)
    counted = [case for case in cases if starts <= case.received_at <= NOW]
    assert sum(figure.cases for figure in figures) == len(counted)
    assert sum(figure.cost for figure in figures) == sum(case.cost for case in counted)
    values = [getattr(figure, order.value) for figure in figures]
    assert values == sorted(values, reverse=True)
    again = sum(case.cause == "late" and at <= case.received_at <= NOW for case in cases)
    assert {figure.cause: figure.recurrence for figure in figures} == {"late": again, "rude": 0, "lost": 0}
    assert figures == rank(reversed(cases), standings([mark(at=at)]), NAMES, starts=starts, now=NOW, first=starts, order=order)


def test_a_cause_that_is_off_the_list_keeps_its_line() -> None:
    figures = rank([Blamed(1, "old", NOW)], standings([mark(cause="older")]), NAMES, starts=NOW, now=NOW + DAY, first=NOW)
    assert figures[0].cause == "old"
    assert {figure.cause for figure in figures} == {*NAMES, "old", "older"}
