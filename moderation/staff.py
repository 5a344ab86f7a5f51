"""The staff: who may log in. Persons are added, disabled and enabled, never deleted, for the history names them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import Forbidden, Impossible, NotFound
from moderation.people import Role, valid_login
from moderation.store import people, sessions, tokens
from moderation.store.engine import alone

if TYPE_CHECKING:
    from moderation.people import Person
    from moderation.store.engine import Store


def add(store: Store, new: Person, now: datetime) -> None:
    """Add a person. Raises UsageError for a login that is taken."""
    with store.write() as tx:
        people.add(tx, new, now)


def everybody(store: Store) -> tuple[Person, ...]:
    """List all persons by login, the disabled ones too."""
    with store.read() as tx:
        return people.every(tx)


def admins(store: Store) -> tuple[Person, ...]:
    """List the admins who are not disabled."""
    return _admins(everybody(store))


def _admins(persons: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(person for person in persons if person.role is Role.ADMIN and not person.disabled)


def named(store: Store, login: str) -> Person:
    """Find a person, disabled or not. Raises UsageError for what cannot be a login, NotFound for nobody."""
    login = valid_login(login)
    with store.read() as tx:
        found = people.find(tx, login)
    if found is None:
        raise NotFound(f'there is no person "{login}". See who is there: otklik user list')
    return found


def enabled(store: Store, login: str) -> Person:
    """Find a person who may act. Raises as `named` does, and Forbidden for a disabled one."""
    found = named(store, login)
    if found.disabled:
        raise Forbidden(f"{found.login} is disabled. Enable the account first: otklik user enable {found.login}")
    return found


def disable(store: Store, login: str, now: datetime) -> Person:
    """Disable a person: sessions and links end, tokens are revoked. Raises NotFound, and Impossible for the only admin."""
    person = named(store, login)
    with store.write() as tx:
        alone(tx)  # two admins who disable each other at once would both be told that the other one is left
        if [admin.login for admin in _admins(people.every(tx))] == [person.login]:
            raise Impossible(f"{person.login} is the only admin. Add another first: otklik user add LOGIN --role admin")
        people.set_disabled(tx, person.login, True)
        sessions.end_all(tx, person.login)
        tokens.revoke_all(tx, person.login, now)
    return person


def enable(store: Store, login: str) -> Person:
    """Enable a disabled person; revoked tokens stay revoked. Raises NotFound."""
    person = named(store, login)
    with store.write() as tx:
        people.set_disabled(tx, person.login, False)
    return person
