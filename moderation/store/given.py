"""What people decided about customers: restrictions, concessions, and facts that were told other than in a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from moderation.facts import Fact
from moderation.store.base import LAST_KEY
from moderation.store.mentions import MOST_PARAMETERS
from moderation.store.schema import person
from moderation.store.tables.customers import concession, noted, restriction


@dataclass(frozen=True, slots=True)
class RestrictionRecord:
    """A restriction: on what, until when, why and by whom, and who lifted it (C2)."""

    id: int
    case_id: int
    what: str
    why: str
    by: str
    at: datetime
    until: datetime
    lifted_by: str | None
    lifted_at: datetime | None
    lifted_why: str | None

    def holds(self, now: datetime) -> bool:
        """Say whether it is in force."""
        return self.lifted_at is None and self.at <= now < self.until


@dataclass(frozen=True, slots=True)
class ConcessionRecord:
    """What was given for a case, in hundredths; `beyond` says that a supervisor went beyond the table."""

    case_id: int
    give: str
    amount: int
    by: str
    at: datetime
    beyond: bool


_RESTRICTION = tuple(restriction.c[name] for name in RestrictionRecord.__slots__)
_NOTED = tuple(noted.c[name] for name in Fact.__slots__)
_CONCESSION = tuple(concession.c[name] for name in ConcessionRecord.__slots__)


def restrict(
    tx: Connection, number: int, key: int, *, what: str, why: str, by: str, at: datetime, until: datetime
) -> int:  # fmt: skip
    """Write a restriction of the author of a mention; give its number."""
    row = {"case_id": number, "mention_id": key, "what": what, "why": why, "by": by, "at": at, "until": until}
    written = tx.execute(insert(restriction).values(row).returning(restriction.c.id)).scalar_one()
    return int(written)


def lift(tx: Connection, number: int, *, by: str, at: datetime, why: str) -> bool:
    """Lift a restriction that is in force; give whether it was."""
    wanted = update(restriction).where(restriction.c.id == min(number, LAST_KEY), restriction.c.lifted_at.is_(None))
    return tx.execute(wanted.values(lifted_by=by, lifted_at=at, lifted_why=why)).rowcount == 1


def restrictions(tx: Connection, keys: Iterable[int]) -> tuple[RestrictionRecord, ...]:
    """List the restrictions of the authors of mentions, the newest first."""
    found: list[RestrictionRecord] = []
    known = sorted(set(keys))
    for start in range(0, len(known), MOST_PARAMETERS):
        part = known[start : start + MOST_PARAMETERS]
        found += [RestrictionRecord(*row) for row in tx.execute(select(*_RESTRICTION).where(restriction.c.mention_id.in_(part)))]
    return tuple(sorted(found, key=lambda one: -one.id))


def note(tx: Connection, number: int, key: int, fact: Fact) -> None:
    """Write a fact down."""
    row = {"case_id": number, "mention_id": key, "name": fact.name, "value": fact.value, "by": fact.by, "at": fact.at}
    tx.execute(insert(noted).values(row))


def noted_of(tx: Connection, keys: Iterable[int]) -> tuple[Fact, ...]:
    """List the facts that were written down for the authors of mentions, oldest first."""
    found: list[Fact] = []
    known = sorted(set(keys))
    for start in range(0, len(known), MOST_PARAMETERS):
        part = known[start : start + MOST_PARAMETERS]
        found += [Fact(*row) for row in tx.execute(select(*_NOTED).where(noted.c.mention_id.in_(part)).order_by(noted.c.id))]
    return tuple(found)


def concede(tx: Connection, given: ConcessionRecord) -> None:
    """Write down what was given."""
    tx.execute(insert(concession).values({name: getattr(given, name) for name in ConcessionRecord.__slots__}))


def concessions(tx: Connection, numbers: Iterable[int]) -> tuple[ConcessionRecord, ...]:
    """List what was given for cases, oldest first."""
    found: list[ConcessionRecord] = []
    known = sorted(set(numbers))
    for start in range(0, len(known), MOST_PARAMETERS):
        part = known[start : start + MOST_PARAMETERS]
        rows = tx.execute(select(*_CONCESSION).where(concession.c.case_id.in_(part)).order_by(concession.c.id))
        found += [ConcessionRecord(*row) for row in rows]
    return tuple(found)


def hold(tx: Connection, login: str) -> None:
    """Let a person give one thing after another: two at once would both find the same budget left."""
    tx.execute(select(person.c.login).where(person.c.login == login).with_for_update())


def spent(tx: Connection, login: str, since: datetime) -> int:
    """Add up what a person has given since a moment, in hundredths."""
    wanted = select(func.coalesce(func.sum(concession.c.amount), 0))
    return int(tx.execute(wanted.where(concession.c.by == login, concession.c.at >= since)).scalar_one())
