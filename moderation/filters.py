"""The filter of the queue, one grammar for command line, API and page: `status:received site:otzovik due:overdue`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from config.errors import UsageError
from moderation.case import Severity, Status


class Due(StrEnum):
    """Which deadlines are wanted."""

    OVERDUE = "overdue"
    TODAY = "today"
    WAITING = "waiting"


KEYS = ("status", "severity", "site", "brand", "topic", "owner", "language", "due")
OPEN, ALL, NOBODY = "open", "all", "nobody"
STATUSES = (OPEN, ALL, *Status)
# From the left, the first that fits: a quoted part, blanks, a comma, a mark that nobody closes, else plain letters.
_TOKEN = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*)"|«(?P<guillemets>[^»]*)»|(?P<blank>\s+)|(?P<comma>,)|(?P<open>["«])|[^\s,"«]+', re.S
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted: several values of a key mean any of them, several keys all of them. Without a status: open cases."""

    status: tuple[str, ...] = (OPEN,)
    severity: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    due: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        pairs = [(key, value) for key in KEYS for value in getattr(self, key)]
        return " ".join(f"{key}:{_quoted(value)}" for key, value in pairs if key != "status" or self.status != (OPEN,))


def _quoted(value: str) -> str:
    if re.fullmatch(r"[\w.-]+", value):
        return value
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def parse_filter(text: str) -> Filter:
    """Read a filter. Raises UsageError that quotes the word, lists what is accepted and gives an example."""
    found: dict[str, list[str]] = {}
    for first, *more in _words(text):
        key, colon, value = first.partition(":")
        if not colon or key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1)
            meant = f" Did you mean {near[0]}:…?" if near else ""
            raise UsageError(f'filter: "{first}" is not understood.{meant} Write one of {", ".join(f"{k}:…" for k in KEYS)}')
        found.setdefault(key, []).extend(_checked(key, [value, *more]))
    return Filter(**{key: tuple(dict.fromkeys(values)) for key, values in found.items()})


def _words(text: str) -> Iterator[list[str]]:
    """Give each word as its parts between commas; quotation marks hold blanks and commas together."""
    word: list[str] = []
    for token in _TOKEN.finditer(text):
        if token["open"]:
            raise UsageError(f'filter: a quotation mark is not closed in: {text}. Write for example brand:"Белый ветер"')
        if token["blank"]:
            if word:
                yield word
            word = []
        elif token["comma"]:
            word = [*(word or [""]), ""]
        else:
            plain = token["quoted"] is None and token["guillemets"] is None
            part = token[0] if plain else re.sub(r"\\(.)", r"\1", token["quoted"] or "", flags=re.S) + (token["guillemets"] or "")
            word = [*word[:-1], (word[-1] if word else "") + part]
    if word:
        yield word


def _checked(key: str, values: Sequence[str]) -> list[str]:
    accepted = {"status": STATUSES, "severity": tuple(Severity), "due": tuple(Due)}.get(key)
    given = [value for value in values if value]
    if not given:
        raise UsageError(f"filter: {key}: has no value. Write for example {key}:{accepted[0] if accepted else 'name'}")
    for value in given:
        if accepted is not None and value not in accepted:
            raise UsageError(f'filter: {key}: "{value}" is not one of {", ".join(accepted)}')
    return given
