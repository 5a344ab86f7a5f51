"""Notices to the staff: whom an event concerns, when a notice may leave the house, and how it is worded (A6, A8, B2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Protocol

from config.hours import DAYS, MIDNIGHT, interval
from moderation.acts import TOP
from moderation.case import Act
from moderation.people import Role
from moderation.workhours import Minutes, WorkingHours

if TYPE_CHECKING:
    from config.notices import Notices
    from moderation.case import Event
    from moderation.people import Person
    from moderation.state import State

# The events that somebody is told of; what a person did to a case of their own, that person knows.
TOLD = (Act.WARN, Act.ESCALATE, Act.UNCONFIRM, Act.ASSIGN, Act.RETURN)
CONTEXT = "notice"
# What notices and their letter say, in English; pages and letter take the words of their reader's language for it.
SENTENCES: Mapping[str, str] = {
    "warn-acknowledge": "the acknowledgement is nearly due",
    "warn-reply": "the reply is nearly due",
    "warn-promise": "a promise is nearly due",
    "warn-handover": "the term of the department is nearly over",
    "warn": "a term is nearly over",
    "escalate": "taken up the ladder to level %(level)s",
    "escalate-by": "%(who)s took it up the ladder to level %(level)s",
    "unconfirm": "no scan has seen our reply on the site in time",
    "assign-you": "%(who)s gave it to you",
    "assign-other": "%(who)s gave it to %(owner)s",
    "return": "%(who)s gave it back from the department",
}
FRAME: Mapping[str, str] = {
    "one": "Case %(n)s: %(what)s",
    "several": "Cases that need you: %(numbers)s",
    "more": "and others",
    "hello": "Hello, %(name)s",
    "due": "due %(moment)s",
    "was due": "was due %(moment)s",
    "open": "Open the case",
    "all": "All notices",
    "why": "You get this because these cases are yours, or because you answer for their level of the ladder.",
    "zone": "Times are in the zone %(zone)s.",
    "rest": "Further notices stand in the list: %(n)s.",
}
_INSTANT = timedelta(microseconds=1)


class Words(Protocol):
    """A catalogue of one language, as gettext has it."""

    def pgettext(self, context: str, message: str) -> str:
        """Translate a text in its context."""


def concerned(event: Event, before: State, after: State, owners: Iterable[str], persons: Iterable[Person]) -> tuple[str, ...]:
    """Name the logins whom an event concerns; `owners` are those of the ladder's level at which the case stands now.

    The owner of the case; where it is nobody's, the owners of its level; and with a climb those of the new level too.
    """
    active = {person.login: person for person in persons if not person.disabled}
    kept = {owner for owner in (before.owner, after.owner) if owner in active}
    if event.act is Act.ESCALATE or (event.act is not Act.ASSIGN and not kept):
        kept.update(login for owner in owners for login in behind(owner, active.values()))
    return tuple(sorted(str(login) for login in kept if login in active and login != event.by))


def behind(owner: str, persons: Iterable[Person]) -> tuple[str, ...]:
    """Give the logins behind an owner of the ladder: a person, or everybody of a role.

    Where nobody has the role, those above it, else the highest that there are: somebody is always told.
    """
    _, colon, name = owner.partition(":")
    if not colon:
        return (owner,)
    everybody, role = tuple(persons), Role(name)
    found = tuple(person.login for person in everybody if person.role is role)
    if found or not everybody:
        return found
    highest = max((person.role for person in everybody), key=lambda held: held.rank)
    enough = role if highest.covers(role) else highest
    return tuple(person.login for person in everybody if person.role.covers(enough))


def key_of(event: Event) -> str:
    """Name what happened for ever: the step of the ladder, or the act of a person by its place in the history."""
    return str(event.data.get("key") or f"{event.act}:{event.seq}")


def urgent(event: Event, after: State, rules: Notices) -> bool:
    """Say whether a notice waits for nothing: the case has come to the management, and its severity is one of those."""
    return event.act is Act.ESCALATE and after.level >= TOP and str(after.severity) in rules.at_once


def goes_at(made: datetime, rules: Notices, timezone: str, *, now: bool = False) -> datetime:
    """Give the moment when a notice leaves the house: after it has waited for others, and outside quiet hours."""
    return made if now else open_from(made + rules.batch, rules, timezone)


def open_from(moment: datetime, rules: Notices, timezone: str) -> datetime:
    """Give the first moment from this one on that is not quiet."""
    hours = _awake(rules.quiet, rules.days, timezone)
    return hours.add(moment, _INSTANT) - _INSTANT if not hours.between(moment, moment + _INSTANT) else moment.astimezone(UTC)


@cache
def _awake(quiet: str | None, days: tuple[str, ...], timezone: str) -> WorkingHours:
    minutes = _outside(quiet)
    return WorkingHours(timezone, tuple(minutes if day in days else () for day in DAYS))


def _outside(quiet: str | None) -> Minutes:
    if quiet is None:
        return ((0, MIDNIGHT),)
    start, end = interval(quiet)
    if end > MIDNIGHT:
        return ((end - MIDNIGHT, start),)
    return tuple((opens, closes) for opens, closes in ((0, start), (end, MIDNIGHT)) if opens < closes)


def sentence(event: Event, login: str, names: Mapping[str, str], words: Words) -> str:
    """Say to a person what happened."""
    owner, who = str(event.data.get("owner") or ""), names.get(event.by, event.by)
    level = str(event.data.get("level") or "")
    said = words.pgettext(CONTEXT, SENTENCES[_kind(event, login)])
    return said % {"level": level, "who": who, "owner": names.get(owner, owner)}


def _kind(event: Event, login: str) -> str:
    if event.act is Act.WARN:
        named = f"warn-{event.data.get('clock')}"
        return named if named in SENTENCES else "warn"
    if event.act is Act.ASSIGN:
        return "assign-you" if event.data.get("owner") == login else "assign-other"
    if event.act is Act.ESCALATE:
        return "escalate" if event.by.startswith("machine:") else "escalate-by"
    return str(event.act)
