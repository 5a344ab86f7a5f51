"""What the API answers about deadlines; lengths are in seconds."""

from __future__ import annotations

from typing import Literal

from moderation.api.shapes import Shape, When
from moderation.case import Severity
from moderation.deadlines import ClockKind


class Market(Shape):
    """For which cases the terms are; what is null is left open."""

    brands: list[str] | None = None
    sites: list[str] | None = None
    languages: list[str] | None = None


class Span(Shape):
    """A stretch of time in which the clock ran, or did not, and why."""

    starts: When
    ends: When
    counted: bool
    seconds: float
    why: str


class Stop(Shape):
    """A pause: when it ended, and the limit that it had."""

    starts: When
    ends: When
    limit: When
    why: str
    by: str


class Delay(Shape):
    """A later date that was told to the customer (A5)."""

    at: When
    until: When
    why: str
    by: str


class LadderStep(Shape):
    """What the clock will do by itself if nothing happens, and who owns the level then."""

    act: Literal["warn", "escalate"]
    at: When
    level: int | None
    owners: list[str]


class ExplainedClock(Shape):
    """One clock with everything that made it due when it is; `term` and `counted` are working time, or all time."""

    clock: ClockKind
    starts: When
    term: float
    working_time: bool
    due: When
    planned: When | None
    warns: When
    met: When | None
    late: bool
    counted: float
    pauses: list[Stop]
    delays: list[Delay]
    promised_by: str | None
    steps: list[LadderStep]
    spans: list[Span]


class Explanation(Shape):
    """Why a case is due when it is; `market` is null for the terms of everybody."""

    case: int
    severity: Severity
    market: Market | None
    timezone: str
    clocks: list[ExplainedClock]
