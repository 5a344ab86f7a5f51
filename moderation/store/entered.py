"""Complaints entered by hand or by the form: what is known of their customers, receipts, and counts of who knocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, select, update
from sqlalchemy import insert as plain_insert

from moderation.store.base import LAST_KEY
from moderation.store.schema import cases, event
from moderation.store.tables.entered import entered, knock
from moderation.store.upsert import insert


@dataclass(frozen=True, slots=True)
class EnteredRecord:
    """How a complaint came that no scan found; `contact` is None where none was given, or where it was forgotten."""

    mention_id: int
    channel: str
    contact: str | None
    taken_by: str
    entered_at: datetime
    forgotten_at: datetime | None


_COLUMNS = tuple(entered.c[name] for name in EnteredRecord.__slots__)


def add(tx: Connection, record: EnteredRecord, *, key: str | None = None, receipt: str | None = None) -> None:
    """Keep how a complaint came; `key` and `receipt` are digests."""
    values = {name: getattr(record, name) for name in EnteredRecord.__slots__}
    tx.execute(plain_insert(entered).values(**values, key=key, receipt=receipt))


def of_case(tx: Connection, number: int) -> EnteredRecord | None:
    """Give how the complaint of a case came, None for one that a scan found."""
    joined = select(*_COLUMNS).join(cases, cases.c.mention_id == entered.c.mention_id)
    row = tx.execute(joined.where(cases.c.id == min(number, LAST_KEY))).one_or_none()
    return None if row is None else EnteredRecord(*row)


def case_by_key(tx: Connection, digest: str) -> int | None:
    """Give the case that was entered with a key before."""
    return _number(tx, entered.c.key == digest)


def case_by_receipt(tx: Connection, digest: str) -> int | None:
    """Give the case that a receipt is for."""
    return _number(tx, entered.c.receipt == digest)


def _number(tx: Connection, where: ColumnElement[bool]) -> int | None:
    wanted = select(cases.c.id).join(entered, cases.c.mention_id == entered.c.mention_id).where(where)
    found: Row[tuple[int]] | None = tx.execute(wanted).one_or_none()
    return None if found is None else found.id


def forget(tx: Connection, before: datetime, now: datetime) -> int:
    """Forget the contacts of customers whose cases ended before a moment and were not touched since; give how many."""
    # Asked of each contact that is still kept, which are few, and not of every case that ever ended.
    later = exists().where(event.c.case_id == cases.c.id, event.c.at > before)
    ended = exists().where(cases.c.mention_id == entered.c.mention_id, cases.c.open.is_(False), ~later)
    wanted = update(entered).where(entered.c.contact.is_not(None), ended)
    return tx.execute(wanted.values(contact=None, forgotten_at=now)).rowcount


def knocks(tx: Connection, kind: str, who: str, hour: datetime) -> int:
    """Give how often somebody came in an hour."""
    wanted = select(knock.c.times).where(knock.c.kind == kind, knock.c.who == who, knock.c.hour == hour)
    return tx.execute(wanted).scalar() or 0


def count_knock(tx: Connection, kind: str, who: str, hour: datetime) -> int:
    """Count one more, and give how many there are in this hour."""
    fresh = insert(tx, knock).values(kind=kind, who=who, hour=hour, times=1)
    again = fresh.on_conflict_do_update(index_elements=["kind", "who", "hour"], set_={"times": knock.c.times + 1})
    return int(tx.execute(again.returning(knock.c.times)).scalar_one())


def sweep_knocks(tx: Connection, before: datetime) -> None:
    """Throw away the counts of hours before a moment."""
    tx.execute(delete(knock).where(knock.c.hour < before))
