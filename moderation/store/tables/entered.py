"""Tables: complaints that were entered by hand or by the form, and how often strangers knock at the form."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from moderation.store.base import Key, Moment, Words, metadata
from moderation.store.schema import mention

# What is known of the customer beside the complaint. `contact` is personal data: here alone, and forgotten after the case.
# Of the key that the sender chose and of the receipt only the sha256 (hex) is kept.
entered = Table(
    "entered",
    metadata,
    Column("mention_id", Key, ForeignKey(mention.c.id), primary_key=True, autoincrement=False),
    Column("channel", Words, nullable=False),
    Column("contact", Words),
    Column("taken_by", Words, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("forgotten_at", Moment),
    Column("key", String(64), unique=True),
    Column("receipt", String(64), unique=True),
)

# How often an address (its sha256) came in one hour; "" counts everybody together. Rows of yesterday are swept away.
knock = Table(
    "knock",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("who", Words, primary_key=True),
    Column("hour", Moment, primary_key=True),
    Column("times", Integer, nullable=False),
)
