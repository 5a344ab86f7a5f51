"""API tokens in the database, known by the sha256 of their secrets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from moderation.people import Person, Scope
from moderation.store.people import as_person
from moderation.store.schema import person, token


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """An API token without its secret."""

    id: int
    login: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    seen_at: datetime | None
    revoked_at: datetime | None

    def valid(self, now: datetime) -> bool:
        """Say whether the token still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


_COLUMNS = (
    token.c.id,
    token.c.login,
    token.c.name,
    token.c.scopes,
    token.c.created_at,
    token.c.expires_at,
    token.c.seen_at,
    token.c.revoked_at,
)


def add(
    tx: Connection, digest: str, login: str, name: str, now: datetime, expires_at: datetime | None, scopes: tuple[Scope, ...]
) -> int:
    """Keep a new token and give its number."""
    row = {
        "digest": digest,
        "login": login,
        "name": name,
        "created_at": now,
        "expires_at": expires_at,
        "scopes": " ".join(scopes),
    }
    return int(tx.execute(insert(token).values(row).returning(token.c.id)).scalar_one())


def find(tx: Connection, digest: str) -> tuple[TokenRecord, Person] | None:
    """Look a token up by its digest, valid or not, with its person."""
    columns = (*_COLUMNS, person.c.login, person.c.name, person.c.role, person.c.disabled)
    row = tx.execute(select(*columns).join_from(token, person).where(token.c.digest == digest)).one_or_none()
    return None if row is None else (_record(row[: len(_COLUMNS)]), as_person(row[len(_COLUMNS) :]))


def every(tx: Connection) -> tuple[TokenRecord, ...]:
    """List all tokens, the oldest first, the revoked ones too."""
    return tuple(_record(row) for row in tx.execute(select(*_COLUMNS).order_by(token.c.id)))


def _record(row: Any) -> TokenRecord:
    number, login, name, scopes, *moments = row
    return TokenRecord(number, login, name, tuple(map(Scope, scopes.split())), *moments)


def touch(tx: Connection, number: int, now: datetime) -> None:
    """Note when a token was used last."""
    tx.execute(update(token).where(token.c.id == number).values(seen_at=now))


def revoke(tx: Connection, number: int, now: datetime) -> bool:
    """Revoke a token; give whether it was there and not revoked."""
    return (
        tx.execute(update(token).where(token.c.id == number, token.c.revoked_at.is_(None)).values(revoked_at=now)).rowcount == 1
    )


def revoke_all(tx: Connection, login: str, now: datetime) -> None:
    """Revoke every token of a person."""
    tx.execute(update(token).where(token.c.login == login, token.c.revoked_at.is_(None)).values(revoked_at=now))
