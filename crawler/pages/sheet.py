"""Lay alike records side by side: the path of each of their parts, and how much somebody wrote there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.pages.groups import Group
from crawler.pages.outline import Part

_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d+")
AUTHOR = re.compile(
    r"auth?or|user(?!-?content|-?text|-?post|-?review)|nick|poster|byline|reviewer|member|profile|customer|(?<![a-z])name|buyer|(?<![a-z])who(?![a-z])|creator",
    re.I,
)
_WRITTEN = re.compile(r"text|body|content|message|descri", re.I)
REPLY = re.compile(
    r"(?:owner|seller|official|merchant|business|company|vendor|management|shop|store|"
    r"brand|host|staff|representative)[-_ ]?(?:s[-_ ])?"
    r"(?:repl|response|answer|comment)"
    r"|(?<![a-z])(?:repl(?:y|ies)|response|answer)(?:[-_]?(?:text|body|content|box|block|wrapper|container|item|message))?(?![a-z])"
    r"|official(?![a-z])|otvet",
    re.I,
)
_CELLS = frozenset({"table", "tbody", "tr", "td", "th", "dd", "dt"})
_QUOTED = frozenset(
    [
        "quote",
        "quotecontainer",
        "quoteheader",
        "quotetitle",
        "quotecontent",
        "bbcodequote",
        "bbcodeblock--quote",
        "bbcode_quote",
        "ipsquote",
        "postquote",
        "bbc_standard_quote",
    ]
)
LONGEST_NAME = 60
LEAST_REPLY = 12  # letters; fewer is a button
Path = int


@dataclass(slots=True)
class Record:
    """One element of a group: its parts, the path of each from the record's top, and the letters in and under each."""

    numbers: tuple[int, ...]
    paths: dict[int, Path] = field(default_factory=dict)
    letters: dict[int, int] = field(default_factory=dict)
    replies: list[int] = field(default_factory=list)

    def first(self, path: Path) -> int | None:
        """Give the first part on a path."""
        return next((number for number in self.numbers if self.paths.get(number) == path), None)

    def alike(self, path: Path, sheet: Sheet) -> int | None:
        """Give the part with most letters among those that are like the end of a path, wherever they stand."""
        kind = sheet.kinds.get(path, "")
        alike = [number for number in self.numbers if sheet.alike[sheet.parts[number].kind] == kind and not kind.endswith(".")]
        return max(alike, key=lambda number: self.letters.get(number, 0), default=None)


@dataclass(slots=True)
class Sheet:
    """The records of a group side by side, with the paths that occur in them."""

    parts: Sequence[Part]
    records: list[Record] = field(default_factory=list)
    names: dict[tuple[Path, str], Path] = field(default_factory=dict)
    above: dict[Path, Path] = field(default_factory=dict)
    kinds: dict[Path, str] = field(default_factory=dict)
    usual: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    alike: dict[str, str] = field(default_factory=dict)

    def path(self, above: Path, kind: str, nth: int) -> Path:
        """Give the number of the path that leads one step further, to the nth element of a kind."""
        found = self.names.setdefault((above, f"{kind}:{nth}"), len(self.names) + 1)
        self.above[found] = above
        self.kinds[found] = kind
        return found

    def under(self, path: Path, top: Path) -> bool:
        """Tell whether a path lies at or below another."""
        while path != top and path:
            path = self.above.get(path, 0)
        return path == top


def sheet_of(parts: Sequence[Part], group: Group) -> Sheet:
    """Lay the records of a group side by side."""
    sheet = Sheet(parts)
    sheet.usual, sheet.answers = _usual(parts, group), _answering(parts, group)
    sheet.alike = _alike(parts, group)
    for numbers in group.records:
        record = Record(numbers)
        _lay(sheet, record)
        sheet.records.append(record)
    return sheet


