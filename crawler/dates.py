"""From a date as a site shows it to an aware moment: absolute and relative, in four languages; nothing is invented.

A text is first read into `Shown`, which does not depend on the clock and is cached; `now` resolves it. Dates that our own tables
do not know go to dateparser, behind guards: by itself it takes "4,5" and "2024" for dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from crawler.datewords import AGO, AMOUNTS, DAYS_BACK, JUST_NOW, LAST, MONTHS, UNITS, WEEKDAYS
from crawler.items import Precision

LONGEST = 160  # characters; what is longer is a text that mentions a date, not a date
OWN_LANGUAGES = frozenset({"ru", "uk", "lv", "en"})
AHEAD = timedelta(days=1)  # clocks differ; what lies further ahead is not a date of publication

_SPACE = re.compile(r"[\s\u00a0\u202f\u2009]+")
_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?:[t ,]+(\d\d):(\d\d)(?::\d\d(?:[.,]\d+)?)?(?! ?[ap]\.?m) ?(z|utc|[+-]\d\d:?\d\d)?)?(?![\d-])"
)
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d|[./-]\d)")
_YEAR_FIRST = re.compile(r"(?<![\d.,/-])(\d{4})([./])(\d{1,2})\2(\d{1,2})(?!\d|[./-]\d)")
_TIME = re.compile(r"(?<![\d:.])(\d{1,2}):(\d\d)(?::\d\d)?(?![\d:])\s*([ap]\.?m\b\.?)?")
_WORD = re.compile(r"\d+|[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_ZONE = re.compile(r"(?:\b(?:gmt|utc)|(?<=\d) ?(?=[+-]\d{4}\b))\s?([+-]\d{1,2}(?::?\d\d)?)?", re.I)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")
_YEAR = range(1990, 2100)
_DAYS = {"second": 0.0, "minute": 0.0, "hour": 0.0, "day": 1.0, "week": 7.0}


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """An aware moment and how exactly it was given; finer parts are those of midnight, of the first of the month."""

    value: datetime
    precision: Precision


@dataclass(frozen=True, slots=True)
class Shown:
    """What a text says, before the clock is known: parts of a date, or steps back from now."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    time: tuple[int, int] | None = None
    offset: timedelta | None = None
    back: tuple[tuple[int, str], ...] = ()
    weekday: int | None = None
    epoch: float | None = None


def parse_date(text: str, *, language: str | None, now: datetime, day_first: bool = True) -> ParsedDate | None:
    """Read a shown date; None where it is none, or lies in the future.

    `now` is aware and in the site's zone: times without a zone are taken to be in it. Year-less dates lie in the past.
    """
    text = _SPACE.sub(" ", text).strip().lower()
    if not text or len(text) > LONGEST:
        return None
    shown = read(text, day_first)
    found = None if shown is None else _resolve(shown, now)
    if shown is None and _worth_asking(text, language):
        found = _ask_dateparser(text, language, now, day_first)
    return None if found is None or found.value > now + AHEAD else found


@lru_cache(maxsize=65_536)
def read(text: str, day_first: bool) -> Shown | None:
    """Read a lower-case text without knowing the time."""
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        return Shown(epoch=seconds / 1000 if seconds > 1e11 else seconds)
    iso = _ISO.search(text)
    if iso and (iso[4] or not _TIME.search(text)):
        return _of_iso(iso)
    clock = _TIME.search(text)
    time = _clock(clock) if clock else None
    rest = text if clock is None else f"{text[: clock.start()]} {text[clock.end() :]}"
    if iso:
        return _checked(Shown(int(iso[1]), int(iso[2]), int(iso[3]), time))
    shown = _numeric(rest, time, day_first) or _worded(rest, time)
    zone = None if shown is None or time is None or clock is None else _ZONE.search(text, clock.end() - 1)
    return shown if shown is None or zone is None else replace(shown, offset=_offset(zone[1] or "z"))


def _of_iso(found: re.Match[str]) -> Shown | None:
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    time = None if found[4] is None else (int(found[4]), int(found[5]))
    return _checked(Shown(year, month, day, time, _offset(found[6])))


def _offset(zone: str | None) -> timedelta | None:
    if zone is None:
        return None
    if zone in ("z", "utc"):
        return timedelta(0)
    digits = zone[1:].replace(":", "")
    digits = digits.zfill(2) if len(digits) < 3 else digits.zfill(4)
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return size if zone[0] == "+" else -size


def _clock(found: re.Match[str]) -> tuple[int, int] | None:
    hour, minute, half = int(found[1]), int(found[2]), found[3]
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    return (hour, minute) if hour < 24 and minute < 60 else None


def _numeric(text: str, time: tuple[int, int] | None, day_first: bool) -> Shown | None:
    found = _NUMERIC.search(text)
    if found is None:
        found = _YEAR_FIRST.search(text)
        return None if found is None else _checked(Shown(int(found[1]), int(found[3]), int(found[4]), time))
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) == 2:
        if time is None and (len(found[1]) < 2 or len(found[3]) < 2):
            return None
        year += 2000
    day, month = (first, second) if day_first else (second, first)
    if month > 12:
        day, month = month, day
    return _checked(Shown(year, month, day, time))


def _worded(text: str, time: tuple[int, int] | None) -> Shown | None:
    words = _WORD.findall(text)
    if not words or len(words) > 24:
        return None
    for number, word in enumerate(words):
        if word in MONTHS:
            found = _around_month(words, number, time)
            if found is not None:
                return found
    if not AGO.isdisjoint(words):
        back = _steps_back(words)
        if back:
            return Shown(back=back)
    return _spoken(text, words, time)


