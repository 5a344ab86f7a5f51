"""Tables: drafts kept per person, and what is released to sites."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from moderation.store.base import Key, Moment, Words, metadata

# The text that one person is writing and has not handed in, one for each kind of text.
draft = Table(
    "draft",
    metadata,
    Column("case_id", Key, ForeignKey("cases.id"), primary_key=True, autoincrement=False),
    Column("login", Words, primary_key=True),
    Column("kind", Words, primary_key=True),
    Column("text", Words, nullable=False),
    Column("saved_at", Moment, nullable=False),
)

# A reply on its way to a site by machine. The row is written before the request; its key lets no second one in (RELIABILITY 45).
release = Table(
    "release",
    metadata,
    Column("case_id", Key, ForeignKey("cases.id"), primary_key=True, autoincrement=False),
    Column("reply", Integer, primary_key=True, autoincrement=False),
    Column("state", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("address", Words),
    Column("why", Words, nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("ended_at", Moment),
)