def _usual(parts: Sequence[Part], group: Group) -> frozenset[str]:
    """Give the texts that stand in many of the records: labels and buttons."""
    seen: Counter[str] = Counter()
    for numbers in group.records:
        seen.update({shape(parts[number].text) for number in numbers if parts[number].texts})
    size = len(group.records)
    least = max(2, size * 0.3) if size > 3 else max(2, size)
    return frozenset(text for text, count in seen.items() if count >= least)


def _answering(parts: Sequence[Part], group: Group) -> frozenset[str]:
    """Give the kinds of elements that are answers under some of the records; what stands in nearly all of them is none."""
    if sum(bool(REPLY.search(parts[numbers[0]].hint)) for numbers in group.records) * 2 > len(group.records):
        return frozenset()
    seen: Counter[str] = Counter()
    for numbers in group.records:
        seen.update({parts[number].kind for number in numbers[1:] if REPLY.search(parts[number].hint)})
    return frozenset(kind for kind, count in seen.items() if len(group.records) < 4 or count <= 0.8 * len(group.records))


def _alike(parts: Sequence[Part], group: Group) -> dict[str, str]:
    """Give each kind without the classes that only some records have, as long as one is left that nearly all of them have."""
    seen: Counter[str] = Counter()
    for numbers in group.records:
        seen.update({name for kind in {parts[number].kind for number in numbers} for name in kind.partition(".")[2].split(".")})
    least = 0.8 * len(group.records)
    found = {}
    for kind in {parts[number].kind for numbers in group.records for number in numbers}:
        tag, _, names = kind.partition(".")
        common = [name for name in names.split(".") if seen[name] >= least]
        found[kind] = f"{tag}.{'.'.join(common)}" if any(common) else kind
    return found


def shape(text: str) -> str:
    """Give a text with its numbers taken out, as labels are compared."""
    return _DIGITS.sub("#", text)


def _lay(sheet: Sheet, record: Record) -> None:
    parts = sheet.parts
    within = set(record.numbers)
    tops = [number for number in record.numbers if parts[number].above not in within]
    record.paths[tops[0]] = 0
    answering: set[int] = set()
    places: dict[tuple[int, str], int] = {}
    for number in record.numbers:
        part = parts[number]
        if number not in record.paths:
            above = record.paths.get(part.above, 0)
            kind = sheet.alike[part.kind]
            nth = places[part.above, kind] = places.get((part.above, kind), 0) + 1 if _has_place(part) else 0
            record.paths[number] = sheet.path(above, kind, nth)
            if part.above in answering or (part.kind in sheet.answers and REPLY.search(part.hint)):
                answering.add(number)
    _count_letters(sheet, record, within, answering)


def _is_byline(part: Part, text: str) -> bool:
    """Tell whether an element names somebody, so that its letters are none of the text's."""
    return len(text) <= LONGEST_NAME and bool(AUTHOR.search(part.hint)) and not _WRITTEN.search(part.hint)


def _has_place(part: Part) -> bool:
    """Tell whether an element is told apart from its like by its place: cells and named boxes are, paragraphs are not."""
    return part.tag in _CELLS or (part.tag in ("div", "section", "ul", "dl") and not part.kind.endswith("."))


def _count_letters(sheet: Sheet, record: Record, within: set[int], answering: set[int]) -> None:
    """Count the letters in and under each part; quotations count nothing, answers only for themselves."""
    parts = sheet.parts
    for number in reversed(record.numbers):
        part = parts[number]
        text = part.text
        own = 0 if shape(text) in sheet.usual or _is_byline(part, text) else len(_LETTER.findall(text))
        record.letters[number] = record.letters.get(number, 0) + own
        if not _QUOTED.isdisjoint((part.given.get("class") or "").lower().split()):
            record.letters[number] = 0
            continue
        if part.above in within and number not in answering:
            record.letters[part.above] = record.letters.get(part.above, 0) + record.letters[number]
        elif part.above in within and part.above not in answering and record.letters[number] >= LEAST_REPLY:
            record.replies.insert(0, number)
        elif part.above in answering:
            record.letters[part.above] = record.letters.get(part.above, 0) + record.letters[number]
