"""What the figures of a week are counted from, read in one go: mentions, case histories, complaints, scans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, func, or_, select

from moderation.case import Event
from moderation.records import CaseRecord
from moderation.store import cases as store_cases
from moderation.store.mentions import MOST_PARAMETERS
from moderation.store.schema import cases, event, mention, scan, tags

EXCERPT = 600  # characters of a complaint that are read; a letter shows fewer


@dataclass(frozen=True, slots=True)
class Heard:
    """One mention as it counts; `complaint` is the classifier's answer, None where the mention has no tags."""

    site: str
    brand: str
    first_seen: datetime
    outcome: str
    complaint: bool | None
    sentiment: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """How one scan ended."""

    site: str
    ended: datetime
    verdict: str
    error: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """Who wrote the complaint of a case, and how it begins."""

    author: str
    excerpt: str


def heard(tx: Connection, starts: datetime, ends: datetime) -> tuple[Heard, ...]:
    """List the mentions that were first seen from `starts` to before `ends`."""
    m = mention.c
    found = (
        select(m.site, m.brand, m.first_seen, m.outcome, tags.c.complaint, tags.c.sentiment)
        .select_from(mention.outerjoin(tags, tags.c.mention_id == m.id))
        .where(and_(m.first_seen >= starts, m.first_seen < ends))
        .order_by(m.first_seen, m.id)
    )
    return tuple(Heard(*row) for row in tx.execute(found))


def visits(tx: Connection, starts: datetime, ends: datetime) -> tuple[Visit, ...]:
    """List the scans that ended from `starts` to before `ends`, in order."""
    columns = (scan.c.site, scan.c.ended, scan.c.verdict, scan.c.error)
    found = select(*columns).where(and_(scan.c.ended >= starts, scan.c.ended < ends)).order_by(scan.c.ended, scan.c.id)
    return tuple(Visit(*row) for row in tx.execute(found))


def histories(tx: Connection, since: datetime, until: datetime) -> Iterator[tuple[CaseRecord, tuple[Event, ...]]]:
    """Give the cases received before `until`, with all their events, but for those that had ended before `since`.

    A case that is open, or to which anything happened since, may have been open then.
    """
    touched = exists().where(and_(event.c.case_id == cases.c.id, event.c.at >= since))
    return store_cases.histories(tx, and_(cases.c.received_at < until, or_(cases.c.open.is_(True), touched)))


def complaints(tx: Connection, numbers: Sequence[int]) -> Mapping[int, Complaint]:
    """Give the complaints of these cases by case number."""
    begins = func.substr(mention.c.body, 1, EXCERPT)
    wanted = select(cases.c.id, mention.c.author, mention.c.headline, begins).join(mention, mention.c.id == cases.c.mention_id)
    found = {}
    for start in range(0, len(numbers), MOST_PARAMETERS):
        part = numbers[start : start + MOST_PARAMETERS]
        for number, author, headline, text in tx.execute(wanted.where(cases.c.id.in_(part))):
            found[number] = Complaint(author or "", ". ".join(filter(None, (headline, text))))
    return found
