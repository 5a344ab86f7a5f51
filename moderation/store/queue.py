"""The queue as the database finds it: cases by what a filter wants, nearest deadline first, one page after another."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal, or_, select, tuple_

from moderation.filters import ALL, NOBODY, OPEN, Due
from moderation.records import QueueRow
from moderation.store import mentions
from moderation.store.cases import record_of
from moderation.store.schema import cases, mention, tags

if TYPE_CHECKING:
    from moderation.filters import Filter


def rows(
    tx: Connection, wanted: Filter, now: datetime, *, limit: int, after: tuple[datetime, int] | None = None
) -> list[QueueRow]:
    """List cases for the queue, nearest deadline first."""
    query = (
        select(cases, *_COMPLAINT, tags.c.sentiment)
        .select_from(cases.join(mention, cases.c.mention_id == mention.c.id).outerjoin(tags, tags.c.mention_id == mention.c.id))
        .order_by(cases.c.next_due, cases.c.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(cases.c.next_due, cases.c.id) > tuple_(*_bound(after)))
    return [_queue_row(row) for row in tx.execute(_filtered(query, wanted, now))]


def _bound(after: tuple[datetime, int]) -> tuple[Any, Any]:
    # With their types, or the moment would be bound as it is and not in the form in which it is stored.
    return literal(after[0], cases.c.next_due.type), literal(after[1], cases.c.id.type)


_COMPLAINT = (
    mention.c.author,
    mention.c.headline,
    mention.c.body,
    mention.c.url,
    mention.c.language,
    mention.c.rating_value,
    mention.c.rating_best,
    mention.c.rating_worst,
    mention.c.rating_raw,
    mention.c.published,
    mention.c.first_seen,
    mention.c.edits,
    mention.c.withdrawn_at,
)


def _filtered(query: Select[Any], wanted: Filter, now: datetime) -> Select[Any]:
    if ALL not in wanted.status:
        named = [status for status in wanted.status if status != OPEN]
        either = [cases.c.status.in_(named)] if named else []
        query = query.where(or_(*either, *([cases.c.open.is_(True)] if OPEN in wanted.status else [])))
    columns = {"severity": cases.c.severity, "site": cases.c.site, "brand": cases.c.brand, "language": mention.c.language}
    for key, column in columns.items():
        if values := getattr(wanted, key):
            query = query.where(column.in_(values))
    if wanted.topic:
        query = query.where(or_(*(cases.c.topics.contains(f",{topic},", autoescape=True) for topic in wanted.topic)))
    if wanted.owner:
        nobody = [cases.c.owner.is_(None)] if NOBODY in wanted.owner else []
        query = query.where(or_(cases.c.owner.in_(wanted.owner), *nobody))
    if wanted.due:
        query = query.where(or_(*(_due(Due(due), now) for due in wanted.due)))
    return query


def _due(due: Due, now: datetime) -> ColumnElement[bool]:
    if due is Due.OVERDUE:
        return cases.c.next_due < now
    if due is Due.TODAY:  # within 24 hours, not to midnight: what is due at one in the morning is work for now
        return cases.c.next_due < now + timedelta(days=1)
    return cases.c.waiting_until > now


def count_open(tx: Connection) -> int:
    """Count the cases in which somebody still has something to do."""
    return tx.execute(select(func.count()).select_from(cases).where(cases.c.open.is_(True))).scalar_one()


def _queue_row(row: Row[Any]) -> QueueRow:
    return QueueRow(
        case=record_of(row),
        author=row.author,
        headline=row.headline,
        body=row.body,
        url=row.url,
        language=row.language,
        rating=mentions.rating_of(row),
        published=row.published,
        first_seen=row.first_seen,
        edits=row.edits,
        withdrawn=row.withdrawn_at is not None,
        sentiment=row.sentiment,
    )
