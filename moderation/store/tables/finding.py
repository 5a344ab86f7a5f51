"""Tables: the words by which mentions are found.

In PostgreSQL a table with a tsvector, in SQLite an FTS5 table of the same name without the texts. The two have nothing in common
for SQLAlchemy to compare, so this table stands outside the metadata of the others, and migrations are told to leave it alone.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, MetaData, Table
from sqlalchemy.dialects.postgresql import TSVECTOR

from moderation.store.base import Key
from moderation.store.schema import mention

NAME = "finding"

finding = Table(
    NAME,
    MetaData(),
    Column("mention_id", Key, ForeignKey(mention.c.id, ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("words", TSVECTOR, nullable=False),
    Index("ix_finding_words", "words", postgresql_using="gin"),
)


def compared(name: str | None, kind: str, _parents: object) -> bool:
    """Say whether migrations compare a thing of the database with the metadata: not this table, nor what FTS5 keeps beside it."""
    return kind != "table" or name is None or (name != NAME and not name.startswith(f"{NAME}_"))
