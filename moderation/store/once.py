"""Requests named by a key in the database: claimed before the act, ended with its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from moderation.store.tables.once import idempotency
from moderation.store.upsert import insert

KEPT = timedelta(hours=24)  # how long an answer can be had again
STALE = timedelta(minutes=5)  # a claim without an end that is older was left by a process that died


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request named by a key: whose, which key, and the digest of what is asked for."""

    login: str
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a request that came before: its digest, and its answer once it has ended."""

    fingerprint: str
    body: str | None
    headers: Mapping[str, str] | None


def claim(tx: Connection, ticket: Ticket, now: datetime) -> Kept | None:
    """Claim a key for a request; None where it is this request's now, else what stands under the key."""
    mine = _mine(ticket)
    over = or_(idempotency.c.made_at <= now - KEPT, and_(idempotency.c.ended_at.is_(None), idempotency.c.made_at <= now - STALE))
    tx.execute(delete(idempotency).where(mine, over))
    row = {"login": ticket.login, "key": ticket.key, "fingerprint": ticket.fingerprint, "made_at": now}
    # PostgreSQL lets a second one wait here until the first has ended; SQLite has let it wait before.
    claimed = insert(tx, idempotency).values(row).on_conflict_do_nothing().returning(idempotency.c.key)
    if tx.execute(claimed).one_or_none() is not None:
        return None
    columns = (idempotency.c.fingerprint, idempotency.c.body, idempotency.c.headers)
    return Kept(*tx.execute(select(*columns).where(mine)).one())


def keep(tx: Connection, ticket: Ticket, status: int, body: str, headers: Mapping[str, str], now: datetime) -> None:
    """Keep the answer of a request that was claimed."""
    values = {"status": status, "body": body, "headers": dict(headers), "ended_at": now}
    tx.execute(update(idempotency).where(_mine(ticket)).values(values))


def let_go(tx: Connection, ticket: Ticket) -> None:
    """Forget a claim whose request was refused: nothing was done, and the key may be used again."""
    tx.execute(delete(idempotency).where(_mine(ticket), idempotency.c.ended_at.is_(None)))


def sweep(tx: Connection, now: datetime) -> None:
    """Forget what is no longer kept."""
    tx.execute(delete(idempotency).where(idempotency.c.made_at <= now - KEPT))


def _mine(ticket: Ticket) -> ColumnElement[bool]:
    return and_(idempotency.c.login == ticket.login, idempotency.c.key == ticket.key)
