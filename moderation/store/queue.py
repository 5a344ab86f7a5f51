"""The queue as the database finds it: cases by what a filter wants, nearest deadline first, one page after another.

A page is found in one index that holds every column that a filter may ask for, in the order of the queue; only then are the few
rows of the page read. So no combination of filters costs more than one pass over that index. Words that many complaints hold are
looked for in the texts themselves, case after case, until the page is full: a list of all that hold them takes longer to make.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal, literal_column, or_, select, tuple_

from moderation.case import Status
from moderation.filters import ALL, ANY, NOBODY, NONE, OPEN, Due
from moderation.folding import BY, asked
from moderation.records import QueueRow
from moderation.store import finding, mentions
from moderation.store.base import LAST_KEY
from moderation.store.cases import record_of
from moderation.store.schema import cases, mention, tags

if TYPE_CHECKING:
    from moderation.filters import Filter
    from moderation.store.finding import Question

FEW = 2_000  # mentions: so many are looked up one by one sooner than the whole queue is read beside a list of them
MANY = 35_000  # mentions: of so many a page is sooner full by reading texts in order than by a list of all of them
WALK, LONGEST_WALK = 200, 6_000  # cases whose texts are read at once, and at all before the list is made nevertheless
MOST_NAMES = 100
Place = tuple[datetime, int]
After = Place


def rows(tx: Connection, wanted: Filter, now: datetime, *, limit: int, after: After | None = None) -> list[QueueRow]:
    """List cases for the queue, nearest deadline first."""
    conditions = _conditions(wanted, now)
    question = question_of(wanted)
    if question == ():
        return []
    few = None if question is None else finding.few(tx, question, FEW)
    if few is not None:
        conditions.append(cases.c.mention_id.in_(few))
    many = question is not None and few is None and finding.many(tx, question, MANY)
    found: list[Place] = []
    for part in _parts(tx, wanted, few=few is not None):
        where = and_(part, *conditions)
        walked = _walked(tx, where, question, limit, after) if question is not None and many else None
        if walked is None and question is not None and few is None:
            where = and_(where, _among(tx).in_(finding.matching(tx, question)))
        found += _places(tx, where, limit, after) if walked is None else walked
    return _lines(tx, [number for _, number in sorted(found)[:limit]])


def _walked(
    tx: Connection, where: ColumnElement[bool], question: Question, limit: int, after: After | None
) -> list[Place] | None:
    """Find the first cases whose text holds the words by reading it; None where that takes too long."""
    found: list[Place] = []
    read, size = 0, WALK
    while read < LONGEST_WALK:
        lines = tx.execute(_behind(_TEXTS.where(where).order_by(*_ORDER).limit(size), after)).all()
        holding = (line for line in lines if finding.found_in(question, line.headline, line.body, line.author))
        found += [(line.next_due, line.id) for line in islice(holding, limit - len(found))]
        if len(found) == limit or len(lines) < size:
            return found
        after, read, size = (lines[-1].next_due, lines[-1].id), read + size, size * 2
    return None


def _among(tx: Connection) -> ColumnElement[Any]:
    """Name the mention of a case so that SQLite reads the queue in its order, and does not look up every mention of the list."""
    return cases.c.mention_id if tx.dialect.name == "postgresql" else literal_column("+cases.mention_id")


def _parts(tx: Connection, wanted: Filter, *, few: bool) -> Iterator[ColumnElement[bool]]:
    """Give the open cases that are wanted and the ended ones, apart: the index holds them apart.

    Of a `few` cases that are found by their mentions SQLite is kept from reading that index.
    """
    column = literal_column("+cases.open") if few and tx.dialect.name == "sqlite" else cases.c.open
    for is_open, everything in ((True, {OPEN, ALL}), (False, {ALL})):
        named = [status for status in wanted.status if status not in (OPEN, ALL) and Status(status).open is is_open]
        if everything & set(wanted.status):
            yield column.is_(is_open)
        elif named:
            yield and_(column.is_(is_open), cases.c.status.in_(named))


_ORDER = (cases.c.next_due, cases.c.id)
_TEXTS: Select[Any] = select(*_ORDER, mention.c.headline, mention.c.body, mention.c.author).select_from(
    cases.join(mention, cases.c.mention_id == mention.c.id)
)


def _places(tx: Connection, where: ColumnElement[bool], limit: int, after: After | None) -> list[Place]:
    query = _behind(select(*_ORDER).where(where).order_by(*_ORDER).limit(limit), after)
    return [(row.next_due, row.id) for row in tx.execute(query)]


def _behind(query: Select[Any], after: After | None) -> Select[Any]:
    if after is None:
        return query
    # With their types, or the moment would be bound as it is and not in the form in which it is stored.
    bound = literal(after[0], cases.c.next_due.type), literal(after[1], cases.c.id.type)
    return query.where(tuple_(*_ORDER) > tuple_(*bound))


def _lines(tx: Connection, numbers: list[int]) -> list[QueueRow]:
    if not numbers:
        return []
    found = {row.id: _queue_row(row) for row in tx.execute(_LINE.where(cases.c.id.in_(numbers)))}
    return [found[number] for number in numbers]


_COMPLAINT = (
    mention.c.author,
    mention.c.headline,
    mention.c.body,
    mention.c.url,
    mention.c.rating_value,
    mention.c.rating_best,
    mention.c.rating_worst,
    mention.c.rating_raw,
    mention.c.published,
    mention.c.first_seen,
    mention.c.edits,
    mention.c.withdrawn_at,
)
_LINE: Select[Any] = select(cases, *_COMPLAINT, tags.c.sentiment).select_from(
    cases.join(mention, cases.c.mention_id == mention.c.id).outerjoin(tags, tags.c.mention_id == mention.c.id)
)


def _conditions(wanted: Filter, now: datetime) -> list[ColumnElement[bool]]:
    """Give what every key of a filter but the status asks of a case's row."""
    found: list[ColumnElement[bool]] = []
    if wanted.department:
        handed = [cases.c.department.is_not(None)] if ANY in wanted.department else []
        found.append(or_(cases.c.department.in_(wanted.department), *handed))
    for key in ("severity", "site", "brand", "language"):
        if values := getattr(wanted, key):
            found.append(cases.c[key].in_(values))
    for column, values in ((cases.c.topics, wanted.topic), (cases.c.risks, wanted.risk)):
        if values:
            found.append(or_(*(_lists(column, value) for value in values)))
    if wanted.owner:
        nobody = [cases.c.owner.is_(None)] if NOBODY in wanted.owner else []
        found.append(or_(cases.c.owner.in_(wanted.owner), *nobody))
    for column, values in ((cases.c.resolution, wanted.resolution), (cases.c.cause, wanted.cause)):
        if values:
            nothing = [column.is_(None)] if NONE in values else []
            found.append(or_(column.in_(values), *nothing))
    if wanted.level:
        found.append(cases.c.level.in_([int(level) for level in wanted.level]))
    if wanted.id:
        found.append(cases.c.id.in_([min(int(number), LAST_KEY) for number in wanted.id]))
    if wanted.due:
        found.append(or_(*(_due(Due(due), now) for due in wanted.due)))
    if wanted.mark:
        found.append(or_(*(_mark(mark, now) for mark in wanted.mark)))
    if (before := wanted.received_before) is not None:
        found.append(cases.c.received_at < before)
    if (since := wanted.received_from) is not None:
        found.append(cases.c.received_at >= since)
    return found


