"""The staff, as pages name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.case import Act
from moderation.people import Person, may
from moderation.store import people

if TYPE_CHECKING:
    from moderation.context import Context


def names_of(context: Context) -> dict[str, str]:
    """Give the name of every person by login."""
    with context.store.read() as tx:
        return {person.login: person.name or person.login for person in people.every(tx)}


def assignable(context: Context) -> tuple[Person, ...]:
    """List those who can be given a case: who may work on one."""
    with context.store.read() as tx:
        return tuple(person for person in people.every(tx) if may(person, Act.REPLY))
