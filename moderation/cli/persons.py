"""Who acts at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.errors import UsageError
from moderation.people import Role, valid_login
from moderation.store import people

if TYPE_CHECKING:
    from moderation.people import Person
    from moderation.store.engine import Store


def acting_person(store: Store, login: str | None) -> Person:
    """Find who acts: the named person, else the only enabled admin. Raises NotFound, Forbidden, UsageError."""
    if login is not None:
        from moderation.auth import known

        return known(store, valid_login(login))
    with store.read() as tx:
        enabled = [person for person in people.every(tx) if not person.disabled]
    admins = [person for person in enabled if person.role is Role.ADMIN]
    if len(admins) == 1:
        return admins[0]
    if not enabled:
        raise UsageError("there is nobody yet who could act. Add yourself: otklik user add LOGIN --role admin")
    logins = ", ".join(person.login for person in enabled)
    raise UsageError(f"say who acts: --as LOGIN or $OTKLIK_AS, one of {logins}. Add a person: otklik user add LOGIN")
