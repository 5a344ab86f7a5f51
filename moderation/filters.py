"""The filter of the queue, one grammar for command line, API and page: `status:received site:otzovik due:overdue "слово"`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from classifier.labels import RISKS
from config.errors import UsageError
from moderation.case import Severity, Status
from moderation.outcome import Resolution


class Due(StrEnum):
    """Which deadlines are wanted."""

    OVERDUE = "overdue"
    TODAY = "today"
    WAITING = "waiting"


OPEN, ALL, NOBODY, ANY, NONE = "open", "all", "nobody", "any", "none"
STATUSES = (OPEN, ALL, *Status)
# Of these, waiting and late depend on the moment; the others stand in the case's row.
MARKS = (
    "late",
    "waiting",
    "amended",
    "withdrawn",
    "unconfirmed",
    "reopened",
    "escalated",
    "delayed",
    "promised",
    "merged",
    "stage_late",
)
LEVELS = ("1", "2", "3")
ACCEPTED: Mapping[str, tuple[str, ...]] = {
    "status": STATUSES,
    "severity": tuple(Severity),
    "risk": RISKS,
    "level": LEVELS,
    "due": tuple(Due),
    "mark": MARKS,
    "resolution": (NONE, *Resolution),
}
KEYS = (
    "status", "severity", "site", "brand", "topic", "risk", "owner", "department", "language", "level", "due", "mark",
    "resolution", "cause", "before", "after", "author", "id",
)  # fmt: skip
NAMED = ("site", "brand", "topic", "owner", "department", "cause")  # keys whose values are names of this installation
FAR = 2999  # later years cannot be computed with
MOST_NAMES = 10  # names listed in a sentence
# From the left, the first that fits: a quoted part, blanks, a comma, a mark that nobody closes, else plain letters.
_TOKEN = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*)"|«(?P<guillemets>[^»]*)»|(?P<blank>\s+)|(?P<comma>,)|(?P<open>["«])|[^\s,"«]+', re.S
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted: several values of a key mean any of them, several keys all of them. Without a status: open cases.

    `words` are looked for in text and author of the complaint, all of them. Dates without an offset are meant in `zone`.
    """

    status: tuple[str, ...] = (OPEN,)
    severity: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    mark: tuple[str, ...] = ()
    resolution: tuple[str, ...] = ()
    cause: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    zone: str = field(default="UTC", compare=False)

    def __str__(self) -> str:
        pairs = [(key, value) for key in KEYS for value in getattr(self, key)]
        written = [f"{key}:{_quoted(value)}" for key, value in pairs if key != "status" or self.status != (OPEN,)]
        return " ".join((*written, *map(_quoted, self.words)))

    def but(self, key: str, values: tuple[str, ...]) -> Filter:
        """Give the same filter with other values of one key, or other `words`."""
        changed: dict[str, Any] = {key: values}
        return replace(self, **changed)

    @property
    def received_before(self) -> datetime | None:
        """Give the moment before which the complaint was received: of several the last."""
        return max((moment_of(text, self.zone) for text in self.before), default=None)

    @property
    def received_from(self) -> datetime | None:
        """Give the moment from which on the complaint was received: of several the first."""
        return min((moment_of(text, self.zone) for text in self.after), default=None)


def _quoted(value: str) -> str:
    if re.fullmatch(r"[\w.-]+", value):
        return value
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def moment_of(text: str, zone: str) -> datetime:
    """Read a date (its first moment) or a moment; without an offset it is meant in `zone`. Raises ValueError."""
    plain = re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII)
    read = datetime.combine(date.fromisoformat(text), time()) if plain else datetime.fromisoformat(text)
    if not 1970 <= read.year <= FAR:
        raise ValueError(f"{text} is outside the calendar")
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def parse_filter(text: str, zone: str = "UTC") -> Filter:
    """Read a filter. Raises UsageError that quotes the word, names the nearest one and what is accepted."""
    found: dict[str, list[str]] = {}
    for quoted, (first, *more) in _words(text):
        key, colon, value = first.partition(":")
        if quoted or not colon:
            found.setdefault("words", []).extend(part for part in (first, *more) if part)
        elif key in KEYS:
            found.setdefault(key, []).extend(_checked(key, [value, *more], zone))
        else:
            accepted = ", ".join(f"{known}:…" for known in KEYS)
            raise UsageError(
                f'filter: "{first}" is not understood.{_meant(key, KEYS, "{}:…")} Write one of {accepted}; '
                "or put it in quotation marks to look for its words"
            )
    return Filter(**{key: tuple(dict.fromkeys(values)) for key, values in found.items()}, zone=zone)


