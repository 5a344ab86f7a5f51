"""What full-text search shows: mentions that hold the words asked for, each with its case, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from crawler.items import Rating
from moderation.case import Status
from moderation.store import mentions
from moderation.store.schema import cases, mention


@dataclass(frozen=True, slots=True)
class Found:
    """A mention as a line of what was found; `case_id` and `status` are those of its case, where it has one."""

    id: int
    site: str
    brand: str
    url: str
    author: str | None
    headline: str | None
    body: str
    language: str | None
    rating: Rating | None
    published: datetime | None
    first_seen: datetime
    withdrawn: bool
    outcome: str
    case_id: int | None
    status: Status | None


_RATING = (mention.c.rating_value, mention.c.rating_best, mention.c.rating_worst, mention.c.rating_raw)
_LINE: Select[Any] = select(
    mention.c.id,
    mention.c.site,
    mention.c.brand,
    mention.c.url,
    mention.c.author,
    mention.c.headline,
    mention.c.body,
    mention.c.language,
    *_RATING,
    mention.c.published,
    mention.c.first_seen,
    mention.c.withdrawn_at,
    mention.c.outcome,
    cases.c.id.label("case_id"),
    cases.c.status,
).select_from(mention.outerjoin(cases, cases.c.mention_id == mention.c.id))


def lines(tx: Connection, keys: Sequence[int]) -> tuple[Found, ...]:
    """Give mentions by their ids, newest first."""
    if not keys:
        return ()
    return tuple(_found(row) for row in tx.execute(_LINE.where(mention.c.id.in_(keys)).order_by(mention.c.id.desc())))


def _found(row: Row[Any]) -> Found:
    return Found(
        id=row.id,
        site=row.site,
        brand=row.brand,
        url=row.url,
        author=row.author,
        headline=row.headline,
        body=row.body,
        language=row.language,
        rating=mentions.rating_of(row),
        published=row.published,
        first_seen=row.first_seen,
        withdrawn=row.withdrawn_at is not None,
        outcome=row.outcome,
        case_id=row.case_id,
        status=None if row.status is None else Status(row.status),
    )
