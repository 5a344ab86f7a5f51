"""Who acts at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.errors import UsageError
from moderation import staff

if TYPE_CHECKING:
    from moderation.people import Person
    from moderation.store.engine import Store


def acting_person(store: Store, login: str | None) -> Person:
    """Find who acts: the named person, else the only enabled admin. Raises NotFound, Forbidden, UsageError."""
    if login is not None:
        return staff.enabled(store, login)
    admins = staff.admins(store)
    if len(admins) == 1:  # one person alone need not say who it is; with two, the history would name the wrong one
        return admins[0]
    enabled = [person for person in staff.everybody(store) if not person.disabled]
    if not enabled:
        raise UsageError("there is nobody yet who could act. Add yourself: otklik user add LOGIN --role admin")
    logins = ", ".join(person.login for person in enabled)
    raise UsageError(f"say who acts: --as LOGIN or $OTKLIK_AS, one of {logins}. Add a person: otklik user add LOGIN")
