"""Tables: requests of programs that name a key, so that one sent twice is carried out once."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table

from moderation.store.base import Moment, Words, metadata

# Written with the act and its answer in one transaction; only where something leaves this machine in the middle of the act is
# the row committed first, without an end.
idempotency = Table(
    "idempotency",
    metadata,
    Column("login", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer),
    Column("body", Words),
    Column("headers", JSON),
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_idempotency_made_at", "made_at"),
)
