"""Notices to persons: the list of each, and the outbox from which letters are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, update

from moderation.case import Act, Event, Severity, Status
from moderation.store.base import LAST_KEY, NEVER
from moderation.store.schema import cases, event
from moderation.store.tables.notices import notice
from moderation.store.upsert import insert

# What becomes of a notice by mail. One that stays `sending` was left by a run that died: nobody knows whether the letter went.
WAITING, SENDING, SENT, REFUSED, UNCERTAIN, LISTED = "waiting", "sending", "sent", "refused", "uncertain", "listed"
MOST = 500  # notices of one letter


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """One notice to one person, with the event that it speaks of and its case as it stands now.

    `fate`: waiting, sending, sent, refused (given up), uncertain, or listed (it stands in the list only); `reason` says why.
    """

    id: int
    case_id: int
    login: str
    event: Event
    urgent: bool
    made_at: datetime
    due_at: datetime
    fate: str
    reason: str
    tries: int
    message_id: str | None
    sent_at: datetime | None
    read_at: datetime | None
    site: str
    brand: str
    severity: Severity
    status: Status
    next_clock: str | None
    next_due: datetime | None


def add(tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write notices; one that a person has already had of the same thing is left out."""
    for row in rows:
        fresh = insert(tx, notice).values(fate=WAITING, reason="", tries=0, **row)
        tx.execute(fresh.on_conflict_do_nothing(index_elements=["case_id", "key", "login"]))


def inbox(tx: Connection, login: str, *, unread: bool, limit: int, before: int | None = None) -> tuple[NoticeRecord, ...]:
    """List a person's notices, the newest first."""
    wanted = _records().where(notice.c.login == login).order_by(notice.c.id.desc()).limit(limit)
    wanted = wanted.where(notice.c.read_at.is_(None)) if unread else wanted
    wanted = wanted if before is None else wanted.where(notice.c.id < min(before, LAST_KEY))
    return tuple(_record(row) for row in tx.execute(wanted))


def unread(tx: Connection, login: str) -> int:
    """Count the notices that a person has not seen."""
    counted = select(func.count()).select_from(notice).where(notice.c.login == login, notice.c.read_at.is_(None))
    return int(tx.execute(counted).scalar_one())


def read(tx: Connection, login: str, now: datetime, *, upto: int | None = None, case: int | None = None) -> int:
    """Mark a person's notices as seen, those up to a number or of one case; give how many."""
    wanted = update(notice).where(notice.c.login == login, notice.c.read_at.is_(None))
    wanted = wanted if upto is None else wanted.where(notice.c.id <= min(upto, LAST_KEY))
    wanted = wanted if case is None else wanted.where(notice.c.case_id == min(case, LAST_KEY))
    return tx.execute(wanted.values(read_at=now)).rowcount


def doubt(tx: Connection, before: datetime, reason: str) -> None:
    """Mark what is found `sending` since long ago as uncertain."""
    left = and_(notice.c.fate == SENDING, notice.c.claimed_at < before)
    tx.execute(update(notice).where(left).values(fate=UNCERTAIN, reason=reason))


def due(tx: Connection, now: datetime, *, urgent: bool) -> tuple[str, ...]:
    """List whom a letter is due for; only `urgent` ones while it is quiet."""
    wanted = select(notice.c.login).where(notice.c.fate == WAITING, notice.c.due_at <= now, *_urgent(urgent))
    return tuple(tx.execute(wanted.distinct().order_by(notice.c.login)).scalars())


def waiting(tx: Connection, login: str, now: datetime, *, urgent: bool) -> tuple[NoticeRecord, ...]:
    """List what goes in a person's next letter: all that waits for its first try, and what is to be tried again by now."""
    ripe = or_(notice.c.due_at <= now, notice.c.tries == 0)
    wanted = _records().where(notice.c.login == login, notice.c.fate == WAITING, ripe, *_urgent(urgent))
    return tuple(_record(row) for row in tx.execute(wanted.order_by(notice.c.id).limit(MOST)))


def claim(tx: Connection, ids: Sequence[int], message_id: str, now: datetime) -> frozenset[int]:
    """Take notices for sending; give those that were still waiting, which are ours."""
    # One statement, so that of two runs at the same time only one finds each row to change.
    ours = update(notice).where(notice.c.id.in_(ids), notice.c.fate == WAITING)
    taken = ours.values(fate=SENDING, message_id=message_id, claimed_at=now, tries=notice.c.tries + 1).returning(notice.c.id)
    return frozenset(tx.execute(taken).scalars())


def settle(tx: Connection, ids: Sequence[int], fate: str, reason: str, **columns: datetime) -> None:
    """Write down what became of notices."""
    if ids:
        tx.execute(update(notice).where(notice.c.id.in_(ids)).values(fate=fate, reason=reason, **columns))


def _urgent(wanted: bool) -> tuple[ColumnElement[bool], ...]:
    return (notice.c.urgent.is_(True),) if wanted else ()


def _records() -> Select[Any]:
    happened = (event.c.at, event.c.by, event.c.act, event.c.why, event.c.data)
    of_case = (cases.c.site, cases.c.brand, cases.c.severity, cases.c.status, cases.c.next_clock, cases.c.next_due)
    joined = notice.join(event, and_(event.c.case_id == notice.c.case_id, event.c.seq == notice.c.seq)).join(
        cases, cases.c.id == notice.c.case_id
    )
    return select(notice, *happened, *of_case).select_from(joined)


def _record(row: Row[Any]) -> NoticeRecord:
    return NoticeRecord(
        id=row.id,
        case_id=row.case_id,
        login=row.login,
        event=Event(row.seq, row.at, row.by, Act(row.act), row.why, row.data),
        urgent=row.urgent,
        made_at=row.made_at,
        due_at=row.due_at,
        fate=row.fate,
        reason=row.reason,
        tries=row.tries,
        message_id=row.message_id,
        sent_at=row.sent_at,
        read_at=row.read_at,
        site=row.site,
        brand=row.brand,
        severity=Severity(row.severity),
        status=Status(row.status),
        next_clock=row.next_clock,
        next_due=None if row.next_due == NEVER else row.next_due,
    )
