"""The earlier complaints of authors, for triage (E5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from moderation.case import Status
from moderation.repeats import Told
from moderation.store.mentions import MOST_PARAMETERS
from moderation.store.schema import cases, mention


def complaints(tx: Connection, site: str, authors: Sequence[str], since: datetime, answered: str) -> Iterator[Told]:
    """Give the complaints of these authors on a site that were written since a moment; without a date, when first seen.

    A complaint is what became a case that nobody dismissed, or what the rule `answered` left to the reply under it.
    """
    m = mention.c
    written = func.coalesce(m.published, m.first_seen)
    counted = or_(cases.c.status != str(Status.DISMISSED), m.rule == answered)
    wanted = (
        select(m.author, written, m.native_id)
        .select_from(mention.outerjoin(cases, cases.c.mention_id == m.id))
        .where(m.site == site, written >= since, counted)
    )
    for start in range(0, len(authors), MOST_PARAMETERS):
        for row in tx.execute(wanted.where(m.author.in_(authors[start : start + MOST_PARAMETERS]))):
            yield Told(*row)