def _words(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Give each word as its parts between commas, and whether it begins with a quotation mark.

    Quotation marks hold blanks and commas together.
    """
    word: list[str] = []
    quoted = False
    for token in _TOKEN.finditer(text):
        if token["open"]:
            raise UsageError(f'filter: a quotation mark is not closed in: {text}. Write for example brand:"Белый ветер"')
        if token["blank"]:
            if word:
                yield quoted, word
            word = []
        elif token["comma"]:
            word = [*(word or [""]), ""]
        else:
            plain = token["quoted"] is None and token["guillemets"] is None
            quoted = quoted if word else not plain
            part = token[0] if plain else re.sub(r"\\(.)", r"\1", token["quoted"] or "", flags=re.S) + (token["guillemets"] or "")
            word = [*word[:-1], (word[-1] if word else "") + part]
    if word:
        yield quoted, word


def _checked(key: str, values: Sequence[str], zone: str) -> list[str]:
    accepted = ACCEPTED.get(key)
    given = [value for value in values if value]
    if not given:
        example = accepted[0] if accepted else _EXAMPLES.get(key, "name")
        raise UsageError(f"filter: {key}: has no value. Write for example {key}:{example}")
    for value in given:
        if accepted is not None and value not in accepted:
            said = f'filter: {key}: "{value}" is not one of {", ".join(accepted)}'
            raise UsageError(f"{said}.{meant}" if (meant := _meant(value, accepted, f"{key}:{{}}")) else said)
        if key in ("before", "after"):
            _check_moment(key, value, zone)
        elif key == "id" and not (value.isascii() and value.isdigit() and len(value) <= 18):
            raise UsageError(f'filter: id: "{value}" is not the number of a case. Write for example id:17')
    return given


_EXAMPLES = {"before": "2026-11-24", "after": "2026-11-24", "id": "17"}


def _check_moment(key: str, value: str, zone: str) -> None:
    try:
        moment_of(value, zone)
    except (ValueError, OverflowError) as error:
        said = f'filter: {key}: "{value}" is not a date'
        raise UsageError(f"{said}. Write for example {key}:2026-11-24 or {key}:2026-11-24T09:30") from error


def _meant(given: str, accepted: Sequence[str], form: str) -> str:
    near = nearest(given, accepted)
    return f" Did you mean {form.format(near)}?" if near else ""


def nearest(given: str, accepted: Sequence[str]) -> str:
    """Give the accepted name that is most like the given one, or begins with it; nothing where none does."""
    lower = {name.casefold(): name for name in reversed(accepted)}
    begun = [name for name in lower if given and name.startswith(given.casefold())]
    near = difflib.get_close_matches(given.casefold(), lower, n=1) or begun
    return lower[near[0]] if near else ""


def unknown(key: str, value: str, known: Sequence[str]) -> UsageError:
    """Word that a name is not one of this installation's: the nearest one, else those that there are."""
    if near := nearest(value, known):
        return UsageError(f'filter: {key}: "{value}" is not known. Did you mean {key}:{_quoted(near)}?')
    listed = ", ".join(known[:MOST_NAMES]) + (", …" if len(known) > MOST_NAMES else "")
    return UsageError(f'filter: {key}: "{value}" is not known. ' + (f"There are {listed}" if known else f"There is no {key} yet"))
