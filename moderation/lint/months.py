"""Dates in a reply, in figures or with the name of a month: whether they are still to come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

_STEMS = (
    ("янв", "січ", "jan"), ("фев", "лют", "feb"), ("март", "берез", "mar"), ("апр", "квіт", "apr"), ("ма", "трав", "ma"),
    ("июн", "черв", "jūn", "jun"), ("июл", "лип", "jūl", "jul"), ("авг", "серп", "aug"), ("сен", "верес", "sep"),
    ("окт", "жовт", "okt", "oct"), ("ноя", "листоп", "nov"), ("дек", "груд", "dec"),
)  # fmt: skip
_NAMED = re.compile(r"([0-9]{1,2})(?:\s?\.|st|nd|rd|th)?\s+(?:of\s+)?([^\W\d_]+)|([^\W\d_]+)\s+([0-9]{1,2})", re.IGNORECASE)
_FIGURES = re.compile(
    r"(?<![\w.])(?:([0-9]{1,2})[./](0[1-9]|1[0-2])(?:[./](20[0-9]{2}|[0-9]{2}))?|(20[0-9]{2})-(0[1-9]|1[0-2])-([0-3][0-9]))(?![\w:])"
)
_BEHIND = timedelta(days=183)


def is_past(said: str, today: date | None) -> bool:
    """Say whether a date with the name of a month lies behind; what is no date never does."""
    found = _NAMED.search(said)
    if found is None or today is None:
        return False
    name = (found[2] or found[3]).lower()
    month = next((number for number, stems in enumerate(_STEMS, 1) if name.startswith(stems)), 0)
    return _behind(int(found[1] or found[4]), month, None, today)


def numeric_dates(text: str, today: date | None) -> Iterator[tuple[int, int]]:
    """Give the places of dates in figures that do not lie behind."""
    for found in _FIGURES.finditer(text):
        year = found[3] or found[4]
        day, month = (int(found[1]), int(found[2])) if found[1] else (int(found[6]), int(found[5]))
        if 1 <= day <= 31 and not (today and _behind(day, month, int(year) if year else None, today)):
            yield found.span()


def _behind(day: int, month: int, year: int | None, today: date) -> bool:
    """Say whether a day has passed; without a year the nearest one is meant."""
    try:
        meant = date(today.year if year is None else year % 100 + 2000, month, day)
    except ValueError:
        return False
    return meant < today and (year is not None or today - meant < _BEHIND)
