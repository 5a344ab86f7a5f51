"""Tables: what was done about the causes of complaints, and the marks of reviewed work."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from moderation.store.base import Key, Moment, Words, metadata

# The history of a cause: who looks after it, and when it counted as removed. Lines are appended, never changed.
cause_event = Table(
    "cause_event",
    metadata,
    Column("cause", Words, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("by", Words, nullable=False),
    Column("act", Words, nullable=False),
    Column("owner", Words),
    Column("why", Words, nullable=False),
)

# The score card of one person's work on one case in one week, from 1 to 5 each (B7, B11).
score = Table(
    "score",
    metadata,
    Column("case_id", Key, ForeignKey("cases.id"), primary_key=True, autoincrement=False),
    Column("person", Words, primary_key=True),
    Column("week", Words, primary_key=True),
    Column("by", Words, nullable=False),
    Column("speed", Integer, nullable=False),
    Column("accuracy", Integer, nullable=False),
    Column("completeness", Integer, nullable=False),
    Column("note", Words, nullable=False),
    Column("at", Moment, nullable=False),
)