def _around_month(words: list[str], at: int, time: tuple[int, int] | None) -> Shown | None:
    before = [word for word in words[max(0, at - 3) : at] if word not in ("of", "gada", "th", "st", "nd", "rd", "de", "the")]
    after = [word for word in words[at + 1 : at + 5] if word not in ("th", "st", "nd", "rd")]
    day = next((int(word) for word in [*before[-1:], *after[:1]] if word.isdigit() and len(word) <= 2), None)
    year = next((int(word) for word in [*after, *before] if len(word) == 4 and word.isdigit() and int(word) in _YEAR), None)
    if day is None and year is None:
        return None
    return _checked(Shown(year, MONTHS[words[at]], day, time if day is not None else None))


def _steps_back(words: list[str]) -> tuple[tuple[int, str], ...]:
    steps: list[tuple[int, str]] = []
    amount: int | None = None
    for word in words:
        if word.isdigit():
            amount = int(word) if len(word) < 4 else None
        elif word in UNITS and (amount is not None or len(word) > 2):
            unit = UNITS[word]
            count = 1 if amount is None else amount
            steps.append((6 * count, "month") if unit == "halfyear" else (count, unit))
            amount = None
        else:
            amount = AMOUNTS.get(word, amount)
    return tuple(steps)


def _spoken(text: str, words: list[str], time: tuple[int, int] | None) -> Shown | None:
    for word in words:
        if word in DAYS_BACK:
            return Shown(back=((DAYS_BACK[word], "day"),), time=time)
        if word in WEEKDAYS and len(words) <= 4:
            return Shown(weekday=WEEKDAYS[word], time=time)
    if any(phrase in text for phrase in JUST_NOW):
        return Shown(back=((0, "day"),))
    unit = next((unit for phrase, unit in LAST.items() if phrase in text), None)
    return None if unit is None else Shown(back=((1, unit),))


def _checked(shown: Shown) -> Shown | None:
    """Give it back if such a day can be."""
    try:
        datetime(shown.year or 2000, shown.month or 1, shown.day or 1, *(shown.time or (0, 0)), tzinfo=UTC)
    except ValueError:
        return None
    return shown if shown.year is None or shown.year in _YEAR else None


def _resolve(shown: Shown, now: datetime) -> ParsedDate | None:
    if shown.epoch is not None:
        return ParsedDate(datetime.fromtimestamp(shown.epoch, UTC), Precision.DAY)
    if shown.back:
        return _before(now, shown)
    if shown.weekday is not None:
        days = (now.weekday() - shown.weekday) % 7 or 7
        return _before(now, Shown(back=((days, "day"),), time=shown.time))
    zone = now.tzinfo if shown.offset is None else timezone(shown.offset)
    if shown.month is None:
        return None
    hour, minute = shown.time or (0, 0)
    year = shown.year if shown.year is not None else _past_year(shown, now)
    try:
        value = datetime(year, shown.month, shown.day or 1, hour, minute, tzinfo=zone)
    except ValueError:
        return None
    if shown.day is None:
        return ParsedDate(value, Precision.MONTH)
    return ParsedDate(value, Precision.MINUTE if shown.time else Precision.DAY)


def _past_year(shown: Shown, now: datetime) -> int:
    later = (shown.month or 1, shown.day or 1) > (now.month, now.day)
    year = now.year - later
    leap = shown.month == 2 and shown.day == 29
    return next((y for y in range(year, year - 8, -1) if y % 4 == 0), year) if leap else year


def _before(now: datetime, shown: Shown) -> ParsedDate:
    value = now
    for count, unit in shown.back:
        if unit in ("month", "year"):
            value = _months_before(value, count * (12 if unit == "year" else 1))
        elif unit in ("day", "week"):
            value -= timedelta(days=count * _DAYS[unit])
        else:
            value -= timedelta(**{f"{unit}s": count})
    if all(unit in ("second", "minute", "hour") for _, unit in shown.back):
        return ParsedDate(value.replace(second=0, microsecond=0), Precision.MINUTE)
    hour, minute = shown.time or (0, 0)
    value = value.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return ParsedDate(value, Precision.MINUTE if shown.time else Precision.DAY)


def _months_before(moment: datetime, months: int) -> datetime:
    total = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(total, 12)
    first_of_next = datetime(year + month // 11, (month + 1) % 12 + 1, 1, tzinfo=UTC)
    last = (first_of_next - timedelta(days=1)).day
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def _worth_asking(text: str, language: str | None) -> bool:
    """Tell whether a text may be a date in a language that our tables do not hold."""
    if language in OWN_LANGUAGES or len(text) > 60 or not any(map(str.isdigit, text)):
        return False
    words = [word for word in _WORD.findall(text) if not word.isdigit()]
    if not words or max(map(len, words)) < 3:
        return False
    return language is not None or bool(re.search(r"\b(?:19|20)\d\d\b", text))


@lru_cache(maxsize=4096)
def _ask_dateparser(text: str, language: str | None, now: datetime, day_first: bool) -> ParsedDate | None:
    import dateparser
    from dateparser.data.languages_info import language_order

    settings = {
        "PREFER_DATES_FROM": "past",
        "DATE_ORDER": "DMY" if day_first else "MDY",
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "REQUIRE_PARTS": ["day", "month"],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    languages = [language] if language in language_order else None
    found = dateparser.parse(text, languages=languages, settings=settings)
    if found is None:
        return None
    timed = bool(_TIME.search(text))
    value = found.replace(tzinfo=found.tzinfo or now.tzinfo, second=0, microsecond=0)
    if not timed:
        value = value.replace(hour=0, minute=0)
    return ParsedDate(value, Precision.MINUTE if timed else Precision.DAY)
