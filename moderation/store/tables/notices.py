"""Tables: notices to persons of the staff, written with the event that they speak of (RELIABILITY rows 49, 51)."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from moderation.store.base import Key, Moment, Words, metadata

# `key` names what happened once and for ever, so that nobody is told of it twice; `seq` is the event that it speaks of.
notice = Table(
    "notice",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("cases.id"), nullable=False),
    Column("key", Words, nullable=False),
    Column("login", Words, ForeignKey("person.login"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("fate", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("message_id", Words),
    Column("claimed_at", Moment),
    Column("sent_at", Moment),
    Column("read_at", Moment),
    UniqueConstraint("case_id", "key", "login"),
    Index("ix_notice_fate_due_at", "fate", "due_at"),
    Index("ix_notice_login_id", "login", "id"),
    Index("ix_notice_login_read_at_id", "login", "read_at", "id"),
)
