"""An interval of whole days in one time zone, as people ask for a report (D5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.errors import UsageError
from moderation.weeks import choose_week

LONGEST = timedelta(days=3660)
USUAL = 30  # days back, where nothing is asked for


@dataclass(frozen=True, slots=True)
class Interval:
    """From `starts` (inclusive) to `ends` (exclusive), both in UTC; `first` and `last` are its days in the zone."""

    first: date
    last: date
    starts: datetime
    ends: datetime

    def holds(self, moment: datetime | None) -> bool:
        """Say whether a moment lies in the interval; None does not."""
        return moment is not None and self.starts <= moment < self.ends


def interval_of(first: date, last: date, timezone: str) -> Interval:
    """Give the interval of days, both included. Raises UsageError for one that ends before it begins or is too long."""
    if last < first:
        raise UsageError(f"until: {last} is before {first}. Write the earlier day first")
    if last - first > LONGEST:
        raise UsageError(f"from: {first} to {last} is longer than ten years. Write a shorter time")
    zone = ZoneInfo(timezone)
    starts, ends = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, last + timedelta(days=1)))
    return Interval(first, last, starts, ends)


def choose_interval(week: str, since: str, until: str, timezone: str, now: datetime) -> Interval:
    """Read a week (2026-W47, this, last) or the first and the last day; of nothing the last 30 days. Raises UsageError."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    if week:
        if since or until:
            raise UsageError("week: give a week, or from and until, not both")
        chosen = choose_week(week, timezone, now)
        return interval_of(chosen.monday, chosen.sunday, timezone)
    last = _day("until", until) if until else today
    first = _day("from", since) if since else last - timedelta(days=USUAL - 1)
    if first > today:
        raise UsageError(f"from: {first} is still to come. Write a day up to {today}")
    return interval_of(first, last, timezone)


def _day(name: str, text: str) -> date:
    """Read a day. Raises UsageError."""
    try:
        found = date.fromisoformat(text.strip()) if len(text.strip()) == len("2026-11-30") else None
    except ValueError:
        found = None
    if found is None or not 1970 <= found.year <= 2999:
        raise UsageError(f'{name}: "{text[:40]}" is not a day. Write it as 2026-11-30')
    return found
