"""Persons in the database. Nobody is ever deleted: the history of cases names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from config.errors import UsageError
from moderation.people import Person, Role
from moderation.store.schema import person

_COLUMNS = (person.c.login, person.c.name, person.c.role, person.c.disabled)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where and in which language a person reads letters; without an address there are none."""

    login: str
    name: str
    mail: str | None
    language: str | None
    disabled: bool


def add(tx: Connection, new: Person, now: datetime) -> None:
    """Add a person. Raises UsageError for a login that is taken."""
    row = {"login": new.login, "name": new.name, "role": new.role.value, "disabled": new.disabled, "created_at": now}
    try:
        tx.execute(insert(person).values(row))
    except IntegrityError as error:
        raise UsageError(f'login: "{new.login}" is taken. Choose another one, or see who is there: otklik user list') from error


def find(tx: Connection, login: str) -> Person | None:
    """Find a person by login, None where there is nobody of that name."""
    row = tx.execute(select(*_COLUMNS).where(person.c.login == login)).one_or_none()
    return None if row is None else as_person(row)


def every(tx: Connection) -> tuple[Person, ...]:
    """List all persons by login, the disabled ones too."""
    return tuple(as_person(row) for row in tx.execute(select(*_COLUMNS).order_by(person.c.login)))


def mailboxes(tx: Connection) -> dict[str, Mailbox]:
    """Give where everybody reads letters, by login."""
    columns = (person.c.login, person.c.name, person.c.mail, person.c.language, person.c.disabled)
    return {row.login: Mailbox(*row) for row in tx.execute(select(*columns).order_by(person.c.login))}


def set_mailbox(tx: Connection, login: str, mail: str | None, language: str | None) -> None:
    """Write where and in which language a person reads letters."""
    tx.execute(update(person).where(person.c.login == login).values(mail=mail, language=language))


def set_disabled(tx: Connection, login: str, disabled: bool) -> bool:
    """Disable or enable a person; give whether that changed anything."""
    changed = update(person).where(person.c.login == login, person.c.disabled.is_(not disabled)).values(disabled=disabled)
    return tx.execute(changed).rowcount == 1


def as_person(row: Sequence[object]) -> Person:
    """Make a Person of its login, name, role and whether it is disabled."""
    login, name, role, disabled = row
    return Person(str(login), str(name), Role(str(role)), bool(disabled))
