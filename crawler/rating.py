"""From a rating as shown to a value on its scale: "4,5", "4 из 5", "7/10", "80%", "★★★★☆"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from crawler.items import Rating

_NUMBER = r"(\d{1,3}(?:[.,]\d{1,4})?)"
_OF = re.compile(rf"{_NUMBER}\s*(?:/|out of|из|із|з|no|of|von|van|sur|su|de|/ ?max\.?)\s*{_NUMBER}(?!\d)", re.I)
_PERCENT = re.compile(rf"{_NUMBER}\s*%")
_PLAIN = re.compile(rf"(?<![\d.,]){_NUMBER}(?![\d]|[.,]\d)")
_FULL, _HALF, _EMPTY = "★⭐🌟", "⯨½", "☆"


@lru_cache(maxsize=4096)
def parse_rating(text: str, *, best: float = 5, worst: float = 1, unit: float = 1) -> Rating | None:
    """Read a rating; what is read is divided by `unit`. None where there is none or it lies outside its scale."""
    raw = " ".join(text.split())
    if not raw or len(raw) > 120:
        return None
    stars = sum(map(raw.count, _FULL))
    if stars:
        return _within(stars + sum(map(raw.count, _HALF)) / 2, max(best, stars), worst, raw)
    of = _OF.search(raw)
    if of and unit == 1:
        return _within(_number(of[1]), _number(of[2]), worst, raw)
    percent = _PERCENT.search(raw)
    if percent and unit == 1:
        return _within(_number(percent[1]) / 100 * best, best, 0, raw)
    plain = _PLAIN.search(raw)
    return None if plain is None else _within(_number(plain[1]) / unit, best, worst, raw)


def worded_rating(text: str, words: Mapping[str, float], *, best: float, worst: float) -> Rating | None:
    """Read a rating that is a word ("рекомендую"), by a table of words in lower case."""
    folded = " ".join(text.lower().split())
    value = words.get(folded)
    return None if value is None else _within(value, best, worst, text.strip())


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _within(value: float, best: float, worst: float, raw: str) -> Rating | None:
    """Give the rating if it lies on its scale; a rounded width may pass the best by a hair."""
    value = round(value, 2)
    if best < value <= best * 1.01:
        value = best
    return Rating(value, best, min(worst, value), raw) if 0 <= value <= best and best > 0 else None
