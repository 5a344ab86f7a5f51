"""An edited calendar is taken up in portions: killed in the middle, run twice or edited again, each case is noted once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import event

from moderation import calendaring, clockwork
from moderation.case import Act
from moderation.queue import case_view
from moderation.rulebook import Rulebook
from moderation.store import memory
from moderation.store.engine import Store
from tests.people import BOOK, NOW, a_book, a_case

HOURS = {"timezone": "Europe/Riga", "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-18:00",))}
TUESDAY = a_book(hours={**HOURS, "closed": ["2026-11-24"]})
BOTH = a_book(hours={**HOURS, "closed": ["2026-11-24", "2026-11-25"]})


class Killed(BaseException):
    """Stands for `kill -9`."""


@pytest.fixture(autouse=True)
def by_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendaring, "PORTION", 2)


def told(store: Store, n: int) -> list[tuple[object, object]]:
    events = case_view(store, n, BOOK, NOW).events
    return [(event.data["reply_was"], event.data["reply"]) for event in events if event.act is Act.RECKON]


def dues(store: Store, n: int, *books: Rulebook) -> list[str]:
    return [next(c.due.isoformat() for c in case_view(store, n, book, NOW).clocks if c.kind == "reply") for book in books]


def take_up(store: Store, book: Rulebook) -> tuple[int, ...]:
    return calendaring.take_up(store, book, NOW)


def killed(store: Store, book: Rulebook, monkeypatch: pytest.MonkeyPatch, portions: int) -> None:
    """Take terms up, and die in the middle of the portion after so many."""
    left = iter(range(portions))

    def keep(*args: Any) -> None:
        if next(left, None) is None:
            raise Killed
        whole(*args)

    whole = calendaring._keep
    monkeypatch.setattr(calendaring, "_keep", keep)
    with pytest.raises(Killed):
        take_up(store, book)
    monkeypatch.setattr(calendaring, "_keep", whole)


@pytest.fixture
def five(store: Store) -> tuple[int, ...]:
    return tuple(a_case(store, number) for number in range(1, 6))


def test_it_works(store: Store, five: tuple[int, ...]) -> None:
    take_up(store, BOOK)
    assert take_up(store, TUESDAY) == five
    assert take_up(store, TUESDAY) == ()
    for n in five:
        before, after = dues(store, n, BOOK, TUESDAY)
        assert told(store, n) == [(before, after)]
    assert clockwork.rebuild(store, TUESDAY) == ()


@pytest.mark.parametrize("portions", [1, 2, 3])
def test_who_is_killed_in_the_middle_notes_nothing_twice(
    store: Store, five: tuple[int, ...], monkeypatch: pytest.MonkeyPatch, portions: int
) -> None:
    take_up(store, BOOK)
    killed(store, TUESDAY, monkeypatch, portions)
    done = (portions - 1) * 2
    assert [len(told(store, n)) for n in five] == [1] * done + [0] * (5 - done)
    assert take_up(store, TUESDAY) == five[done:]
    assert [len(told(store, n)) for n in five] == [1] * 5
    assert clockwork.rebuild(store, TUESDAY) == ()


def test_a_calendar_edited_again_in_the_middle_says_of_each_case_what_it_was(
    store: Store, five: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_up(store, BOOK)
    killed(store, TUESDAY, monkeypatch, 2)
    killed(store, BOTH, monkeypatch, 3)
    assert take_up(store, BOTH) == five[4:]
    for n in five:
        usual, tuesday, both = dues(store, n, BOOK, TUESDAY, BOTH)
        assert len({usual, tuesday, both}) == 3
        assert told(store, n) == ([(usual, tuesday), (tuesday, both)] if n in five[:2] else [(usual, both)])
    assert clockwork.rebuild(store, BOTH) == ()


def test_an_edit_taken_back_in_the_middle_concerns_only_whom_it_reached(
    store: Store, five: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_up(store, BOOK)
    killed(store, TUESDAY, monkeypatch, 2)
    assert take_up(store, BOOK) == five[:2]
    assert [len(told(store, n)) for n in five] == [2, 2, 0, 0, 0]
    assert take_up(store, BOOK) == ()
    assert clockwork.rebuild(store, BOOK) == ()


def test_a_case_opened_in_the_middle_was_never_due_by_the_old_terms(
    store: Store, five: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_up(store, BOOK)
    killed(store, TUESDAY, monkeypatch, 1)
    new = a_case(store, 6)
    assert take_up(store, TUESDAY) == five
    assert told(store, new) == []


def test_four_runs_at_once_note_each_case_once(store: Store, five: tuple[int, ...]) -> None:
    take_up(store, BOOK)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: take_up(store, TUESDAY), range(4)))
    assert sorted(n for one in found for n in one) == list(five)
    assert [len(told(store, n)) for n in five] == [1] * 5


def test_two_runs_with_different_terms_come_to_an_end(store: Store, five: tuple[int, ...]) -> None:
    take_up(store, BOOK)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda book: take_up(store, book), (TUESDAY, BOTH)))
    take_up(store, BOTH)
    assert clockwork.rebuild(store, BOTH) == ()
    for n in five:
        moves = told(store, n)
        assert all(one[1] == other[0] for one, other in pairwise(moves)), "each goes on from the last"
        assert moves[-1][1] == dues(store, n, BOTH)[0]


def test_what_cannot_be_read_of_an_earlier_run_is_begun_anew(store: Store, five: tuple[int, ...]) -> None:
    take_up(store, BOOK)
    with store.write() as tx:
        memory.keep(tx, calendaring.PASS, '{"after": 3}', NOW)
    assert take_up(store, TUESDAY) == five


def test_a_portion_takes_few_statements(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendaring, "PORTION", 100)
    for number in range(1, 31):
        a_case(store, number)
    take_up(store, BOOK)
    counted: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        counted.append(statement)

    event.listen(store.engine, "before_cursor_execute", count)
    assert len(take_up(store, TUESDAY)) == 30
    event.remove(store.engine, "before_cursor_execute", count)
    assert len([one for one in counted if "advisory" not in one]) <= 30
