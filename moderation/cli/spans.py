"""Times in words for a terminal: how long, until when, and moments in the operator's own zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3600, 86_400


def span(length: timedelta) -> str:
    """Word a length by its two largest parts: 2 d 3 h, 3 h 20 min, 45 min; the seconds of a short one are kept."""
    seconds = int(abs(length).total_seconds())
    if seconds < MINUTE:
        return f"{seconds} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    large, small, names = (HOUR, MINUTE, ("h", "min")) if seconds < DAY else (DAY, HOUR, ("d", "h"))
    whole, rest = divmod(seconds, large)
    return f"{whole} {names[0]}" + (f" {rest // small} {names[1]}" if rest // small else "")


def hours(length: timedelta) -> str:
    """Word working time in hours, minutes and seconds, exactly: it has no days."""
    seconds = int(length.total_seconds())
    parts = ((seconds // HOUR, "h"), (seconds % HOUR // MINUTE, "min"), (seconds % MINUTE, "s"))
    return " ".join(f"{count} {name}" for count, name in parts if count) or "0 min"


def until(due: datetime, now: datetime) -> str:
    """Word how far a moment is: "in 3 h 20 min", or "overdue 2 d"."""
    return f"in {span(due - now)}" if due >= now else f"overdue {span(now - due)}"


def local(value: datetime, timezone: str) -> str:
    """Give a moment in the operator's zone, to the minute."""
    return f"{value.astimezone(ZoneInfo(timezone)):%a %Y-%m-%d %H:%M}"
