"""The forms of a case: for each act the function of the desk, the fields of its form, and how a field is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from config.errors import UsageError
from moderation.case import Act
from moderation.desk import answering, customers, departments, ending, outcomes, owners, planning, terms
from moderation.moments import end_of_day
from moderation.money import hundredths
from moderation.queue import CaseView
from moderation.web import correcting


@dataclass(frozen=True, slots=True)
class Deed:
    """A function of the desk with the fields that its form has."""

    do: Callable[..., CaseView]
    fields: tuple[str, ...] = ()
    settings: bool = False  # whether the function wants the settings too


DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        Act.ACKNOWLEDGE: Deed(answering.acknowledge, ("url",)),
        Act.REPLY: Deed(answering.reply, ("text",)),
        Act.APPROVE: Deed(answering.approve, ("despite",)),
        Act.POST: Deed(answering.post, ("url", "how", "despite")),
        Act.PROMISE: Deed(terms.promise, ("until", "url", "why")),
        Act.KEEP: Deed(terms.keep, ("why",)),
        Act.DELAY: Deed(terms.delay, ("until", "why", "text", "url"), settings=True),
        Act.WAIT: Deed(terms.wait, ("until", "why")),
        Act.RESUME: Deed(terms.resume, ("why",)),
        Act.STAGE: Deed(planning.stage, ("op", "plan", "name", "stage", "owner", "due", "where", "why")),
        Act.HANDOVER: Deed(departments.handover, ("department", "due", "why", "text")),
        Act.RETURN: Deed(departments.take_back, ("why", "stage", "where")),
        Act.ASSIGN: Deed(owners.assign, ("owner",)),
        Act.ESCALATE: Deed(owners.escalate, ("why",)),
        Act.CORRECT: Deed(correcting.correct, correcting.FIELDS),
        Act.RESOLVE: Deed(outcomes.resolve, ("resolution", "cause", "reaction", "cost", "why")),
        Act.CONCEDE: Deed(customers.concede, ("give", "amount", "price", "margin", "why")),
        Act.LINK: Deed(customers.link, ("link", "answer", "other", "why")),
        Act.MERGE: Deed(customers.merge, ("other", "why")),
        Act.RESTRICT: Deed(customers.restrict, ("what", "until", "lift", "why")),
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
        if read is None or typed[name].strip() or (name == "until" and "lift" not in deed.fields)
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


def money_of(name: str, text: str, _timezone: str) -> float:
    """Read an amount from a form, with a point or a comma before its hundredths. Raises UsageError."""
    found = re.fullmatch(r"([0-9]{1,12})(?:[.,]([0-9]{1,2}))?", re.sub(r"\s", "", text))
    if found is None:
        raise UsageError(f'{name}: "{text[:40]}" is not an amount. Write it in digits, for example 12.50')
    return float(f"{found[1]}.{found[2] or 0}")


def amount_of(name: str, text: str, _timezone: str) -> int:
    """Read an amount of money from a form, in hundredths. Raises UsageError."""
    return hundredths(text, name)


# Fields that are no texts, by name; a form names its fields as the desk names its arguments.
_READERS: Mapping[str, Callable[[str, str, str], object]] = {
    "until": limit_of,
    "due": limit_of,
    "cost": money_of,
    "other": number_of,
    "stage": number_of,
    "link": number_of,
    "lift": number_of,
    "amount": amount_of,
    "price": amount_of,
}
