"""The posts of one customer: of the same author, and of those whom a person has linked to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from moderation.case import Event
from moderation.records import CaseRecord, MentionRecord
from moderation.store import mentions
from moderation.store.cases import histories
from moderation.store.customers import ACCEPTED
from moderation.store.mentions import MOST_PARAMETERS
from moderation.store.schema import cases, mention
from moderation.store.tables.customers import author, link, voice

MOST_POSTS = 300  # posts of one customer that are gathered


def several(tx: Connection, keys: Iterable[int]) -> dict[int, MentionRecord]:
    """Give mentions by number, the newest first."""
    rows = [row for part in _parts(keys) for row in tx.execute(mentions.whole().where(mention.c.id.in_(part)))]
    return {row.id: mentions.as_record(row) for row in sorted(rows, key=lambda row: -row.id)}


def told(tx: Connection, keys: Iterable[int]) -> Iterator[tuple[CaseRecord, tuple[Event, ...]]]:
    """Give the cases of mentions with their events."""
    for part in _parts(keys):
        yield from histories(tx, cases.c.mention_id.in_(part))


def by_folded(tx: Connection, form: str, limit: int) -> tuple[int, ...]:
    """Give the mentions of the authors of a folded name, the newest first."""
    if not form:
        return ()
    wanted = select(voice.c.mention_id).join(author, author.c.id == voice.c.author_id).where(author.c.folded == form)
    return tuple(tx.execute(wanted.order_by(voice.c.mention_id.desc()).limit(limit)).scalars())


def _parts(keys: Iterable[Any]) -> Iterator[list[Any]]:
    known = sorted(set(keys))
    return (known[start : start + MOST_PARAMETERS] for start in range(0, len(known), MOST_PARAMETERS))


def group(tx: Connection, key: int, site: str, name: str) -> tuple[int, ...]:
    """Give the mentions of the customer who wrote one: of the same author, and of those linked to them by a person.

    `name` is that of an author whose post the machine may not have looked at yet. Links that are undone join nothing.
    """
    found, fresh = {key}, {key}
    authors = (
        set(tx.execute(select(author.c.id).where(author.c.site == site, author.c.name == name)).scalars()) if name else set()
    )
    while fresh and len(found) < MOST_POSTS:
        authors |= _authors(tx, fresh)
        near = _of_authors(tx, authors) | fresh
        near |= _linked(tx, near)
        fresh = near - found
        found |= fresh
        authors = set()
    return tuple(sorted({key, *sorted(found)[-MOST_POSTS:]}))


def _authors(tx: Connection, keys: Iterable[int]) -> set[int]:
    wanted = select(voice.c.author_id)
    return {found for part in _parts(keys) for found in tx.execute(wanted.where(voice.c.mention_id.in_(part))).scalars()}


def _of_authors(tx: Connection, authors: Iterable[int]) -> set[int]:
    wanted = select(voice.c.mention_id).order_by(voice.c.mention_id.desc()).limit(MOST_POSTS)
    return {found for part in _parts(authors) for found in tx.execute(wanted.where(voice.c.author_id.in_(part))).scalars()}


def _linked(tx: Connection, keys: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for part in _parts(keys):
        wanted = select(link.c.one, link.c.other)
        joined = and_(link.c.state == ACCEPTED, or_(link.c.one.in_(part), link.c.other.in_(part)))
        for row in tx.execute(wanted.where(joined)):
            found |= {row.one, row.other}
    return found
