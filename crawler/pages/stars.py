"""Read a rating from mark-up made for eyes: stars, bars, labels, classes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.items import Rating
from crawler.pages.groups import RATING
from crawler.pages.outline import Part
from crawler.rating import parse_rating

_OF = re.compile(
    r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:/|out\s+of|из|із|з|no|of|von|van|sur|su|de|av)\s*(?:a\s+possible\s+)?(\d{1,3})(?![\d./])(?:\s*(?:stars?|points?))?",
    re.I,
)
_STARS = re.compile(
    r"(\d(?:[.,]\d{1,2})?)[\s-]*(?:stars?|зв[её]зд|зірк|zvaigzn)|(?:rat(?:ed|ing)|оценка|vērtējums)\s*:?\s*(\d(?:[.,]\d{1,2})?)(?![\d/])",
    re.I,
)
_WIDTH = re.compile(r"width\s*:\s*([\d.]+)\s*%", re.I)
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:s|star|stars|rating|rate|score|value|grade|a-star)[-_]?(?:small[-_]|big[-_]|w[-_])?(\d{1,3})(?:[-_.]([05]))?(?=$|[\s_-])",
    re.I,
)
_FULL = re.compile(
    r"(?:^|[\s_-])(?:full|filled|fill|active|checked|on|selected|solid|yellow|gold)(?=$|[\s_-])|fa-star(?=$|\s)", re.I
)
_EMPTY = re.compile(r"(?:^|[\s_-])(?:empty|off|inactive|grey|gray|blank|outline|fa-star-o)(?=$|[\s_-])", re.I)
_LABELS = (
    "aria-label",
    "title",
    "alt",
    "content",
    "data-rating",
    "data-score",
    "data-value",
    "data-rate",
    "data-stars",
    "rating",
    "score",
    "value",
)


def rating_at(parts: Sequence[Part], number: int) -> Rating | None:
    """Give the rating that an element shows, by whatever means, or None."""
    part = parts[number]
    given = part.given
    hinted = bool(RATING.search(part.hint))
    for name in _LABELS:
        value = given.get(name)
        if value and len(value) < 60 and (found := _labelled(value, bare=hinted)):
            return found
    if not (hinted or RATING.search(parts[part.above].hint if part.above >= 0 else "")):
        return _stars_in(part.text)
    return _width(part) or _stars_in(part.text) or _said(part.text) or _by_class(part) or _counted(parts, part)


def _labelled(value: str, *, bare: bool) -> Rating | None:
    found = _OF.search(value)
    if found and 1 < float(found[2]) <= 100:
        return parse_rating(f"{found[1]}/{found[2]}", best=5, worst=1)
    found = _STARS.search(value)
    if found:
        return parse_rating(found[1] or found[2])
    return parse_rating(value) if bare and re.fullmatch(r"\s*\d(?:[.,]\d{1,2})?\s*", value) else None


def _said(text: str) -> Rating | None:
    return _labelled(text, bare=True) if 0 < len(text) < 40 else None


def _stars_in(text: str) -> Rating | None:
    signs = "".join(text.split())
    return parse_rating(signs) if 0 < len(signs) <= 10 and set(signs) <= set("★☆⭐⯨½") and signs.strip("☆") else None


def _width(part: Part) -> Rating | None:
    found = _WIDTH.search(part.given.get("style") or "")
    if found is None or not 0 < float(found[1]) <= 100:
        return None
    return parse_rating(f"{float(found[1]) / 20:.2f}")


def _by_class(part: Part) -> Rating | None:
    found = _CLASS.search(part.given.get("class") or "")
    if found is None:
        return None
    value = float(found[1]) + (0.5 if found[2] == "5" else 0)
    while value > 10:
        value /= 10
    return parse_rating(f"{value if value <= 5 else value / 2:.2f}") if value else None


def _counted(parts: Sequence[Part], part: Part) -> Rating | None:
    """Count full stars among at most ten alike children."""
    inner = [parts[i] for i in range(part.number + 1, min(part.end, part.number + 24)) if parts[i].above == part.number]
    if not 2 <= len(inner) <= 10:
        return None
    names = [f"{child.given.get('class') or ''} {child.given.get('src') or ''}" for child in inner]
    full = sum(bool(_FULL.search(name)) and not _EMPTY.search(name) for name in names)
    return parse_rating(str(full), best=max(5, len(inner))) if full and len(inner) >= 5 else None
