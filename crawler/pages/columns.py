"""Lay alike records side by side and tell which place in them holds what: text, author, date, headline, rating."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from crawler.items import Rating
from crawler.pages.groups import RATING, Group, date_shown, is_date
from crawler.pages.outline import Part
from crawler.pages.stars import rating_at

AUTHOR = re.compile(
    r"auth?or|user(?!-?content|-?text|-?post|-?review)|nick|poster|byline|reviewer|member|profile|customer|(?<![a-z])name|buyer|(?<![a-z])who(?![a-z])|creator",
    re.I,
)
_WRITTEN = re.compile(r"text|body|content|message|descri", re.I)
_RANK = re.compile(r"title|rank|status|level|group|badge|count|location|join|subject", re.I)
_NAME = re.compile(r"user-?_?name|author|nick(?:name)?|reviewer|poster", re.I)
DATE = re.compile(r"date|time|posted|created|publish|(?<![a-z])when(?![a-z])|(?<![a-z])ago(?![a-z])", re.I)
OTHER_DATE = re.compile(
    r"join|regist|member since|since|edited|modif|updated|visit|purchas|bought|last|на сайте|регистр|kopš|редактир|response|reply|answer",
    re.I,
)
TITLE = re.compile(r"title|subject|headline|heading|summary|caption|тема", re.I)
REPLY = re.compile(
    r"(?:owner|seller|official|merchant|business|company|vendor|management|shop|store|brand|host|staff|representative)[-_ ]?(?:s[-_ ])?(?:repl|response|answer|comment)"
    r"|(?<![a-z])(?:repl(?:y|ies)|response|answer)(?:[-_]?(?:text|body|content|box|block|wrapper|container|item|message))?(?![a-z])"
    r"|official(?![a-z])|otvet",
    re.I,
)
_PERSON = re.compile(
    r"(?:^|/)(?:u|user|users|member|members|profile|profiles|people|author|authors|player)(?:[/=?-]|$)|member\.php|profile|/user",
    re.I,
)
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d+")
_BY = re.compile(r"^(?:by|from|author|review by|автор|від|от|autors)\b\s*:?\s*", re.I)
_CELLS = frozenset({"table", "tbody", "tr", "td", "th", "dd", "dt"})
_QUOTED = frozenset(
    "quote quotecontainer quoteheader quotetitle quotecontent bbcodequote bbcodeblock--quote bbcode_quote ipsquote postquote bbc_standard_quote".split()
)
LONGEST_NAME = 60
LEAST_REPLY = 12  # letters; fewer is a button

Path = int
Weigh = Callable[["Sheet", "Columns", int, Part], float]
Read = Callable[[Part], str]


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
class Columns:
    """Which path holds what; None where nothing fits. `others` are the next best for an author."""

    body: Path | None = None
    author: Path | None = None
    others: tuple[Path, ...] = ()
    date: Path | None = None
    headline: Path | None = None
    rating: Path | None = None


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


def columns_of(sheet: Sheet) -> Columns:
    """Tell which path holds what."""
    found = Columns()
    found.body = _body(sheet)
    found.date = _best(sheet, found, _date_weight)
    authors = _weighed(sheet, found, _author_weight, varied=True)
    if found.date is None and not authors:  # they may stand at the head of the text itself
        inside = Columns()
        found.date = _best(sheet, inside, _date_weight)
        authors = _weighed(sheet, replace(inside, date=found.date), _author_weight, varied=True)
    found.author = _worth(sheet, authors)
    found.others = tuple(sorted(authors, key=lambda path: -authors[path])[1:4]) if found.author is not None else ()
    found.rating = _best(sheet, found, _rating_weight)
    found.headline = _best(sheet, found, _title_weight)
    return found


def _body(sheet: Sheet) -> Path:
    """Go down from the record to the element that holds most of its text."""
    letters: Counter[Path] = Counter()
    many: Counter[Path] = Counter()
    several: set[Path] = set()
    for record in sheet.records:
        for number in record.numbers:
            letters[record.paths[number]] += record.letters.get(number, 0)
        here = Counter(record.paths.values())
        many.update(here.keys())
        several.update(path for path, count in here.items() if count > 1)
    below: dict[Path, list[Path]] = defaultdict(list)
    for path, above in sheet.above.items():
        below[above].append(path)
    path = 0
    while (deeper := _deeper(path, below, letters, several)) is not None and many[deeper] * 2 >= len(sheet.records):
        path = deeper
    return path


def _deeper(path: Path, below: dict[Path, list[Path]], letters: Counter[Path], several: set[Path]) -> Path | None:
    """Give the next path down that holds most of the letters; elements that stand several times in a record are looked through."""
    level = below[path]
    while level:
        ranked = sorted((inner for inner in level if inner not in several), key=lambda inner: -letters[inner])
        if ranked:
            second = letters[ranked[1]] if len(ranked) > 1 else 0
            share = letters[ranked[0]] / max(1, letters[path])
            if share >= 0.6 or (share >= 0.35 and letters[ranked[0]] >= 1.8 * second and not several.intersection(level)):
                return ranked[0]
        level = [inner for outer in level if outer in several for inner in below[outer]]
    return None


def _best(sheet: Sheet, found: Columns, weigh: Weigh) -> Path | None:
    return _worth(sheet, _weighed(sheet, found, weigh))


def _worth(sheet: Sheet, total: dict[Path, float]) -> Path | None:
    """Give the path with the most weight, if it is worth it."""
    best = max(total, key=lambda path: total[path], default=None)
    return best if best is not None and total[best] >= 0.35 * len(sheet.records) else None


def _weighed(sheet: Sheet, found: Columns, weigh: Weigh, *, varied: bool = False) -> dict[Path, float]:
    """Weigh each path over all records; where a column is `varied`, texts that repeat weigh less."""
    total: dict[Path, float] = defaultdict(float)
    shown: dict[Path, set[str]] = defaultdict(set)
    count: Counter[Path] = Counter()
    for record in sheet.records:
        seen: set[Path] = set()
        answers = _within(record.replies, sheet.parts)
        for place, number in enumerate(record.numbers):
            path = record.paths[number]
            if path in seen or number in answers:
                continue
            weight = weigh(sheet, found, path, sheet.parts[number])
            if weight > 0:
                seen.add(path)
                total[path] += weight * (1 - 0.2 * place / len(record.numbers))
                shown[path].add(sheet.parts[number].text)
                count[path] += 1
    if varied:
        return {path: weight * _variety(len(shown[path]), count[path]) for path, weight in total.items()}
    return total


def _variety(different: int, count: int) -> float:
    """Give the weight of a column of names: the same everywhere, it is a label rather than a name."""
    return 0.3 if different == 1 and count > 2 else 0.5 + 0.5 * different / count


def _within(numbers: Sequence[int], parts: Sequence[Part]) -> set[int]:
    return {inner for number in numbers for inner in range(number, parts[number].end)}


def _date_weight(sheet: Sheet, found: Columns, path: Path, part: Part) -> float:
    shown = date_shown(part)
    if not shown or (found.body and sheet.under(path, found.body)):
        return 0
    around = sheet.parts[part.above].text if part.above >= 0 else ""
    weight = 1.0 + 0.5 * (part.tag == "time") + 0.3 * bool(DATE.search(part.hint))
    if OTHER_DATE.search(f"{part.text} {around[:60]} {part.hint}"):
        weight -= 0.7
    return weight


def name_in(part: Part) -> str:
    """Give the name that an element shows, empty where it shows something else."""
    text = _BY.sub("", part.text).strip(" ,:—–-|·•@")
    if not 2 <= len(text) <= LONGEST_NAME or not _LETTER.search(text) or is_date(text) or text.count(" ") > 5:
        return ""
    return text


def _author_weight(sheet: Sheet, found: Columns, path: Path, part: Part) -> float:
    if (found.body and sheet.under(path, found.body)) or path == found.date:
        return 0
    text = name_in(part)
    if not text:
        return 0
    above = sheet.parts[part.above] if part.above >= 0 else part
    hinted = bool(AUTHOR.search(part.hint)) + 0.5 * bool(AUTHOR.search(above.hint)) + 0.4 * bool(_NAME.search(part.hint))
    person = bool(_PERSON.search(part.given.get("href") or ""))
    usual = shape(text) in sheet.usual and shape(text) != text
    if (
        not hinted
        and not person
        and (usual or part.tag not in ("a", "b", "strong", "span", "h3", "h4", "h5", "cite", "dt", "em"))
    ):
        return 0
    loud = part.tag in ("a", "b", "strong", "cite", "h3", "h4")
    return max(
        0.0,
        0.2
        + 0.6 * hinted
        + 0.5 * person
        + 0.2 * loud
        + 0.2 * text[:1].isupper()
        - 0.8 * usual
        - 0.8 * bool(_RANK.search(f"{part.hint} {above.hint}")),
    )


def _rating_weight(sheet: Sheet, found: Columns, path: Path, part: Part) -> float:
    if found.body and sheet.under(path, found.body):
        return 0
    rating = rating_at(sheet.parts, part.number)
    if rating is None:
        return 0
    return 1.0 + 0.3 * bool(RATING.search(part.hint)) + 0.2 * (part.given.get("itemprop") == "ratingValue")


def _title_weight(sheet: Sheet, found: Columns, path: Path, part: Part) -> float:
    if (found.body and sheet.under(path, found.body)) or path in (found.date, found.author, found.rating):
        return 0
    text = part.text
    if not 2 <= len(text) <= 250 or shape(text) in sheet.usual or is_date(text) or AUTHOR.search(part.hint):
        return 0
    heading = part.tag in ("h1", "h2", "h3", "h4", "h5", "h6")
    named = bool(TITLE.search(part.hint)) or bool(part.above >= 0 and TITLE.search(sheet.parts[part.above].hint))
    return 0.6 * heading + 0.7 * named


def values(sheet: Sheet, record: Record, columns: Columns) -> tuple[str, str, str, Rating | None]:
    """Give author, date, headline and rating of one record."""
    parts = sheet.parts
    author = next(filter(None, (_first(sheet, record, path, name_in) for path in (columns.author, *columns.others))), "")
    date = _first(sheet, record, columns.date, date_shown) or next(_dates(sheet, record, columns), "")
    headline = _first(sheet, record, columns.headline, lambda part: part.text)
    number = None if columns.rating is None else record.first(columns.rating)
    return author, date, headline, None if number is None else rating_at(parts, number)


def _first(sheet: Sheet, record: Record, path: Path | None, read: Read) -> str:
    if path is None:
        return ""
    found = (read(sheet.parts[number]) for number in record.numbers if record.paths[number] == path)
    return next(filter(None, found), "")


def _dates(sheet: Sheet, record: Record, columns: Columns) -> Iterator[str]:
    """Look for another date outside the text, where the usual place shows none."""
    answers = _within(record.replies, sheet.parts)
    for number in record.numbers:
        path = record.paths[number]
        if number in answers or (columns.body and sheet.under(path, columns.body)):
            continue
        part = sheet.parts[number]
        if (shown := date_shown(part)) and not OTHER_DATE.search(f"{part.text} {part.hint}"):
            yield shown
