"""The filter of the queue, one grammar for command line, API and page: `status:received site:otzovik due:overdue`."""

from __future__ import annotations

import difflib
import shlex
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
        return " ".join(f"{key}:{_quoted(value)}" for key, value in pairs if (key, value) != ("status", OPEN))


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def parse_filter(text: str) -> Filter:
    """Read a filter. Raises UsageError that quotes the word, lists what is accepted and gives an example."""
    found: dict[str, list[str]] = {}
    for word in _split(text):
        key, colon, value = word.partition(":")
        if not colon or key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1)
            meant = f" Did you mean {near[0]}:…?" if near else ""
            raise UsageError(f'filter: "{word}" is not understood.{meant} Write one of {", ".join(f"{k}:…" for k in KEYS)}')
        found.setdefault(key, []).extend(_values(key, value))
    return Filter(**{key: tuple(dict.fromkeys(values)) for key, values in found.items()})


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text.replace("'", "\\'").replace("«", '"').replace("»", '"'))
    except ValueError as error:
        raise UsageError(f'filter: a quotation mark is not closed in: {text}. Write for example brand:"Белый ветер"') from error


def _values(key: str, value: str) -> list[str]:
    accepted = {"status": STATUSES, "severity": tuple(Severity), "due": tuple(Due)}.get(key)
    values = [part.strip() for part in value.split(",") if part.strip()]
    if not values:
        raise UsageError(f"filter: {key}: has no value. Write for example {key}:{accepted[0] if accepted else 'name'}")
    for part in values:
        if accepted is not None and part not in accepted:
            raise UsageError(f'filter: {key}: "{part}" is not one of {", ".join(accepted)}')
    return values
