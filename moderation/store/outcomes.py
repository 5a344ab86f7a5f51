"""What outcomes are counted from: causes with their costs, what was done about them, and the marks of reviewed work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, exists, func, insert, select

from moderation.case import Act, Event, Status
from moderation.causes import Blamed, CauseAct, CauseEvent
from moderation.records import CaseRecord
from moderation.store import cases as store_cases
from moderation.store import upsert
from moderation.store.schema import cases, event
from moderation.store.tables.outcomes import cause_event, score


def blamed(tx: Connection, until: datetime) -> tuple[Blamed, ...]:
    """List every case whose cause was recorded by a moment, with all that it had cost by then."""
    wanted = (
        select(cases.c.id, cases.c.received_at, event.c.act, event.c.data)
        .join(event, event.c.case_id == cases.c.id)
        .where(cases.c.cause.is_not(None), event.c.act.in_((str(Act.CONCEDE), str(Act.RESOLVE))), event.c.at <= until)
        .order_by(cases.c.id, event.c.seq)
    )
    # Not the column of the case: a cause recorded later must not change what an earlier letter said.
    found: dict[int, _Costs] = {}
    for number, received_at, act, data in tx.execute(wanted):
        found.setdefault(number, _Costs(received_at)).take(act, data)
    return tuple(Blamed(number, one.cause, one.received_at, one.cost) for number, one in found.items() if one.cause)


@dataclass(slots=True)
class _Costs:
    """What one case has cost, as its events are read one after another: all that was conceded, and the last word on the rest."""

    received_at: datetime
    cause: str = ""
    conceded: int = 0
    besides: int = 0

    @property
    def cost(self) -> int:
        return self.conceded + self.besides

    def take(self, act: str, data: Mapping[str, Any]) -> None:
        if act == Act.CONCEDE:
            self.conceded += int(data["amount"])
            return
        self.cause = str(data.get("cause") or "") or self.cause
        if data.get("cost") is not None:
            self.besides = int(data["cost"])


def decided(tx: Connection, starts: datetime, ends: datetime) -> Iterator[tuple[CaseRecord, tuple[Event, ...]]]:
    """Give the cases of whose outcome something was recorded in an interval, with all their events."""
    told = and_(event.c.case_id == cases.c.id, event.c.act == str(Act.RESOLVE), event.c.at >= starts, event.c.at < ends)
    return store_cases.histories(tx, exists().where(told))


def first_received(tx: Connection) -> datetime | None:
    """Give when the first case was received."""
    return tx.execute(select(cases.c.received_at).order_by(cases.c.received_at).limit(1)).scalar()


def without_cause(tx: Connection, since: datetime) -> int:
    """Count the cases received since a moment that are answered or closed and whose cause nobody has recorded."""
    ended = (str(Status.REPLIED), str(Status.CONFIRMED), str(Status.CLOSED))
    where = and_(cases.c.received_at >= since, cases.c.cause.is_(None), cases.c.status.in_(ended))
    return tx.execute(select(func.count()).select_from(cases).where(where)).scalar_one()


def cause_events(tx: Connection) -> tuple[CauseEvent, ...]:
    """List what was done about the causes, each in order."""
    rows = tx.execute(select(cause_event).order_by(cause_event.c.cause, cause_event.c.seq))
    return tuple(CauseEvent(row.cause, row.seq, row.at, row.by, CauseAct(row.act), row.owner, row.why) for row in rows)


def add_cause_event(tx: Connection, happened: CauseEvent) -> None:
    """Append a line to the history of a cause; its number is the next one."""
    last = tx.execute(select(func.max(cause_event.c.seq)).where(cause_event.c.cause == happened.cause)).scalar() or 0
    values = {name: getattr(happened, name) for name in CauseEvent.__slots__}
    tx.execute(insert(cause_event).values({**values, "act": str(happened.act), "seq": last + 1}))


@dataclass(frozen=True, slots=True)
class ScoreRecord:
    """The score card of one person's work on one case: three marks from 1 to 5, by whom, of which week's sample."""

    case_id: int
    person: str
    week: str
    by: str
    speed: int
    accuracy: int
    completeness: int
    note: str
    at: datetime


_SCORE = tuple(score.c[name] for name in ScoreRecord.__slots__)


def put_score(tx: Connection, card: ScoreRecord) -> None:
    """Write a score card in the place of the one before."""
    values = {name: getattr(card, name) for name in ScoreRecord.__slots__}
    key = ["case_id", "person", "week"]
    fresh = upsert.insert(tx, score).values(values)
    tx.execute(fresh.on_conflict_do_update(index_elements=key, set_={k: v for k, v in values.items() if k not in key}))


def scores(tx: Connection, *, week: str | None = None, person: str | None = None) -> tuple[ScoreRecord, ...]:
    """List score cards, of a week's sample and of a person where they are given, the newest first."""
    wanted = select(*_SCORE).order_by(score.c.at.desc(), score.c.case_id)
    for column, value in ((score.c.week, week), (score.c.person, person)):
        wanted = wanted if value is None else wanted.where(column == value)
    return tuple(ScoreRecord(*row) for row in tx.execute(wanted))


def scores_between(tx: Connection, starts: datetime, ends: datetime) -> Iterable[ScoreRecord]:
    """List the score cards that were written in an interval."""
    wanted = select(*_SCORE).where(score.c.at >= starts, score.c.at < ends).order_by(score.c.at, score.c.case_id)
    return tuple(ScoreRecord(*row) for row in tx.execute(wanted))
