"""One-time login links and sessions in the database, known by the sha256 of their secrets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from moderation.people import Person
from moderation.store.people import as_person
from moderation.store.schema import login_link, person, session


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session with the person it belongs to."""

    person: Person
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """A login link: whose, until when, and when it was used."""

    login: str
    expires_at: datetime
    used_at: datetime | None


def add_link(tx: Connection, digest: str, login: str, expires_at: datetime) -> None:
    """Keep a login link."""
    tx.execute(insert(login_link).values(digest=digest, login=login, expires_at=expires_at))


def claim_link(tx: Connection, digest: str, now: datetime) -> bool:
    """Use a link up; give whether it was there to be used. Of two that try at once one succeeds."""
    unused = update(login_link).where(
        login_link.c.digest == digest, login_link.c.used_at.is_(None), login_link.c.expires_at > now
    )
    return tx.execute(unused.values(used_at=now)).rowcount == 1


def link(tx: Connection, digest: str) -> LinkRecord | None:
    """Look a link up, used or not."""
    wanted = select(login_link.c.login, login_link.c.expires_at, login_link.c.used_at).where(login_link.c.digest == digest)
    row = tx.execute(wanted).one_or_none()
    return None if row is None else LinkRecord(*row)


def add(tx: Connection, digest: str, login: str, now: datetime) -> None:
    """Keep a new session."""
    tx.execute(insert(session).values(digest=digest, login=login, created_at=now, seen_at=now))


def find(tx: Connection, digest: str) -> SessionRecord | None:
    """Look a session up, over or not."""
    columns = (person.c.login, person.c.name, person.c.role, person.c.disabled, session.c.created_at, session.c.seen_at)
    row = tx.execute(select(*columns).join_from(session, person).where(session.c.digest == digest)).one_or_none()
    return None if row is None else SessionRecord(as_person(row[:4]), row[4], row[5])


def touch(tx: Connection, digest: str, now: datetime) -> None:
    """Note when a session was seen last; it never goes back."""
    tx.execute(update(session).where(session.c.digest == digest, session.c.seen_at < now).values(seen_at=now))


def end(tx: Connection, digest: str) -> None:
    """Forget a session."""
    tx.execute(delete(session).where(session.c.digest == digest))


def end_all(tx: Connection, login: str) -> None:
    """Forget every session and every link of a person."""
    tx.execute(delete(session).where(session.c.login == login))
    tx.execute(delete(login_link).where(login_link.c.login == login))


def sweep(tx: Connection, *, created_before: datetime, seen_before: datetime, links_before: datetime) -> None:
    """Forget the sessions and links that have run out."""
    tx.execute(delete(session).where(or_(session.c.created_at <= created_before, session.c.seen_at <= seen_before)))
    tx.execute(delete(login_link).where(login_link.c.expires_at <= links_before))
