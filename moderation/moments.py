"""Moments in the forms that every door shares: how one is written, and which one a bare date means."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import overload
from zoneinfo import ZoneInfo


@overload
def moment(value: datetime) -> str: ...
@overload
def moment(value: datetime | None) -> str | None: ...
def moment(value: datetime | None) -> str | None:
    """Give a time as RFC 3339 in UTC with Z, to the second; None for none."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def end_of_day(day: date, timezone: str) -> datetime:
    """Give the last second of a date in a zone, in UTC: who writes only a date as a limit means that whole day.

    Raises OverflowError at the end of the calendar.
    """
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(timezone)).astimezone(UTC)
