"""Cases and their events: appended, never changed; the index columns are written from the state that the events give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, exists, func, or_, select, update
from sqlalchemy import insert as plain_insert

from moderation.case import Act, Event, Severity, Status
from moderation.records import CaseFile, CaseRecord, ReplyRecord
from moderation.state import State
from moderation.store import bulk, mentions
from moderation.store.base import LAST_KEY, NEVER
from moderation.store.schema import cases, event, reply

if TYPE_CHECKING:
    from moderation.deadlines import Clock


WATCHED = timedelta(days=90)  # how long after its receipt the reply of a closed case is still looked for


@dataclass(frozen=True, slots=True)
class Opening:
    """A case about to be opened: its complaint, its severity, and its first event."""

    mention_id: int
    site: str
    brand: str
    severity: Severity
    topics: tuple[str, ...]
    first: Event
    language: str | None = None
    risks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """The columns by which the queue finds a case, computed from its state."""

    status: Status
    severity: Severity
    level: int
    next_clock: str | None
    next_due: datetime
    next_step: datetime
    owner: str | None
    department: str | None
    waiting_until: datetime | None
    resolution: str | None
    cause: str | None
    marks: str

    @property
    def columns(self) -> dict[str, Any]:
        """Give the columns with their values."""
        return {
            "status": str(self.status),
            "open": self.status.open,
            "severity": str(self.severity),
            "level": self.level,
            "next_clock": self.next_clock,
            "next_due": self.next_due,
            "next_step": self.next_step,
            "owner": self.owner,
            "department": self.department,
            "waiting_until": self.waiting_until,
            "resolution": self.resolution,
            "cause": self.cause,
            "marks": self.marks,
        }


def index_of(state: State, following: Clock | None, step: datetime | None) -> Index:
    """Compute the index columns of a case from its state, the clock that is due next and the moment of its next step."""
    last = state.pauses[-1] if state.pauses else None
    return Index(
        status=state.status,
        severity=state.severity,
        level=state.level,
        next_clock=None if following is None else str(following.kind),
        next_due=NEVER if following is None else following.due,
        next_step=NEVER if step is None else step,
        owner=state.owner,
        department=None if state.department is None else state.department.name,
        waiting_until=None if last is None else last.ends,
        resolution=state.resolution,
        cause=state.cause,
        marks=listed(state.marks),
    )


def stored_index(case: CaseRecord) -> Index:
    """Give the index columns of a case as they stand in its row."""
    return Index(
        status=case.status,
        severity=case.severity,
        level=case.level,
        next_clock=case.next_clock,
        next_due=due_of(case),
        next_step=NEVER if case.next_step is None else case.next_step,
        owner=case.owner,
        department=case.department,
        waiting_until=case.waiting_until,
        resolution=case.resolution,
        cause=case.cause,
        marks=listed(case.marks),
    )


def open_cases(tx: Connection, openings: Sequence[tuple[Opening, Index]]) -> dict[int, int]:
    """Open cases, each with its first event; give their numbers by mention."""
    if not openings:
        return {}
    rows = [
        {
            "mention_id": opening.mention_id,
            "site": opening.site,
            "brand": opening.brand,
            "language": opening.language,
            "risks": listed(opening.risks),
            "received_at": opening.first.at,
            "version": 1,
            "topics": listed(opening.topics),
            **index.columns,
        }
        for opening, index in openings
    ]
    bulk.write(tx, plain_insert(cases), rows)
    numbers = _numbers(tx, [opening.mention_id for opening, _ in openings])
    bulk.write(tx, plain_insert(event), [_event_row(numbers[opening.mention_id], opening.first) for opening, _ in openings])
    return numbers


def _numbers(tx: Connection, mention_ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(mention_ids), mentions.MOST_PARAMETERS):
        part = mention_ids[start : start + mentions.MOST_PARAMETERS]
        found.update(
            {
                row.mention_id: row.id
                for row in tx.execute(select(cases.c.mention_id, cases.c.id).where(cases.c.mention_id.in_(part)))
            }
        )
    return found


def listed(topics: Sequence[str]) -> str:
    """Write topics so that one of them is found by a LIKE: ",delivery,trust,"."""
    return f",{','.join(topics)}," if topics else ""


def _event_row(number: int, happened: Event) -> dict[str, Any]:
    return {
        "case_id": number,
        "seq": happened.seq,
        "at": happened.at,
        "by": happened.by,
        "act": str(happened.act),
        "why": happened.why,
        "data": dict(happened.data),
    }


def claim_version(tx: Connection, number: int, version: int) -> bool:
    """Move a case on from exactly this version; give whether it was still at it."""
    # One statement: two that act at once both read the old version, and the second finds no row to change.
    claimed = update(cases).where(and_(cases.c.id == number, cases.c.version == version)).values(version=version + 1)
    return tx.execute(claimed).rowcount == 1


def append(tx: Connection, number: int, happened: Event, index: Index, **columns: object) -> None:
    """Append one event and write the index columns that follow from it."""
    tx.execute(plain_insert(event).values(_event_row(number, happened)))
    tx.execute(update(cases).where(cases.c.id == number).values(**index.columns, **columns))


def write_index(tx: Connection, number: int, index: Index) -> None:
    """Write the index columns of a case anew."""
    tx.execute(update(cases).where(cases.c.id == number).values(**index.columns))


def append_all(tx: Connection, rows: Sequence[tuple[int, int, Event, Index]]) -> bool:
    """Append one event to each of many cases; False where one is not at the version that it was read at."""
    if not rows:
        return True
    moved = update(cases).where(and_(cases.c.id == bindparam("n"), cases.c.version == bindparam("was")))
    values = [{**index.columns, "n": number, "was": version, "version": version + 1} for number, version, _, index in rows]
    if tx.execute(moved, values).rowcount != len(rows):
        return False
    bulk.write(tx, plain_insert(event), [_event_row(number, happened) for number, _, happened, _ in rows])
    return True


def write_indexes(tx: Connection, rows: Sequence[tuple[int, Index]]) -> None:
    """Write the index columns of many cases anew."""
    if rows:
        values = [{**index.columns, "n": number} for number, index in rows]
        tx.execute(update(cases).where(cases.c.id == bindparam("n")), values)


def add_reply(tx: Connection, number: int, text: ReplyRecord) -> None:
    """Keep a drafted text."""
    values = {
        "case_id": number,
        "number": text.number,
        "author": text.author,
        "text": text.text,
        "drafted_at": text.drafted_at,
        "kind": text.kind,
    }
    tx.execute(plain_insert(reply).values(values))


def hold(tx: Connection, number: int) -> None:
    """Keep others from moving a case on before this transaction has ended; what is read of it from now on stays true."""
    if 0 < number <= LAST_KEY:  # PostgreSQL refuses a larger number, where there is simply no such case
        tx.execute(select(cases.c.id).where(cases.c.id == number).with_for_update())


def file(tx: Connection, number: int) -> CaseFile | None:
    """Give everything that is stored of a case."""
    row = _row(tx, number)
    if row is None:
        return None
    found = mentions.one(tx, row.mention_id)
    assert found is not None
    return CaseFile(
        record_of(row),
        found,
        events(tx, number),
        replies(tx, number),
        mentions.revisions(tx, row.mention_id) if found.edits else (),
    )


def _row(tx: Connection, number: int) -> Row[Any] | None:
    return tx.execute(select(cases).where(cases.c.id == number)).one_or_none() if 0 < number <= LAST_KEY else None


def record(tx: Connection, number: int) -> CaseRecord | None:
    """Give one case as the index knows it."""
    row = _row(tx, number)
    return None if row is None else record_of(row)


def events(tx: Connection, number: int) -> tuple[Event, ...]:
    """List the events of a case in order."""
    rows = tx.execute(_EVENTS.where(event.c.case_id == number).order_by(event.c.seq))
    return tuple(_event(row) for row in rows)


_EVENTS = select(event.c.case_id, event.c.seq, event.c.at, event.c.by, event.c.act, event.c.why, event.c.data)


def _event(row: Any) -> Event:
    _, seq, at, by, act, why, data = row
    return Event(seq, at, by, _ACTS[act], why, data)


_ACTS = {str(act): act for act in Act}


def replies(tx: Connection, number: int) -> tuple[ReplyRecord, ...]:
    """List the texts drafted for a case, oldest first."""
    columns = (reply.c.number, reply.c.author, reply.c.text, reply.c.drafted_at, reply.c.kind)
    rows = tx.execute(select(*columns).where(reply.c.case_id == number).order_by(reply.c.number))
    return tuple(ReplyRecord(*row) for row in rows)


def histories(tx: Connection, *where: ColumnElement[bool], held: bool = False) -> Iterator[tuple[CaseRecord, tuple[Event, ...]]]:
    """Give cases with their events, in order of their numbers; without a condition all of them. `held`: see `hold`."""
    wanted = select(cases).order_by(cases.c.id)
    wanted = wanted.with_for_update() if held else wanted
    found = [record_of(row) for row in tx.execute(wanted.where(*where) if where else wanted)]
    for start in range(0, len(found), mentions.MOST_PARAMETERS):
        part = found[start : start + mentions.MOST_PARAMETERS]
        told: dict[int, list[Event]] = {case.id: [] for case in part}
        for row in tx.execute(_EVENTS.where(event.c.case_id.in_(told)).order_by(event.c.case_id, event.c.seq)):
            told[row[0]].append(_event(row))
        yield from ((case, tuple(told[case.id])) for case in part)


def awaiting_confirmation(tx: Connection, site: str, now: datetime) -> Iterator[tuple[CaseRecord, tuple[Event, ...]]]:
    """Give the cases of a site whose reply was posted and is still looked for there.

    Among them those closed of late, and those that have a reply and are worked on again: it may have been lost, and come back.
    """
    # Locked, all of them (`held`), so that nobody at the desk moves one on between this look and the event that follows.
    answered = cases.c.status.in_((str(Status.REPLIED), str(Status.CONFIRMED)))
    late = and_(cases.c.status == str(Status.CLOSED), cases.c.received_at > now - WATCHED)
    again = and_(cases.c.status == str(Status.ACKNOWLEDGED), exists().where(reply.c.case_id == cases.c.id))
    return histories(tx, cases.c.site == site, or_(answered, late, again), held=True)


def open_histories(
    tx: Connection, numbers: Sequence[int] | None = None
) -> Iterator[tuple[CaseRecord, tuple[Event, ...]]]:  # fmt: skip
    """Give every open case, or those of these numbers that are open, with its events, held."""
    mine = () if numbers is None else (cases.c.id.in_(numbers),)
    return histories(tx, cases.c.open.is_(True), *mine, held=True)


def open_numbers(tx: Connection, after: int, upto: int) -> Sequence[int]:
    """List the numbers of the open cases after a number and up to another, in order."""
    wanted = select(cases.c.id).where(cases.c.open.is_(True), cases.c.id > after, cases.c.id <= upto)
    return tx.execute(wanted.order_by(cases.c.id)).scalars().all()


def last_number(tx: Connection) -> int:
    """Give the number of the newest case, 0 where there is none."""
    return tx.execute(select(func.max(cases.c.id))).scalar() or 0


def due_for_a_step(tx: Connection, now: datetime, *, after: int, limit: int) -> tuple[tuple[CaseRecord, tuple[Event, ...]], ...]:
    """Give the open cases for which the ladder or a warning is due, held: the first of those numbered above `after`."""
    due = (cases.c.open.is_(True), cases.c.next_step <= now, cases.c.id > after)
    numbers = tx.execute(select(cases.c.id).where(*due).order_by(cases.c.id).limit(limit)).scalars().all()
    return tuple(histories(tx, cases.c.id.in_(numbers), held=True)) if numbers else ()


def due_for_confirmation(tx: Connection, now: datetime) -> Iterator[tuple[CaseRecord, tuple[Event, ...]]]:
    """Give the cases with a posted reply that have something due: among them those whose reply should have been seen by now."""
    # The index names one clock only, and an overdue promise may stand before the one that waits for the reply.
    return histories(tx, cases.c.status == str(Status.REPLIED), cases.c.next_due <= now, held=True)


def due_of(case: CaseRecord) -> datetime:
    """Give the sort key of a case."""
    return NEVER if case.next_due is None else case.next_due


def record_of(row: Row[Any]) -> CaseRecord:
    return CaseRecord(
        id=row.id,
        mention_id=row.mention_id,
        site=row.site,
        brand=row.brand,
        severity=Severity(row.severity),
        received_at=row.received_at,
        version=row.version,
        status=Status(row.status),
        next_clock=row.next_clock,
        next_due=None if row.next_due == NEVER else row.next_due,
        owner=row.owner,
        waiting_until=row.waiting_until,
        topics=_parts(row.topics),
        language=row.language,
        risks=_parts(row.risks),
        level=row.level,
        department=row.department,
        next_step=None if row.next_step == NEVER else row.next_step,
        marks=_parts(row.marks),
        resolution=row.resolution,
        cause=row.cause,
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
