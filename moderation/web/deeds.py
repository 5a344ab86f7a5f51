"""The forms of a case: for each act the function of the desk, the fields of its form, and how a field is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from config.errors import UsageError
from moderation.case import Act
from moderation.desk import answering, ending, owners, terms
from moderation.moments import end_of_day
from moderation.queue import CaseView


@dataclass(frozen=True, slots=True)
class Deed:
    """A function of the desk with the fields that its form has."""

    do: Callable[..., CaseView]
    fields: tuple[str, ...] = ()


DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        Act.ACKNOWLEDGE: Deed(answering.acknowledge, ("url",)),
        Act.REPLY: Deed(answering.reply, ("text",)),
        Act.APPROVE: Deed(answering.approve, ("despite",)),
        Act.POST: Deed(answering.post, ("url", "despite")),
        Act.PROMISE: Deed(terms.promise, ("until", "url", "why")),
        Act.KEEP: Deed(terms.keep, ("why",)),
        Act.DELAY: Deed(terms.delay, ("until", "why", "text", "url")),
        Act.WAIT: Deed(terms.wait, ("until", "why")),
        Act.RESUME: Deed(terms.resume, ("why",)),
        Act.ASSIGN: Deed(owners.assign, ("owner",)),
        Act.ESCALATE: Deed(owners.escalate, ("why",)),
        Act.CLOSE: Deed(ending.close, ("why",)),
        Act.DISMISS: Deed(ending.dismiss, ("why",)),
        Act.REOPEN: Deed(ending.reopen, ("why",)),
    }
)


def details_of(deed: Deed, typed: Mapping[str, str], timezone: str) -> dict[str, object]:
    """Read the fields of a form; an empty one that is no text is left to the desk. Raises UsageError."""
    readers = {name: _READERS.get(name) for name in deed.fields}
    return {
        name: typed[name] if read is None else read(name, typed[name], timezone)
        for name, read in readers.items()
        if read is None or typed[name].strip() or name == "until"
    }


def limit_of(name: str, text: str, timezone: str) -> datetime:
    """Read the date of a form as the end of that day in the settings' zone. Raises UsageError."""
    try:
        return end_of_day(date.fromisoformat(text.strip()), timezone)
    except (ValueError, OverflowError):
        raise UsageError(f'{name}: "{text[:40]}" is not a date. Write it as 2026-11-30') from None


def number_of(name: str, text: str, _timezone: str) -> int:
    """Read a whole number from a form. Raises UsageError."""
    found = text.strip()
    if found.isascii() and found.isdigit() and len(found) < 19:
        return int(found)
    raise UsageError(f'{name}: "{text[:40]}" is not a number. Write it in digits, for example 17')


# Fields that are no texts, by name; a form names its fields as the desk names its arguments.
_READERS: Mapping[str, Callable[[str, str, str], object]] = {
    "until": limit_of,
    "due": limit_of,
    "other": number_of,
    "stage": number_of,
}
