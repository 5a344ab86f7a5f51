"""Tell which place in records laid side by side holds what: text, author, date, headline, rating."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from crawler.items import Rating
from crawler.pages.groups import RATING, date_shown, is_date
from crawler.pages.outline import Part
from crawler.pages.sheet import AUTHOR, LONGEST_NAME, Path, Record, Sheet, shape
from crawler.pages.stars import rating_at

_RANK = re.compile(r"title|rank|status|level|group|badge|count|location|join|subject", re.I)
_NAME = re.compile(r"user-?_?name|author|nick(?:name)?|reviewer|poster", re.I)
DATE = re.compile(r"date|time|posted|created|publish|(?<![a-z])when(?![a-z])|(?<![a-z])ago(?![a-z])", re.I)
OTHER_DATE = re.compile(
    r"join|regist|member since|since|edited|modif|updated|visit|purchas|bought|last|"
    r"на сайте|регистр|kopš|редактир|response|reply|answer",
    re.I,
)
TITLE = re.compile(r"title|subject|headline|heading|summary|caption|тема", re.I)
_PERSON = re.compile(
    r"(?:^|/)(?:u|user|users|member|members|profile|profiles|people|author|authors|player)(?:[/=?-]|$)|member\.php|profile|/user",
    re.I,
)
_LETTER = re.compile(r"[^\W\d_]")
_BY = re.compile(r"^(?:(?:review by|by|from|від|от)\s*:?\s+|(?:author|автор|autors)\s*:\s*)", re.I)
Weigh = Callable[["Sheet", "Columns", int, Part], float]
Read = Callable[[Part], str]


@dataclass(slots=True)
class Columns:
    """Which path holds what; None where nothing fits. `others` are the next best for an author."""

    body: Path | None = None
    author: Path | None = None
    others: tuple[Path, ...] = ()
    date: Path | None = None
    headline: Path | None = None
    rating: Path | None = None


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
    """Give the next path down that holds most of the letters, looking through elements that stand in a record several times."""
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