def _lists(column: ColumnElement[str], value: str) -> ColumnElement[bool]:
    return column.contains(f",{value},", autoescape=True)


def _due(due: Due, now: datetime) -> ColumnElement[bool]:
    if due is Due.OVERDUE:
        return cases.c.next_due < now
    if due is Due.TODAY:  # within 24 hours, not to midnight: what is due at one in the morning is work for now
        return cases.c.next_due < now + timedelta(days=1)
    return cases.c.waiting_until > now


def _mark(mark: str, now: datetime) -> ColumnElement[bool]:
    moving = {"late": Due.OVERDUE, "waiting": Due.WAITING}
    return _due(moving[mark], now) if mark in moving else _lists(cases.c.marks, mark)


def question_of(wanted: Filter) -> Question | None:
    """Give what a filter asks of the words of a complaint: None for nothing, an empty one for what no complaint can hold."""
    if not wanted.words and not wanted.author:
        return None
    words = asked(" ".join(wanted.words))
    if wanted.words and not words:
        return ()
    named = [asked(author, BY) for author in wanted.author]
    return tuple((*words, *name) for name in named if name) if wanted.author else (words,)


def knows(tx: Connection, key: str, value: str) -> bool:
    """Say whether any case has this value of a key that holds names."""
    holds = _lists(cases.c.topics, value) if key == "topic" else cases.c[key] == value
    return tx.execute(select(cases.c.id).where(holds).limit(1)).first() is not None


def names(tx: Connection, key: str) -> tuple[str, ...]:
    """List the values that cases have of a column that holds names."""
    found = select(cases.c[key]).where(cases.c[key].is_not(None)).distinct().order_by(cases.c[key]).limit(MOST_NAMES)
    return tuple(tx.execute(found).scalars())


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
