"""Tables: what persons corrected, and who was thanked for praise."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table

from moderation.store.base import Key, Moment, Words, metadata

# What a person says of a mention in place of the machine: a training example later, for the text of this digest.
correction = Table(
    "correction",
    metadata,
    Column("id", Key, primary_key=True),
    Column("mention_id", Key, ForeignKey("mention.id"), nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("note", Words, nullable=False),
    Column("digest", String(32), nullable=False),
    Index("ix_correction_mention_id", "mention_id"),
)

# Thanks for praise (B4). The key lets nobody be thanked twice for the same words.
thanks = Table(
    "thanks",
    metadata,
    Column("mention_id", Key, ForeignKey("mention.id"), primary_key=True, autoincrement=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("url", Words, nullable=False),
)
