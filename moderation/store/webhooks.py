"""What other programs are told, in the database: written with its event, claimed before it is sent, settled afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from moderation.store import bulk
from moderation.store.base import LAST_KEY
from moderation.store.schema import memory
from moderation.store.tables.webhooks import delivery
from moderation.store.upsert import insert as upsert

WAITING, DONE, FAILED = "waiting", "done", "failed"
LEASE = timedelta(minutes=5)  # longer than one try may take: whoever claimed it and has not settled it is dead
KEPT_DONE, KEPT_FAILED = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """A message to another program; `status` is the last HTTP status that it answered, `why` what was wrong."""

    id: int
    message: str
    hook: str
    case_id: int | None
    type: str
    body: str
    state: str
    tries: int
    status: int | None
    why: str
    made_at: datetime
    next_at: datetime
    ended_at: datetime | None


_COLUMNS = tuple(delivery.c[name] for name in DeliveryRecord.__slots__)


@dataclass(frozen=True, slots=True)
class New:
    """A message about to be kept."""

    message: str
    hook: str
    case_id: int | None
    type: str
    body: str


def put(tx: Connection, told: Sequence[New], now: datetime) -> None:
    """Keep messages, to be sent at once."""
    fixed = {"state": WAITING, "tries": 0, "why": "", "made_at": now, "next_at": now}
    rows = [
        {"message": one.message, "hook": one.hook, "case_id": one.case_id, "type": one.type, "body": one.body, **fixed}
        for one in told
    ]
    bulk.write(tx, insert(delivery), rows)


def due(tx: Connection, now: datetime, but: Collection[str], limit: int) -> tuple[DeliveryRecord, ...]:
    """List what is to be sent now, the oldest first, but not that of some hooks."""
    wanted = and_(delivery.c.state == WAITING, delivery.c.next_at <= now, delivery.c.hook.not_in(but))
    rows = tx.execute(select(*_COLUMNS).where(wanted).order_by(delivery.c.next_at, delivery.c.id).limit(limit))
    return tuple(DeliveryRecord(*row) for row in rows)


def claim(tx: Connection, found: DeliveryRecord, now: datetime) -> bool:
    """Take a message for one try; of several that want it only one gets it."""
    mine = and_(
        delivery.c.id == found.id, delivery.c.state == WAITING, delivery.c.tries == found.tries, delivery.c.next_at <= now
    )
    return tx.execute(update(delivery).where(mine).values(tries=found.tries + 1, next_at=now + LEASE)).rowcount == 1


def settle(
    tx: Connection, number: int, state: str, now: datetime, *, status: int | None, why: str, next_at: datetime | None = None
) -> None:
    """Write down what became of a try; what is done stays done."""
    ended = None if state == WAITING else now
    values = {"state": state, "status": status, "why": why, "ended_at": ended} | ({} if next_at is None else {"next_at": next_at})
    tx.execute(update(delivery).where(delivery.c.id == number, delivery.c.state != DONE).values(values))


def anew(tx: Connection, number: int, now: datetime) -> DeliveryRecord | None:
    """Let a message be sent once more, under the same id; give it, None where there is none."""
    values = {"state": WAITING, "tries": 0, "why": "", "made_at": now, "next_at": now, "ended_at": None}
    tx.execute(update(delivery).where(delivery.c.id == number).values(values)) if 0 < number <= LAST_KEY else None
    return one(tx, number)


def one(tx: Connection, number: int) -> DeliveryRecord | None:
    """Give one message."""
    if not 0 < number <= LAST_KEY:
        return None
    row = tx.execute(select(*_COLUMNS).where(delivery.c.id == number)).one_or_none()
    return None if row is None else DeliveryRecord(*row)


def numbered(tx: Connection, message: str) -> DeliveryRecord | None:
    """Give the message of an id."""
    row = tx.execute(select(*_COLUMNS).where(delivery.c.message == message)).one_or_none()
    return None if row is None else DeliveryRecord(*row)


def troubled(tx: Connection, limit: int) -> tuple[DeliveryRecord, ...]:
    """List the newest messages that have failed, or were tried in vain so far."""
    wanted = or_(delivery.c.state == FAILED, and_(delivery.c.state == WAITING, delivery.c.why != ""))
    rows = tx.execute(select(*_COLUMNS).where(wanted).order_by(delivery.c.id.desc()).limit(limit))
    return tuple(DeliveryRecord(*row) for row in rows)


def counts(tx: Connection) -> dict[tuple[str, str], tuple[int, datetime | None]]:
    """Count messages by hook and state, with the moment at which the last one ended."""
    wanted = select(delivery.c.hook, delivery.c.state, func.count(), func.max(delivery.c.ended_at))
    return {(row[0], row[1]): (row[2], row[3]) for row in tx.execute(wanted.group_by(delivery.c.hook, delivery.c.state))}


def sweep(tx: Connection, now: datetime) -> None:
    """Forget what has ended long ago."""
    done = and_(delivery.c.state == DONE, delivery.c.ended_at <= now - KEPT_DONE)
    failed = and_(delivery.c.state == FAILED, delivery.c.ended_at <= now - KEPT_FAILED)
    tx.execute(delete(delivery).where(or_(done, failed)))


def disabled(tx: Connection) -> Mapping[str, str]:
    """Give the hooks that asked not to be told any more, each with the address that said so."""
    prefix = "webhook "
    rows = tx.execute(select(memory.c.name, memory.c.value).where(memory.c.name.startswith(prefix)))
    return {name.removeprefix(prefix): url for name, url in rows}


def disable(tx: Connection, hook: str, url: str, now: datetime) -> None:
    """Remember that the program at an address does not want to be told any more."""
    row = upsert(tx, memory).values(name=f"webhook {hook}", value=url, at=now)
    tx.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": url, "at": now}))


def enable(tx: Connection, hook: str) -> None:
    """Forget that a hook was disabled."""
    tx.execute(delete(memory).where(memory.c.name == f"webhook {hook}"))
