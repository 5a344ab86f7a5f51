"""A state is changed by a faster way than that of dataclasses, a report by one pass over persons: both give the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace as slow
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.case import Severity, Status
from moderation.report import Group, Handled, average, measure, persons
from moderation.state import State, replace
from tests.people import NOW
from tests.test_moderation_report import NOVEMBER, some_case

changes = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(Status),
        "severity": st.sampled_from(Severity),
        "owner": st.none() | st.text(max_size=5),
        "level": st.integers(1, 3),
        "fired": st.frozensets(st.text(max_size=3)),
        "replied_at": st.none() | st.just(NOW + timedelta(hours=1)),
        "amended": st.booleans(),
        "channel": st.none() | st.just("phone"),
    },
)
cards = st.dictionaries(st.sampled_from(("anna", "boris", "vera")), st.lists(st.tuples(*[st.integers(1, 5)] * 3), max_size=3))


@given(changes, changes)
def test_a_changed_state_is_the_same_as_that_of_dataclasses(first: dict[str, Any], second: dict[str, Any]) -> None:
    state = slow(State(Status.RECEIVED, NOW, NOW), **first)
    found = replace(state, **second)
    assert found == slow(state, **second)
    assert hash(found) == hash(slow(state, **second))
    assert state == slow(State(Status.RECEIVED, NOW, NOW), **first), "the one before stays as it was"


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        replace(State(Status.RECEIVED, NOW, NOW), ownr="anna")


def by_hand(cases: Sequence[Handled], marks: Mapping[str, Sequence[tuple[int, int, int]]]) -> set[Group]:
    """Count each person's part of every case, one person after another."""
    names = {answer.by for case in cases for answer in case.answers} | set(marks)
    names |= {case.closed.by for case in cases if case.closed is not None}
    names |= {case.owner for case in cases if case.owner is not None}
    groups = set()
    for name in names:
        parts = []
        for case in cases:
            answers = tuple(answer for answer in case.answers if answer.by == name)
            closed = case.closed if case.closed is not None and case.closed.by == name else None
            mine = case.owner == name
            if answers or closed is not None or mine:
                received = case.received_at if mine else None
                parts.append(slow(case, answers=answers, closed=closed, overdue=case.overdue and mine, received_at=received))
        group = Group(name, measure(parts, NOVEMBER), average(marks.get(name, ())))
        counts = group.measures
        if group.marks or counts.received or counts.answered or counts.due or counts.closed or counts.made_whole:
            groups.add(group)
    return groups


@given(st.lists(st.builds(slow, some_case, made_whole=st.booleans()), max_size=20), cards)
def test_the_lines_of_persons_are_those_counted_one_by_one(
    cases: list[Handled], marks: dict[str, list[tuple[int, int, int]]]
) -> None:
    found = persons(cases, NOVEMBER, marks)
    assert set(found) == by_hand(cases, marks)
    assert len(found) == len(set(found))
