"""Whole cases against somebody who reads the clock on the wall every minute (RELIABILITY row 47; A3, A5, B6).

Three clocks with pauses, delays, promises, edits of the complaint and of the calendar, over six zones from 2020 to 2035.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from config.hours import Hours
from config.policy import Target
from moderation.acts import obstacle
from moderation.case import Act, Event, Severity
from moderation.deadlines import Clock, Terms, clocks, passed
from moderation.desk.acting import due_now
from moderation.reckoning import by_day, reckon, total
from moderation.rulebook import Scope
from moderation.state import State, advance, fold
from moderation.workhours import working_hours
from tests.test_moderation_workhours import Wall, calendars

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FARTHEST = 40 * 1440  # minutes after its start in which a case must come to all its moments
QUARTER = 15
SCOPE = Scope("Ozols", "opinions")


@dataclass
class Reader:
    """Somebody who looks at one calendar and the clock on the wall, and writes down each minute whether it works."""

    hours: Hours
    start: datetime
    seen: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wall = Wall(self.hours)
        self.latest = datetime.min  # noqa: DTZ901
        # Back before the start, for a wall clock that stood still in the night of the change.
        self.at = self.start.replace(minute=0) - 4 * 60 * MINUTE

    def works(self, minute: int) -> bool:
        """Say whether the minute of this number from the start is one of work."""
        while len(self.seen) <= minute:
            self._look()
        return self.seen[minute]

    def _look(self) -> None:
        # Clocks are changed on quarters of an hour, so one look at the zone is enough for each.
        shown = self.at.astimezone(self.wall.zone).replace(tzinfo=None)
        for one in range(QUARTER):
            self.latest = max(self.latest, shown + one * MINUTE)
            if self.at + one * MINUTE >= self.start:
                self.seen.append(self.wall._runs(self.latest))
        self.at += QUARTER * MINUTE


@dataclass
class Model:
    """What the clocks of a case are by plain counting of minutes; all moments are minutes from the start of the case."""

    start: datetime
    acknowledge: int
    reply: int
    readers: list[Reader]
    reply_from: int = 0
    acknowledged: tuple[int, int] | None = None  # met, due
    replied: tuple[int, int] | None = None
    pauses: list[list[int]] = field(default_factory=list)
    delayed: int | None = None
    promised: int | None = None

    @property
    def reader(self) -> Reader:
        """Give the reader of the calendar that is in force."""
        return self.readers[-1]

    def count(self, begin: int, term: int, pauses: list[list[int]]) -> int:
        """Count minutes of work that no pause holds up, until there are enough."""
        minute = begin
        reader, seen = self.reader, self.reader.seen
        while term:
            if minute >= len(seen):
                assume(minute < FARTHEST)
                reader.works(minute)
            if seen[minute] and not (pauses and any(start <= minute < end for start, end in pauses)):
                term -= 1
            minute += 1
        return minute

    def acknowledge_due(self) -> int:
        """Say when the acknowledgement is due; pauses do not hold it up."""
        return self.acknowledged[1] if self.acknowledged else self.count(0, self.acknowledge, [])

    def worked(self) -> int:
        """Say when the reply is due before any delay."""
        return self.count(self.reply_from, self.reply, self.held())

    def held(self) -> list[list[int]]:
        """Give the pauses of the present reply clock."""
        return [[max(start, self.reply_from), end] for start, end in self.pauses if end > self.reply_from]

    def reply_due(self) -> int:
        """Say when the reply is due."""
        if self.replied:
            return self.replied[1]
        return max(self.worked(), self.delayed or 0)

    def end_pause(self, now: int) -> None:
        """End the pause that is running."""
        if self.pauses and self.pauses[-1][0] <= now < self.pauses[-1][1]:
            self.pauses[-1][1] = now


@dataclass
class Run:
    """The same story told to the program and to the model."""

    model: Model
    terms: Terms
    state: State
    now: int = 0
    seq: int = 1

    def moment(self, minute: int) -> datetime:
        return self.model.start + minute * MINUTE

    def happens(self, act: Act, **data: Any) -> bool:
        """Let the program take an act up, where the case allows it."""
        if obstacle(self.state, act, self.moment(self.now), approval=False):
            return False
        book = cast(Any, SimpleNamespace(terms_of=lambda _: self.terms))
        self.seq += 1
        details = {**data, **due_now(self.state, act, SCOPE, book)}
        if act in (Act.REPLY, Act.POST):
            details["reply"] = 1
        self.state = advance(self.state, Event(self.seq, self.moment(self.now), "anna", act, "because", details))
        return True

    def due(self) -> Mapping[str, Clock]:
        return {str(clock.kind): clock for clock in clocks(self.state, self.terms)}


def wait(run: Run, length: int) -> None:
    if run.happens(Act.WAIT, until=run.moment(run.now + length).isoformat()):
        run.model.end_pause(run.now)
        run.model.pauses.append([run.now, run.now + length])


def resume(run: Run, _: int) -> None:
    if run.happens(Act.RESUME):
        run.model.end_pause(run.now)


def acknowledge(run: Run, _: int) -> None:
    due = run.model.acknowledge_due()
    if run.happens(Act.ACKNOWLEDGE):
        run.model.acknowledged = (run.now, due)


def post(run: Run, _: int) -> None:
    model = run.model
    if model.replied is None and run.state.status.open:
        acknowledged, due = model.acknowledge_due(), model.reply_due()
        run.happens(Act.REPLY)
        if run.happens(Act.POST):
            model.acknowledged = model.acknowledged or (run.now, acknowledged)
            model.replied = (run.now, due)
            model.end_pause(run.now)


def amend(run: Run, _: int) -> None:
    run.seq += 1
    run.state = advance(run.state, Event(run.seq, run.moment(run.now), "machine:scan", Act.AMEND))
    if run.model.replied:
        run.model.replied, run.model.reply_from, run.model.delayed = None, run.now, None


def promise(run: Run, length: int) -> None:
    if run.happens(Act.PROMISE, until=run.moment(run.now + length).isoformat()):
        run.model.promised = run.now + length


def keep(run: Run, _: int) -> None:
    if run.happens(Act.KEEP):
        run.model.promised = None


def delay(run: Run, length: int) -> None:
    model, kind = run.model, "reply" if run.model.promised is None else "promise"
    if model.promised is None and model.replied:
        return
    until = (model.reply_due() if model.promised is None else model.promised) + length
    if run.happens(Act.DELAY, until=run.moment(until).isoformat(), clock=kind):
        if kind == "promise":
            model.promised = until
        else:
            model.delayed = until


STORIES = (wait, resume, acknowledge, post, amend, promise, keep, delay)
CALENDAR_EDIT = "edit"


@st.composite
def stories(draw: st.DrawFn) -> tuple[tuple[Hours, datetime], list[Hours], int, int, list[tuple[Any, int, int]]]:
    """Draw a calendar with its start, further calendars, two terms, and what happens: what, after how long, how long."""
    calendar = draw(calendars())
    others = [draw(calendars())[0] for _ in range(draw(st.integers(0, 1)))]
    acknowledging = 4 * draw(st.integers(1, 60))
    replying = acknowledging + 4 * draw(st.integers(0, 180))
    kinds = st.sampled_from((*STORIES, wait, CALENDAR_EDIT))
    steps = st.tuples(kinds, st.integers(0, 900), st.integers(1, 2880))
    return calendar, others, acknowledging, replying, draw(st.lists(steps, max_size=7))


def terms_of(hours: Hours, acknowledging: int, replying: int) -> Terms:
    target = Target.model_construct(acknowledge=acknowledging * MINUTE, reply=replying * MINUTE, unconfirmed=3 * DAY)
    return Terms(dict.fromkeys(Severity, target), working_hours(hours, "UTC"), 0.75)


def check(story: tuple[tuple[Hours, datetime], list[Hours], int, int, list[tuple[Any, int, int]]]) -> None:
    (hours, start), others, acknowledging, replying, steps = story
    start = start.astimezone(UTC)
    data: dict[str, Any] = {"mention": 1, "started_at": start.isoformat(), "severity": "normal"}
    model = Model(start, acknowledging, replying, [Reader(hours, start)])
    run = Run(model, terms_of(hours, acknowledging, replying), fold([Event(1, start, "machine:triage", Act.RECEIVE, "", data)]))
    left = list(others)
    compare(run)
    for what, after, length in steps:
        run.now += after
        if what == CALENDAR_EDIT:
            if left:
                edited = left.pop()
                model.readers.append(Reader(edited, start))
                run.terms = terms_of(edited, acknowledging, replying)
                event("the calendar was edited")
        else:
            what(run, length)
        compare(run)
    look_closely(run)


def compare(run: Run) -> None:
    """Insist that every clock is due and was met when plain counting says."""
    model, found = run.model, run.due()
    expected = {"acknowledge": model.acknowledge_due(), "reply": model.reply_due()}
    if model.promised is not None:
        expected["promise"] = model.promised
    told = {name: clock.due for name, clock in found.items() if name != "confirm"}
    assert told == {name: run.moment(minute) for name, minute in expected.items()}
    met = {"acknowledge": model.acknowledged, "reply": model.replied}
    for name, at in met.items():
        assert found[name].met == (None if at is None else run.moment(at[0]))


def look_closely(run: Run) -> None:
    """Insist on warnings, steps of the ladder and the explanation too."""
    model, found = run.model, run.due()
    if found["acknowledge"].running:
        assert found["acknowledge"].warns == run.moment(model.count(0, model.acknowledge * 3 // 4, []))
    reply = found["reply"]
    if reply.running:
        pauses = model.held()
        if reply.planned is None:
            assert reply.warns == run.moment(model.count(model.reply_from, model.reply * 3 // 4, pauses))
            half_over = model.count(model.reply_from, model.reply * 3 // 2, pauses)
        else:
            assert reply.planned == run.moment(model.worked())
            half_over = model.count(model.reply_due(), model.reply // 2, [])
        assert passed(reply, 1.5, run.terms) == run.moment(half_over)
        explained(run, reply)
    event(f"{len(model.pauses)} pauses")


def explained(run: Run, clock: Clock) -> None:
    """Insist that the explanation covers every minute once and counts those that the reader counted."""
    spans = reckon(clock, run.terms.hours)
    assert sum((span.length for span in spans), timedelta(0)) == clock.due - clock.starts
    pauses = run.model.held()
    for span in spans:
        first, last = (int((moment - run.model.start) / MINUTE) for moment in (span.starts, span.ends))
        counted = {
            run.model.reader.works(minute) and not any(start <= minute < end for start, end in pauses)
            for minute in range(first, last)
        }
        assert counted <= {span.counted}
    if clock.planned is None:
        assert total(spans) == clock.term
    days = by_day(spans, run.terms.hours.timezone)
    assert sum((day.counted for day in days), timedelta(0)) == total(spans)


SLOW = list(HealthCheck)


@pytest.mark.timeout(600)
@settings(max_examples=300, deadline=None, suppress_health_check=SLOW)
@given(stories())
def test_whole_cases_are_due_when_a_reader_of_the_wall_clock_says(story: Any) -> None:
    check(story)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None, suppress_health_check=SLOW)
@given(stories())
def test_ten_thousand_cases_are_due_when_a_reader_of_the_wall_clock_says(story: Any) -> None:
    check(story)
