"""Weeks as people count them: ISO 8601, Monday to Sunday, in one time zone, also where the clocks change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.errors import UsageError

LAST, THIS = "last", "this"  # the last whole week, and the running one


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO 8601 week in one time zone: `starts` (inclusive) and `ends` (exclusive) are aware and in UTC."""

    year: int
    number: int
    timezone: str
    starts: datetime
    ends: datetime

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        """Give the first day, as a date in the week's zone."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Give the last day."""
        return self.monday + timedelta(days=6)

    def holds(self, moment: datetime | None) -> bool:
        """Say whether a moment lies in the week; None does not."""
        return moment is not None and self.starts <= moment < self.ends

    def before(self) -> Week:
        """Give the week before."""
        return week_of_day(self.monday - timedelta(days=1), self.timezone)


def week_of_day(day: date, timezone: str) -> Week:
    """Give the ISO week of a day; it is 167 or 169 hours long when the clocks change in it."""
    year, number, _ = day.isocalendar()
    monday = date.fromisocalendar(year, number, 1)
    zone = ZoneInfo(timezone)
    starts, ends = (datetime.combine(edge, time.min, zone).astimezone(UTC) for edge in (monday, monday + timedelta(days=7)))
    return Week(year, number, timezone, starts, ends)


def week_at(moment: datetime, timezone: str) -> Week:
    """Give the week that holds a moment."""
    return week_of_day(moment.astimezone(ZoneInfo(timezone)).date(), timezone)


def parse_week(text: str, timezone: str) -> Week:
    """Read "2026-W47". Raises UsageError for another form and for a week that the year does not have."""
    found = re.fullmatch(r"([12]\d{3})-?W(\d{2})", text.strip().upper(), re.ASCII)
    if found is None:
        raise UsageError(f'week: "{text[:60]}" is not a week. Write the year, W and two digits, for example 2026-W47')
    year, number = int(found[1]), int(found[2])
    try:
        return week_of_day(date.fromisocalendar(year, number, 1), timezone)
    except ValueError as error:
        last = date(year, 12, 28).isocalendar().week
        raise UsageError(f'week: "{text}" does not exist: {year} has the weeks W01 to W{last:02d}') from error


def choose_week(text: str, timezone: str, now: datetime) -> Week:
    """Read "2026-W47", "last" (the last whole week) or "this" (the running one); one that has not begun is refused.

    Raises UsageError.
    """
    running = week_at(now, timezone)
    word = text.strip().lower()
    if word in (LAST, THIS):
        return running if word == THIS else running.before()
    try:
        week = parse_week(text, timezone)
    except UsageError as error:
        raise UsageError(f"{error}; or last, or this") from error
    if week.starts > now:
        raise UsageError(f'week: "{text}" has not begun. The running one is {running}')
    return week
