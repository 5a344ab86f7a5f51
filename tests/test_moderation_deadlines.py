"""When each act is due, and why (A3, B6; RELIABILITY §7). The company works from Monday to Friday, 07:00 to 16:00 UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.case import Act, Severity
from moderation.deadlines import Clock, ClockKind, clocks, next_clock
from moderation.reckoning import by_day, reckon, total
from moderation.state import State, fold
from tests.people import BOOK, DAY, HOUR, NOW, a_book, happened, received

HOLIDAYS = a_book(hours={"timezone": "Europe/Riga", "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-18:00",)),
                         "holidays": "LV", "closed": ["2026-11-24"]}).terms  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


def found(state: State, severity: Severity = Severity.NORMAL, terms: Any = BOOK.terms) -> dict[ClockKind, Clock]:
    return {clock.kind: clock for clock in clocks(replace(state, severity=severity), terms)}


def due(
    state: State, kind: ClockKind = ClockKind.REPLY, severity: Severity = Severity.NORMAL, terms: Any = BOOK.terms
) -> datetime:
    return found(state, severity, terms)[kind].due


def waits(start: datetime, until: datetime) -> tuple[Act, datetime, dict[str, Any]]:
    return Act.WAIT, start, {"until": until.isoformat()}


@pytest.mark.parametrize(
    ("start", "severity", "acknowledge", "reply"),
    [
        ("11-23T09:00", Severity.NORMAL, "11-23T13:00", "11-24T16:00"),
        ("11-23T09:00", Severity.CRITICAL, "11-23T10:00", "11-23T13:00"),
        ("11-23T09:00", Severity.LOW, "11-24T08:00", "11-27T13:00"),
        ("11-23T15:30", Severity.HIGH, "11-24T08:30", "11-24T14:30"),
        ("11-27T15:00", Severity.NORMAL, "11-30T10:00", "12-01T13:00"),  # Friday evening: the weekend does not count
        ("11-28T12:00", Severity.NORMAL, "11-30T11:00", "12-01T14:00"),  # Saturday
        ("11-23T16:00", Severity.CRITICAL, "11-24T08:00", "11-24T11:00"),  # as the shop closes
        ("11-23T03:00", Severity.CRITICAL, "11-23T08:00", "11-23T11:00"),  # before it opens
    ],
)
def test_it_works(start: str, severity: Severity, acknowledge: str, reply: str) -> None:
    state = fold([received(at(start))])
    assert due(state, ClockKind.ACKNOWLEDGE, severity) == at(acknowledge)
    assert due(state, ClockKind.REPLY, severity) == at(reply)
    assert ClockKind.CONFIRM not in found(state, severity)


@pytest.mark.parametrize(
    ("start", "reply"),
    [
        ("11-17T15:00", "11-20T13:00"),  # 18 November is a public holiday in Latvia: 1 h, 9 h, 6 h
        ("11-23T15:00", "11-26T13:00"),  # 24 November is closed by the policy
    ],
)
def test_holidays_and_closed_days_do_not_count(start: str, reply: str) -> None:
    assert due(fold([received(at(start))]), terms=HOLIDAYS) == at(reply)


def test_a_post_found_within_a_day_counts_from_its_publishing() -> None:
    state = fold([received(at("11-23T15:00"), started_at=at("11-23T09:00"))])
    assert due(state, ClockKind.ACKNOWLEDGE) == at("11-23T13:00")
    assert due(state) == at("11-24T16:00")


@pytest.mark.parametrize(
    ("pauses", "reply"),
    [
        ([("11-23T10:00", "11-23T12:00")], "11-25T09:00"),  # two working hours
        ([("11-23T10:00", "11-25T10:00")], "11-26T16:00"),  # two working days
        ([("11-23T17:00", "11-24T06:00")], "11-24T16:00"),  # a night: nothing to stop
        ([("11-23T10:00", "11-23T11:00"), ("11-23T12:00", "11-23T13:00")], "11-25T09:00"),
        ([("11-24T16:00", "11-26T12:00")], "11-24T16:00"),  # begun when it was due: moves nothing
        ([("11-26T10:00", "11-27T10:00")], "11-24T16:00"),
    ],
)
def test_a_pause_moves_the_reply_by_the_working_time_in_it(pauses: list[tuple[str, str]], reply: str) -> None:
    state = fold(happened(*(waits(at(start), at(end)) for start, end in pauses)))
    assert due(state) == at(reply)
    assert due(state, ClockKind.ACKNOWLEDGE) == at("11-23T13:00")


def test_an_early_resume_gives_the_rest_of_the_pause_back() -> None:
    state = fold(happened(waits(at("11-23T10:00"), at("11-27T10:00")), (Act.RESUME, at("11-23T11:00"))))
    assert due(state) == at("11-25T08:00")


def test_a_reopened_case_has_a_new_reply_clock_and_its_first_acknowledge_clock() -> None:
    state = fold(happened((Act.DISMISS, NOW), (Act.REOPEN, at("11-30T09:00"))))
    assert due(state, ClockKind.ACKNOWLEDGE) == at("11-23T13:00")
    assert due(state) == at("12-01T16:00")
    assert found(state)[ClockKind.REPLY].starts == at("11-30T09:00")


def test_an_edit_before_the_reply_moves_nothing() -> None:
    assert due(fold(happened((Act.AMEND, at("11-24T09:00"))))) == at("11-24T16:00")


def test_a_posted_reply_must_be_seen_within_plain_days() -> None:
    state = fold(happened((Act.REPLY, NOW), (Act.POST, at("11-27T15:00"))))
    assert due(state, ClockKind.CONFIRM) == at("11-30T15:00")
    assert next_clock(found(state).values()) == found(state)[ClockKind.CONFIRM]


def test_a_further_reply_is_looked_for_from_its_own_posting_and_does_not_make_the_first_late() -> None:
    posted = (Act.POST, at("11-24T10:00"))
    state = fold(happened((Act.REPLY, NOW), posted, (Act.CONFIRM, at("11-24T12:00")), (Act.POST, at("12-08T09:00"))))
    assert due(state, ClockKind.CONFIRM) == at("12-11T09:00")
    assert found(state)[ClockKind.REPLY].met == at("11-24T10:00")
    assert not found(state)[ClockKind.REPLY].late(at("12-08T10:00"))


def test_no_scan_can_see_the_reply_to_a_complaint_that_is_gone() -> None:
    assert ClockKind.CONFIRM not in found(fold(happened((Act.REPLY, NOW), (Act.POST, NOW), (Act.WITHDRAW, NOW))))


@pytest.mark.parametrize("end", [Act.CLOSE, Act.DISMISS])
def test_a_case_that_ended_has_only_the_clocks_that_were_met(end: Act) -> None:
    state = fold(happened((Act.ACKNOWLEDGE, NOW + HOUR), (end, NOW + 2 * HOUR)))
    assert set(found(state)) == {ClockKind.ACKNOWLEDGE}
    assert next_clock(clocks(state, BOOK.terms)) is None


def test_a_clock_warns_when_most_of_its_term_has_passed_and_is_late_after_it() -> None:
    clock = found(fold([received()]))[ClockKind.REPLY]
    assert clock.warns == at("11-24T12:00")
    told = [
        (clock.soon(moment), clock.late(moment)) for moment in (NOW, clock.warns, clock.due, clock.due + timedelta(seconds=1))
    ]
    assert told == [(False, False), (True, False), (True, False), (False, True)]


def test_a_clock_that_was_met_late_stays_late() -> None:
    clock = found(fold(happened((Act.ACKNOWLEDGE, at("11-23T13:01")))))[ClockKind.ACKNOWLEDGE]
    assert (clock.running, clock.late(NOW), clock.soon(NOW)) == (False, True, False)


def test_the_reckoning_names_every_reason() -> None:
    state = fold(happened(waits(at("11-26T13:00"), at("11-27T08:00"))))
    late = fold([received(at("11-26T15:00")), *happened(waits(at("11-26T15:30"), at("11-27T08:00")))[1:]])
    clock = found(late)[ClockKind.REPLY]
    days = by_day(reckon(clock, BOOK.terms.hours), "Europe/Riga")
    assert [f"{day.date:%a}" for day in days] == ["Thu", "Fri", "Sat", "Sun", "Mon"]
    assert [day.counted for day in days] == [timedelta(minutes=30), 8 * HOUR, 0 * HOUR, 0 * HOUR, 7.5 * HOUR]
    assert dict(days[0].skipped) == {"waiting: because (anna)": timedelta(hours=6, minutes=30)}
    assert dict(days[2].skipped) == {"outside working hours": 24 * HOUR}
    assert due(state) == at("11-24T16:00")


def test_the_confirm_clock_counts_all_time() -> None:
    clock = found(fold(happened((Act.REPLY, NOW), (Act.POST, NOW))))[ClockKind.CONFIRM]
    assert [(span.counted, span.length) for span in reckon(clock, BOOK.terms.hours)] == [(True, 3 * DAY)]


def test_a_told_date_that_falls_into_a_pause_is_explained_up_to_itself() -> None:
    told = (Act.DELAY, NOW, {"until": at("11-25T12:00").isoformat(), "clock": "reply"})
    clock = found(fold(happened(told, waits(at("11-25T10:00"), at("11-27T10:00")))))[ClockKind.REPLY]
    spans = reckon(clock, BOOK.terms.hours)
    assert (spans[-1].starts, spans[-1].ends, spans[-1].counted) == (at("11-25T10:00"), at("11-25T12:00"), False)
    assert clock.due == at("11-25T12:00")


MINUTES = st.integers(0, 20 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(MINUTES, st.lists(st.tuples(MINUTES, MINUTES), max_size=4), st.sampled_from(Severity))
def test_what_counted_adds_up_to_the_term(
    start: timedelta, pauses: list[tuple[timedelta, timedelta]], severity: Severity
) -> None:
    begin = NOW + start
    moments = sorted(begin + offset for offset, _ in pauses)
    waiting = [waits(moment, moment + length + timedelta(minutes=1)) for moment, (_, length) in zip(moments, pauses, strict=True)]
    state = fold([received(begin), *happened(*waiting)[1:]])
    for clock in clocks(replace(state, severity=severity), HOLIDAYS):
        spans = reckon(clock, HOLIDAYS.hours)
        assert total(spans) == clock.term
        assert clock.starts <= clock.warns <= clock.due
        edges = [(span.starts, span.ends) for span in spans]
        assert [ends for _, ends in edges[:-1]] == [starts for starts, _ in edges[1:]]
        assert (edges[0][0], edges[-1][1]) == (clock.starts, clock.due)
        days = by_day(spans, "Europe/Riga")
        assert sum((day.counted for day in days), timedelta(0)) == clock.term
        assert [day.date for day in days] == sorted({day.date for day in days})
