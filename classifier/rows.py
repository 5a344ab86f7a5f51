"""Read labelled texts: JSON Lines, one mention a line, plain or gzipped; every bad line is refused by file and number."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.labels import RISKS, SENTIMENTS, TOPICS
from config.errors import OperatorError


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text. A head without a label is None; `rating` is a share of the best, `group` keeps neighbours together."""

    text: str
    language: str | None
    sentiment: str | None = None
    complaint: bool | None = None
    topics: frozenset[str] | None = None
    risks: frozenset[str] | None = None
    rating: float | None = None
    source: str = ""
    group: int = 0

    @property
    def whole(self) -> bool:
        """Say whether every head is labelled."""
        return None not in (self.sentiment, self.complaint, self.topics, self.risks)


NEIGHBOURS = 20  # rows in a group: a situation told twice stands near itself, and must not be learnt and measured both


def read_rows(path: Path, *, whole: bool = False) -> list[Row]:
    """Read a file of labelled rows, `whole` when every head must be labelled. Raises OperatorError with file:line and reason."""
    return [parse_row(found, path, number, whole=whole) for number, found in read_objects(path)]


def read_objects(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Give line number and object of every line that is not blank. Raises OperatorError."""
    for number, raw in _lines(path):
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise refused(path, number, f"is not UTF-8 at byte {error.start} of the line. Save the file as UTF-8") from error
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise refused(path, number, f"is not JSON ({error}). Write one object a line") from error
        if not isinstance(found, dict):
            raise refused(path, number, f"is JSON, but not an object: {line[:40].strip()}")
        yield number, found


def parse_row(found: Mapping[str, Any], path: Path, number: int, *, whole: bool = False) -> Row:
    """Check one object and make it a Row. `label` is another name for `sentiment` and leaves `topics` to their source."""
    text, language = found.get("text"), found.get("lang")
    if not isinstance(text, str):
        raise refused(path, number, 'has no text. Write it as a string under "text"')
    if not (language is None or isinstance(language, str)):
        raise refused(path, number, f'lang: {language!r} is no language. Write for example "ru", or leave it out')
    foreign = "label" in found
    row = Row(
        text=text,
        language=language,
        sentiment=_one(found.get("label") if foreign else found.get("sentiment"), SENTIMENTS, _at(path, number, "sentiment")),
        complaint=_flag(found.get("complaint"), _at(path, number, "complaint")),
        topics=None if foreign else _set(found.get("topics"), TOPICS, _at(path, number, "topics")),
        risks=_set(found.get("risks"), RISKS, _at(path, number, "risks")),
        rating=_rating(found.get("rating"), _at(path, number, "rating")),
        source=str(found.get("source") or path.name.split(".")[0]),
        group=number // NEIGHBOURS,
    )
    if whole and not row.whole:
        missing = [head for head in ("sentiment", "complaint", "topics", "risks") if getattr(row, head) is None]
        raise refused(path, number, f"has no {missing[0]}. A row to train on needs sentiment, complaint, topics and risks")
    return row


def share_of(rating: Any) -> float | None:
    """Give a rating, a number of five or {"value", "best"}, as a share of the best. Raises ValueError with the reason."""
    value, best = (rating.get("value"), rating.get("best", 5)) if isinstance(rating, Mapping) else (rating, 5)
    if value is None:
        return None
    if not (_is_number(value) and _is_number(best) and 0 <= value <= best and best > 0):
        raise ValueError(f'{json.dumps(rating)} is no rating. Write a number from 1 to 5, or {{"value": 8, "best": 10}}')
    return float(value / best)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def refused(path: Path, number: int, why: str) -> OperatorError:
    """Word what is wrong with a line."""
    return OperatorError(f"{path}:{number}: {why}")


Complain = Callable[[str], OperatorError]


def _at(path: Path, number: int, key: str) -> Complain:
    return lambda why: refused(path, number, f"{key}: {why}")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield from enumerate(file, 1)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise OperatorError(f"{path}: is not a whole gzip file ({error}). Copy it again") from error


def _one(value: object, known: Sequence[str], bad: Complain) -> str | None:
    if value is None or value in known:
        return value if isinstance(value, str) else None
    raise bad(f"{json.dumps(value, ensure_ascii=False)} is not a label. There are: {', '.join(known)}")


def _flag(value: object, bad: Complain) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise bad(f"{json.dumps(value, ensure_ascii=False)} is neither true nor false")


def _set(value: object, known: Sequence[str], bad: Complain) -> frozenset[str] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise bad(f"{json.dumps(value, ensure_ascii=False)} is not a list")
    return frozenset(label for label in (_one(item, known, bad) for item in value) if label)


def _rating(value: object, bad: Complain) -> float | None:
    try:
        return share_of(value)
    except ValueError as error:
        raise bad(str(error)) from error
