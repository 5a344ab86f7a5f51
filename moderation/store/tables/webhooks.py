"""Tables: what other programs are to be told, written with the event that it tells of."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from moderation.store.base import Key, Moment, Words, metadata

# `message` is the id that the receiver sees, the same at every try; the body is kept as it is signed and sent.
delivery = Table(
    "delivery",
    metadata,
    Column("id", Key, primary_key=True),
    Column("message", String(40), nullable=False, unique=True),
    Column("hook", Words, nullable=False),
    Column("case_id", Key, ForeignKey("cases.id")),
    Column("type", Words, nullable=False),
    Column("body", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("status", Integer),
    Column("why", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_delivery_state_next_at", "state", "next_at"),
)
