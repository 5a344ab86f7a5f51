"""Clocks of a case: when each act is due, computed from its state in working time (A3, A8, B6; RELIABILITY §7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from moderation.case import Pause, Severity, State, Status

if TYPE_CHECKING:
    from config.policy import Target
    from moderation.workhours import WorkingHours

NOTHING = timedelta(0)


class ClockKind(StrEnum):
    """What a clock counts down to."""

    ACKNOWLEDGE = "acknowledge"
    REPLY = "reply"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a case: from `starts` to `due`, met at `met` where it was.

    `term` is working time for acknowledge and reply, plain time for confirm. `warns` is the moment from which it counts as nearly
    due. `pauses` are those that moved `due`.
    """

    kind: ClockKind
    starts: datetime
    due: datetime
    warns: datetime
    term: timedelta
    met: datetime | None = None
    pauses: tuple[Pause, ...] = ()

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


def clocks(state: State, severity: Severity, terms: Terms) -> tuple[Clock, ...]:
    """Give the clocks of a case; a case that ended has only those that were met."""
    target = terms.targets[severity]
    found = [_acknowledge(state, target, terms), _reply(state, target, terms)]
    confirm = _confirm(state, target, terms)
    if confirm is not None:
        found.append(confirm)
    return tuple(clock for clock in found if state.status.open or not clock.running)


def next_clock(found: Iterable[Clock]) -> Clock | None:
    """Give the running clock that is due first, None where nothing is due."""
    return min((clock for clock in found if clock.running), key=lambda clock: clock.due, default=None)


def _acknowledge(state: State, target: Target, terms: Terms) -> Clock:
    due, warns = _working(state.started_at, target.acknowledge, (), terms)
    return Clock(ClockKind.ACKNOWLEDGE, state.started_at, due, warns, target.acknowledge, state.acknowledged_at)


def _reply(state: State, target: Target, terms: Terms) -> Clock:
    start = state.reply_from
    # Pauses of an earlier reply clock, before a reopening, do not move this one.
    pauses = tuple(pause for pause in state.pauses if pause.ends > start and pause.starts < (state.replied_at or pause.ends))
    due, warns = _working(start, target.reply, pauses, terms)
    return Clock(ClockKind.REPLY, start, due, warns, target.reply, state.replied_at, pauses)


def _confirm(state: State, target: Target, terms: Terms) -> Clock | None:
    """Give the clock after which a reply that no scan has seen reopens the case; none for a complaint that is gone itself."""
    if state.replied_at is None or state.posted_at is None or (state.withdrawn and state.status is not Status.CONFIRMED):
        return None
    # By the calendar: scans go on at night and on holidays.
    start, term = state.posted_at, target.unconfirmed
    return Clock(ClockKind.CONFIRM, start, start + term, start + term * terms.warning, term, state.confirmed_at)


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
