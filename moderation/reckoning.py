"""Why a deadline is when it is: the spans from a clock's start to its due moment, each counted or skipped for a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from moderation.deadlines import CALENDAR, Clock
from moderation.workhours import Span

if TYPE_CHECKING:
    from moderation.workhours import WorkingHours

ALWAYS = "all time counts"
NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Day:
    """One local date of a clock: how long it counted, and how long each reason held it up."""

    date: date
    counted: timedelta
    skipped: tuple[tuple[str, timedelta], ...]


def reckon(clock: Clock, hours: WorkingHours) -> tuple[Span, ...]:
    """Cover a clock from its start to when it is due; the counted spans add up to its term."""
    if clock.kind in CALENDAR:
        return (Span(clock.starts, clock.due, True, ALWAYS),)
    spans: list[Span] = []
    cursor = clock.starts
    for pause in clock.pauses:
        begins = max(pause.starts, cursor)
        if begins >= clock.due:
            break
        spans += hours.explain(cursor, begins)
        # A date that was told to the customer is not moved by a pause, so it may fall into one.
        cursor = min(max(pause.ends, cursor), clock.due)
        if cursor > begins:
            spans.append(Span(begins, cursor, False, f"waiting: {pause.why} ({pause.by})"))
    spans += hours.explain(cursor, clock.due)
    return tuple(spans)


def total(spans: Iterable[Span]) -> timedelta:
    """Give the time that counted."""
    return sum((span.length for span in spans if span.counted), NOTHING)


def by_day(spans: Iterable[Span], timezone: str) -> tuple[Day, ...]:
    """Add spans up by the local dates of a zone, in order."""
    counted: dict[date, timedelta] = {}
    skipped: dict[date, dict[str, timedelta]] = {}
    for day, span in _cut(spans, ZoneInfo(timezone)):
        counted[day] = counted.get(day, NOTHING) + (span.length if span.counted else NOTHING)
        reasons = skipped.setdefault(day, {})
        if not span.counted:
            reasons[span.why] = reasons.get(span.why, NOTHING) + span.length
    return tuple(Day(day, counted[day], tuple(skipped[day].items())) for day in counted)


def _cut(spans: Iterable[Span], zone: ZoneInfo) -> Iterator[tuple[date, Span]]:
    """Cut spans at the midnights of a zone."""
    for span in spans:
        cursor = span.starts
        while cursor < span.ends:
            day = cursor.astimezone(zone).date()
            ends = min(span.ends, _midnight(day, zone, cursor))
            yield day, Span(cursor, ends, span.counted, span.why)
            cursor = ends


def _midnight(day: date, zone: ZoneInfo, cursor: datetime) -> datetime:
    """Give the end of a date in UTC, always later than the cursor."""
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone).astimezone(cursor.tzinfo)
    return max(end, cursor + timedelta(microseconds=1))
