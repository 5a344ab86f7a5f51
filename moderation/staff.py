"""The staff: who may log in. Persons are added, disabled and enabled, never deleted, for the history names them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import Forbidden, Impossible, NotFound, UsageError
from config.settings import mail_address
from moderation.people import Role, valid_login
from moderation.store import people, sessions, tokens
from moderation.store.engine import alone
from moderation.words import LANGUAGES

if TYPE_CHECKING:
    from moderation.people import Person
    from moderation.store.engine import Store
    from moderation.store.people import Mailbox

LONGEST_MAIL = 254  # RFC 5321


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


def mailboxes(store: Store) -> dict[str, Mailbox]:
    """Give where and in which language everybody reads letters, by login."""
    with store.read() as tx:
        return people.mailboxes(tx)


def set_mailbox(store: Store, login: str, *, mail: str | None = None, language: str | None = None) -> Mailbox:
    """Write where a person gets notices, and in which language; None leaves a thing as it is, "" takes it away.

    Raises UsageError for what is no address or no language of otklik, NotFound.
    """
    person = named(store, login)
    mail = None if mail is None else _checked_mail(mail.strip())
    if language not in (None, "", *LANGUAGES):
        raise UsageError(f'language: "{language[:20]}" is not one that letters are written in. Write: {", ".join(LANGUAGES)}')
    with store.write() as tx:
        before = people.mailboxes(tx)[person.login]
        new_mail = before.mail if mail is None else mail or None
        people.set_mailbox(tx, person.login, new_mail, before.language if language is None else language or None)
        return people.mailboxes(tx)[person.login]


def _checked_mail(address: str) -> str:
    if len(address) > LONGEST_MAIL or not address.isascii():
        raise UsageError(f'mail: "{address[:60]}" cannot be written to. Write it as name@example.org')
    try:
        return mail_address(address)
    except ValueError as error:
        raise UsageError(f"mail: {error}") from None
