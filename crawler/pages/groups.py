"""Find what repeats on a page: elements of one make, each with a date or a rating of its own."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from crawler.dates import read
from crawler.datewords import DAYS_BACK, MONTHS
from crawler.pages.outline import Part, pattern

TRIED = 8  # groups that are looked into
LONGEST_DATE = 90  # characters of an element that shows a date
RECORD = re.compile(
    r"review|comment|post(?!er|al|s?-?list)|message|repl(?:y|ies)|answer|opinion|feedback|testimonial|otzyv|otziv|response|atsauksm|vidguk|entry",
    re.I,
)
RATING = re.compile(r"rat(?:e|ing)s?(?![a-z])|stars?(?![a-z])|score|grade|ocenka|otsenka", re.I)
_EXACT = frozenset({"review", "comment", "post", "message", "reply", "answer", "opinion", "otzyv", "feedback"})
_LETTER = re.compile(r"[^\W\d_]")
_DATED = re.compile(
    r"\d[./-]\d|\d:\d\d|\bago\b|назад|\bтому\b|\bpirms\b|"
    + "|".join(sorted({*DAYS_BACK, *(name for name in MONTHS if len(name) > 2)})),
    re.I,
)
_SHAPED = re.compile(
    r"(?<!\d)\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?(?:19|20)\d\d(?!\d)|[^\W\d_]{3,12}\.?\s+\d{1,2},?\s+(?:19|20)\d\d(?!\d)"
)
_NAMED = ("datetime", "title", "content", "data-time", "data-timestamp", "data-date-time")


@dataclass(frozen=True, slots=True)
class Group:
    """Elements that may be records: for each the numbers of its parts in the outline, without those of records inside it."""

    records: tuple[tuple[int, ...], ...]
    score: float
    named: bool
    weight: float = 1


_NONE = Group((), 0, named=False)


def date_shown(part: Part) -> str:
    """Give the date that an element shows or carries in an attribute, empty where it shows none."""
    if part.date is None:
        part.date = _date(part)
    return part.date


def _date(part: Part) -> str:
    given = part.given
    if part.tag in ("time", "abbr", "span", "a", "meta", "div", "small", "li", "p", "td", "relative-time"):
        for name in _NAMED:
            value = given.get(name)
            if value and 5 < len(value) < LONGEST_DATE and value[0] != "#" and any(map(str.isdigit, value)) and is_date(value):
                return value
    text = part.text
    return text if text and len(text) <= LONGEST_DATE and is_date(text) else ""


def is_date(text: str) -> bool:
    """Tell whether a short text holds a date."""
    if text.isdigit():
        return len(text) in (10, 13) and read(text, True) is not None
    return (bool(_DATED.search(text)) and read(text.lower(), True) is not None) or bool(_SHAPED.search(text))


def anchors(parts: Sequence[Part]) -> tuple[list[int], list[int]]:
    """Give the numbers of the elements that show a date, and of those that show a rating."""
    dated, rated = [], []
    for part in parts:
        if date_shown(part):
            dated.append(part.number)
        elif RATING.search(part.hint) or "stars" in (part.given.get("aria-label") or ""):
            rated.append(part.number)
    return dated, rated


def groups(parts: Sequence[Part], marks: Sequence[int]) -> list[Group]:
    """Give the groups whose elements hold the marked ones, the most promising first."""
    if not marks:
        return []
    members = _by_make(parts)
    letters, counts = _letters_before(parts), _counts_before(len(parts), marks)
    asked: set[Hashable] = set()
    for mark in marks:
        number = mark
        while number > 0:
            asked.update(_makes(parts[number]))
            number = parts[number].above
    found: dict[tuple[int, ...], Group] = {}
    for make in asked:
        numbers = members[make]
        if len(numbers) <= 2000 and (key := tuple(numbers)) not in found:
            for group in (_group(parts, key, letters, counts), _flat(parts, key, letters, counts)):
                if group.records and group.score > (found[key].score if key in found else 0):
                    found[key] = group
    return sorted(found.values(), key=lambda group: -group.score)[:TRIED]


def _makes(part: Part) -> Iterator[Hashable]:
    """Name what alike elements have in common: class, pattern of the id, place under one parent."""
    if not part.kind.endswith("."):
        yield part.kind
        yield (part.above, part.kind)
    if shape := pattern(part.given.get("id")):
        yield ("#", part.tag, shape)
    yield (part.above, part.tag)


def _by_make(parts: Sequence[Part]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for part in parts[1:]:
        for make in _makes(part):
            found[make].append(part.number)
    return found


def _letters_before(parts: Sequence[Part]) -> list[int]:
    """Sum the letters of all parts before each; what stands on a page many times is no text of anybody."""
    shown = Counter(part.text for part in parts if part.texts)
    return list(accumulate((len(_LETTER.findall(part.text)) if shown[part.text] < 5 else 0 for part in parts), initial=0))


def _counts_before(size: int, marks: Sequence[int]) -> list[int]:
    marked = bytearray(size)
    for mark in marks:
        marked[mark] = 1
    return list(accumulate(marked, initial=0))


def _group(parts: Sequence[Part], numbers: tuple[int, ...], letters: Sequence[int], counts: Sequence[int]) -> Group:
    named = sum(bool(RECORD.search(parts[number].hint)) for number in numbers) * 2 > len(numbers)
    if len(numbers) < 2 and not named:
        return Group((), 0, named)
    score, records, marked = 0.0, [], 0
    for number, inner in zip(numbers, _inner(parts, numbers), strict=True):
        part = parts[number]
        own = letters[part.end] - letters[number] - sum(letters[parts[i].end] - letters[i] for i in inner)
        marks = counts[part.end] - counts[number] - sum(counts[parts[i].end] - counts[i] for i in inner)
        if own:
            records.append(_without(part, inner, parts))
        if marks and own:
            marked += 1
            score += math.log1p(own) / math.sqrt(marks)
    share = marked / len(numbers)
    weight = _weight(parts[numbers[0]], named=named)
    return Group(tuple(records) if marked else (), score * (0.5 + share / 2) * weight, named, weight)


def _weight(part: Part, *, named: bool) -> float:
    """Give the weight of a group by its name: best where the page itself calls each element a review or a post."""
    exact = not _EXACT.isdisjoint((part.given.get("class") or "").lower().split())
    return (1.3 if named else 1) * (1.15 if exact else 1)


def _flat(parts: Sequence[Part], numbers: tuple[int, ...], letters: Sequence[int], counts: Sequence[int]) -> Group:
    """Try each element as the head of a record that goes on in its next siblings, up to the next head (dt and dd, hr and p)."""
    parent = parts[numbers[0]].above
    if len(numbers) < 2 or any(parts[number].above != parent for number in numbers):
        return _NONE
    lengths = [after - parts[number].end for number, after in pairwise(numbers)]
    own = sum(letters[parts[number].end] - letters[number] for number in numbers)
    ends = [*numbers[1:], _last(parts, numbers[-1], parent, numbers)]
    if min(lengths) < 1 or sum(letters[end] - letters[number] for number, end in zip(numbers, ends, strict=True)) < 2 * own:
        return _NONE
    named = sum(bool(RECORD.search(parts[number].hint)) for number in numbers) * 2 > len(numbers)
    score, records = 0.0, []
    for number, end in zip(numbers, ends, strict=True):
        marks, text = counts[end] - counts[number], letters[end] - letters[number]
        if marks and text:
            records.append(tuple(range(number, end)))
            score += math.log1p(text) / math.sqrt(marks)
    weight = _weight(parts[numbers[0]], named=named)
    return Group(tuple(records), score * weight, named, weight)


def _last(parts: Sequence[Part], head: int, parent: int, heads: Sequence[int]) -> int:
    """Give where the last record ends: after as many siblings as the one before it has."""
    usual = sum(part.above == parent for part in parts[heads[-2] : head])
    end = head
    for _ in range(usual):
        if end < parts[parent].end:
            end = parts[end].end
    return end


def _inner(parts: Sequence[Part], numbers: Sequence[int]) -> list[list[int]]:
    """Give for each element the outermost ones of the same make inside it."""
    found: list[list[int]] = [[] for _ in numbers]
    around: list[int] = []
    for place, number in enumerate(numbers):
        while around and parts[numbers[around[-1]]].end <= number:
            around.pop()
        if around:
            found[around[-1]].append(number)
        around.append(place)
    return found


def _without(part: Part, inner: Sequence[int], parts: Sequence[Part]) -> tuple[int, ...]:
    numbers: list[int] = []
    start = part.number
    for number in inner:
        numbers.extend(range(start, number))
        start = parts[number].end
    numbers.extend(range(start, part.end))
    return tuple(numbers)
