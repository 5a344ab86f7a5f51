"""Clocks of a case: when each act is due, computed from its state in working time (A3, A8, B6; RELIABILITY §7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from moderation.case import Pause, Severity
from moderation.stages import begun, following
from moderation.state import State

if TYPE_CHECKING:
    from config.policy import Target
    from moderation.workhours import WorkingHours

NOTHING = timedelta(0)


class ClockKind(StrEnum):
    """What a clock counts down to."""

    ACKNOWLEDGE = "acknowledge"
    REPLY = "reply"
    CONFIRM = "confirm"
    PROMISE = "promise"
    HANDOVER = "handover"
    STAGE = "stage"


# These run day and night: scans and the customer's calendar know no office hours.
CALENDAR = (ClockKind.CONFIRM, ClockKind.PROMISE)


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a case: from `starts` to `due`, met at `met` where it was.

    `term` is plain time for confirm and promise, working time for the others. `warns` is the moment from which it counts as
    nearly due. `pauses` are those that moved `due`; `planned` is what was due before a delay was told to the customer (A5).
    """

    kind: ClockKind
    starts: datetime
    due: datetime
    warns: datetime
    term: timedelta
    met: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    planned: datetime | None = None

    @property
    def running(self) -> bool:
        """Say whether the clock still waits to be met."""
        return self.met is None

    def late(self, now: datetime) -> bool:
        """Say whether the clock was met after it was due, or is due and not met."""
        return (self.met or now) > self.due

    def soon(self, now: datetime) -> bool:
        """Say whether the clock is nearly due: the policy's share of the term has passed."""
        return self.running and not self.late(now) and now >= self.warns


@dataclass(frozen=True, slots=True)
class Terms:
    """What deadlines are computed with: targets by severity, working hours, and the share of a term after which it warns."""

    targets: dict[Severity, Target]
    hours: WorkingHours
    warning: float


def clocks(state: State, terms: Terms) -> tuple[Clock, ...]:
    """Give the clocks of a case; a case that ended has only those that were met."""
    target = terms.targets[state.severity]
    found = (
        _acknowledge(state, target, terms),
        _reply(state, target, terms),
        _confirm(state, target, terms),
        _promise(state, terms),
        _handover(state, terms),
        _stage(state, terms),
    )
    return tuple(clock for clock in found if clock is not None and (state.status.open or not clock.running))


def next_clock(found: Iterable[Clock]) -> Clock | None:
    """Give the running clock that is due first, None where nothing is due."""
    return min((clock for clock in found if clock.running), key=lambda clock: clock.due, default=None)


def _acknowledge(state: State, target: Target, terms: Terms) -> Clock:
    due, warns = _working(state.started_at, target.acknowledge, (), terms)
    # A clock that was met keeps the moment it was due then; a calendar that is edited later changes open clocks only.
    due = state.acknowledge_due or due
    return Clock(ClockKind.ACKNOWLEDGE, state.started_at, due, warns, target.acknowledge, state.acknowledged_at)


def _reply(state: State, target: Target, terms: Terms) -> Clock:
    start = state.reply_from
    # Pauses of an earlier reply clock, before a reopening, do not move this one.
    pauses = tuple(pause for pause in state.pauses if pause.ends > start and pause.starts < (state.replied_at or pause.ends))
    due, warns = _working(start, target.reply, pauses, terms)
    planned = None
    if state.delayed_until is not None and state.delayed_until > due:
        planned, due, warns = due, state.delayed_until, _share(max(start, due), state.delayed_until, terms.warning)
    return Clock(ClockKind.REPLY, start, state.reply_due or due, warns, target.reply, state.replied_at, pauses, planned)


def _promise(state: State, terms: Terms) -> Clock | None:
    """Give the clock of a promise: by the calendar, as the customer reads the date."""
    if state.promise is None:
        return None
    made, due = state.promise.made, state.promise.due
    return Clock(ClockKind.PROMISE, made, due, _share(made, due, terms.warning), due - made)


def _handover(state: State, terms: Terms) -> Clock | None:
    """Give the inner clock of the department that the case was handed to (E2)."""
    if state.department is None:
        return None
    since, due = state.department.since, state.department.due
    term = terms.hours.between(since, due)
    return Clock(ClockKind.HANDOVER, since, due, terms.hours.add(since, term * terms.warning), term)


def _stage(state: State, terms: Terms) -> Clock | None:
    """Give the clock of the stage whose turn it is (D3)."""
    stage = following(state.plan)
    if stage is None:
        return None
    starts = begun(state.plan, stage)
    term = terms.hours.between(starts, stage.due)
    return Clock(ClockKind.STAGE, starts, stage.due, terms.hours.add(starts, term * terms.warning), term)


def _share(starts: datetime, ends: datetime, share: float) -> datetime:
    return starts + (ends - starts) * share


def _confirm(state: State, target: Target, terms: Terms) -> Clock | None:
    """Give the clock after which a reply that no scan has seen reopens the case; none for one that no scan can see."""
    if state.replied_at is None or state.posted_at is None or state.unconfirmable:
        return None
    # By the calendar: scans go on at night and on holidays.
    start, term = state.posted_at, target.unconfirmed
    due = state.confirm_due or start + term
    return Clock(ClockKind.CONFIRM, start, due, start + term * terms.warning, term, state.confirmed_at)


def _working(start: datetime, term: timedelta, pauses: Iterable[Pause], terms: Terms) -> tuple[datetime, datetime]:
    """Give the moments when the whole term and its warning share of working time have passed, pauses left out."""
    return _passed(start, term, pauses, terms.hours), _passed(start, term * terms.warning, pauses, terms.hours)


def _passed(start: datetime, term: timedelta, pauses: Iterable[Pause], hours: WorkingHours) -> datetime:
    left, cursor = term, start
    for pause in pauses:
        begins = max(pause.starts, cursor)
        worked = hours.between(cursor, begins) if begins > cursor else NOTHING
        if worked >= left:
            break
        left -= worked
        cursor = max(pause.ends, cursor)
    return hours.add(cursor, left)


def passed(clock: Clock, share: float, terms: Terms) -> datetime:
    """Give the moment when a share of a clock's term has passed; beyond 1 it goes on from when it is due."""
    if clock.kind in CALENDAR:
        return _share(clock.starts, clock.due, share)
    if clock.planned is not None and share >= 1:
        return terms.hours.add(clock.due, clock.term * (share - 1))
    return _passed(clock.starts, clock.term * share, clock.pauses, terms.hours)
