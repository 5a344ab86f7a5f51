"""Lengths, moments and working weeks in the words of a customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, get_day_names
from babel.units import format_unit

from moderation.calendars import holidays_of

if TYPE_CHECKING:
    from moderation.workhours import Minutes, WorkingHours

_HOUR, _MINUTE = 3600, 60
# The forms of babel's own lengths either hold a year that nobody needs, or no day of the week.
_MOMENT = {"lv": "EEEE, d. MMMM, HH:mm"}
_DAY = {"lv": "y. 'gada' d. MMMM", "uk": "d MMMM y 'р'."}


def length(term: timedelta, language: str) -> str:
    """Write a working time in hours and minutes, never in days: a working day has no fixed length."""
    hours, rest = divmod(round(term.total_seconds()), _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    return _units([(hours, "duration-hour"), (minutes, "duration-minute"), (seconds, "duration-second")], language)


def span(term: timedelta, language: str) -> str:
    """Write a time by the calendar, in days where it has some."""
    days, rest = divmod(round(term.total_seconds()), 24 * _HOUR)
    hours, minutes = divmod(rest // _MINUTE, 60)
    return _units([(days, "duration-day"), (hours, "duration-hour"), (minutes, "duration-minute")], language)


def _units(counted: Iterable[tuple[int, str]], language: str) -> str:
    shown = [str(format_unit(count, unit, length="long", locale=language)) for count, unit in counted if count]
    return " ".join(text.replace(" ", "\u00a0") for text in shown or [str(format_unit(0, "duration-minute", locale=language))])


def iso(term: timedelta) -> str:
    """Write a length for machines (ISO 8601): PT16H, PT1H30M."""
    hours, rest = divmod(round(term.total_seconds()), _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    parts = [f"{count}{letter}" for count, letter in ((hours, "H"), (minutes, "M"), (seconds, "S")) if count]
    return f"PT{''.join(parts) or '0M'}"


def moment(at: datetime, zone: str, language: str) -> str:
    """Write a moment as a customer reads it: "Tuesday, 24 November, 13:00"."""
    local = at.astimezone(ZoneInfo(zone))
    return str(format_datetime(local, _MOMENT.get(language, "EEEE, d MMMM, HH:mm"), tzinfo=local.tzinfo, locale=language))


def weekday(at: datetime, zone: str, language: str) -> str:
    """Write only the day of the week and the time."""
    local = at.astimezone(ZoneInfo(zone))
    return str(format_datetime(local, "EEEE, HH:mm", tzinfo=local.tzinfo, locale=language))


def day(when: date, language: str) -> str:
    """Write a date."""
    return str(format_date(when, _DAY.get(language, "d MMMM y"), locale=language))


def week(hours: WorkingHours, language: str) -> tuple[tuple[str, str], ...]:
    """Give the working week as pairs of days and hours, days that are alike together: ("Mon–Fri", "09:00–18:00")."""
    names = get_day_names("abbreviated", "stand-alone", locale=language)
    found: list[tuple[int, int, Minutes]] = []
    for number, minutes in enumerate(hours.week):
        if found and found[-1][1] == number - 1 and found[-1][2] == minutes:
            found[-1] = found[-1][0], number, minutes
        else:
            found.append((number, number, minutes))
    return tuple(
        (names[first] if first == last else f"{names[first]}–{names[last]}", intervals(minutes))
        for first, last, minutes in found
        if minutes
    )


def intervals(minutes: Minutes) -> str:
    """Write the intervals of a day: "09:00–13:00, 14:00–18:00"."""
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in minutes)


def _clock(minute: int) -> str:
    # 24:00 is the end of a day; what goes beyond is the morning after.
    minute = minute if minute <= 24 * 60 else minute - 24 * 60
    return f"{minute // 60:02}:{minute % 60:02}"


def country(code: str, language: str) -> str:
    """Name a country."""
    return str(Locale.parse(language).territories.get(code, code))


def free_days(hours: WorkingHours, year: int, language: str) -> tuple[tuple[str, str], ...]:
    """List the public holidays of a year on which no clock runs, each with its name; those that are worked on are left out."""
    if hours.country is None:
        return ()
    found = holidays_of(hours.country, year)
    return tuple((day(when, language), name) for when, name in sorted(found.items()) if when not in hours.opened)
