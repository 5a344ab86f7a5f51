"""The tables of the core. What a row means is said here; queries live in one module per noun beside this one."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from moderation.store.base import Key, Moment, Words, metadata

# A Mention as it stands now, with what became of it; earlier texts are Revisions. Every one is kept, dismissed ones too (D1).
mention = Table(
    "mention",
    metadata,
    Column("id", Key, primary_key=True),
    Column("site", Words, nullable=False),
    Column("native_id", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("brand", Words, nullable=False),
    Column("author", Words),
    Column("headline", Words),
    Column("body", Words, nullable=False),
    Column("published", Moment),
    Column("published_raw", Words, nullable=False),
    Column("precision", Words),
    Column("rating_value", Float),
    Column("rating_best", Float),
    Column("rating_worst", Float),
    Column("rating_raw", Words),
    Column("language", Words),
    Column("truncated", Boolean, nullable=False),
    Column("layers", JSON, nullable=False),
    Column("replies", JSON, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("reply_digest", String(32)),
    Column("first_seen", Moment, nullable=False),
    Column("changed_at", Moment),
    Column("edits", Integer, nullable=False, default=0),
    Column("missed", Integer, nullable=False, default=0),
    Column("withdrawn_at", Moment),
    Column("outcome", Words, nullable=False),
    Column("rule", Words, nullable=False),
    Column("reason", Words, nullable=False),
    UniqueConstraint("site", "native_id"),
    Index("ix_mention_first_seen_id", "first_seen", "id"),
    Index("ix_mention_site_author", "site", "author"),
)

revision = Table(
    "revision",
    metadata,
    Column("id", Key, primary_key=True),
    Column("mention_id", ForeignKey("mention.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("headline", Words),
    Column("body", Words, nullable=False),
    Column("rating_value", Float),
    Column("rating_best", Float),
    Column("digest", String(32), nullable=False),
    Column("replaced_at", Moment, nullable=False),
    UniqueConstraint("mention_id", "number"),
)

tags = Table(
    "tags",
    metadata,
    Column("mention_id", ForeignKey("mention.id"), primary_key=True, autoincrement=False),
    Column("sentiment", Words, nullable=False),
    Column("sentiment_confidence", Float, nullable=False),
    Column("complaint", Boolean, nullable=False),
    Column("complaint_confidence", Float, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("risks", JSON, nullable=False),
    Column("abstained", JSON, nullable=False),
    Column("model", Words, nullable=False),
    Column("tagged_at", Moment, nullable=False),
)

# What the queue is sorted by, then all that a filter may ask for (moderation/store/queue.py).
QUEUE = (
    "open", "next_due", "id", "mention_id", "status", "severity", "site", "brand", "owner", "language", "topics", "risks",
    "level", "department", "waiting_until", "marks", "received_at", "resolution", "cause",
)  # fmt: skip

# The columns from `status` on are an index for the queue, computed from the events (decision 1); rebuild makes them anew.
cases = Table(
    "cases",
    metadata,
    Column("id", Key, primary_key=True),
    Column("mention_id", ForeignKey("mention.id"), nullable=False, unique=True),
    Column("site", Words, nullable=False),
    Column("brand", Words, nullable=False),
    Column("severity", Words, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Words, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("next_clock", Words),
    # Never null, but NEVER: the queue is read in order of one index, and nulls sort apart in each database.
    Column("next_due", Moment, nullable=False),
    Column("owner", Words),
    Column("waiting_until", Moment),
    Column("topics", Words, nullable=False),
    Column("language", Words),
    Column("risks", Words, nullable=False),
    Column("level", Integer, nullable=False),
    Column("department", Words),
    # When the clock next does something by itself: a warning, or a step of the ladder.
    Column("next_step", Moment, nullable=False),
    Column("marks", Words, nullable=False),
    Column("resolution", Words),
    Column("cause", Words),
    Index("ix_cases_open_next_step", "open", "next_step"),
    Index("ix_cases_queue", *QUEUE),
    Index("ix_cases_site_status", "site", "status"),
    Index("ix_cases_received_at", "received_at"),
)

event = Table(
    "event",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Words, nullable=False),
    Column("act", Words, nullable=False),
    Column("why", Words, nullable=False),
    Column("data", JSON, nullable=False),
    UniqueConstraint("case_id", "seq"),
)

# Texts stand apart from the events that speak of them, so that a person can be erased and the history still holds (decision 7).
reply = Table(
    "reply",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("author", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("drafted_at", Moment, nullable=False),
    Column("kind", Words, nullable=False, default="reply"),
    UniqueConstraint("case_id", "number"),
)

# What the machine must remember between two runs, by name: the digest of the terms that the index was computed with.
memory = Table(
    "memory",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
    Column("at", Moment, nullable=False),
)

scan = Table(
    "scan",
    metadata,
    Column("id", Key, primary_key=True),
    Column("site", Words, nullable=False),
    Column("ended", Moment, nullable=False),
    Column("verdict", Words, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("mentions", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("revised", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("confirmed", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("error", Words, nullable=False),
    Index("ix_scan_site_ended", "site", "ended"),
)

lease = Table(
    "lease",
    metadata,
    Column("site", Words, primary_key=True),
    Column("holder", Words, nullable=False),
    Column("expires", Moment, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("login", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    # Where notices go, and the language of letters; without an address they only stand in the list.
    Column("mail", Words),
    Column("language", Words),
)

# Of links, sessions and tokens only the sha256 (hex) of the secret is kept.
login_link = Table(
    "login_link",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("login", ForeignKey("person.login"), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

session = Table(
    "session",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("login", ForeignKey("person.login"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

token = Table(
    "token",
    metadata,
    Column("id", Key, primary_key=True),
    Column("login", ForeignKey("person.login"), nullable=False),
    Column("name", Words, nullable=False),
    Column("scopes", Words, nullable=False),  # words parted by blanks (people.Scope)
    Column("digest", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("seen_at", Moment),
    Column("revoked_at", Moment),
)

# One line per week and recipient: what became of the letter (RELIABILITY row 52).
letter = Table(
    "letter",
    metadata,
    Column("week", Words, primary_key=True),
    Column("recipient", Words, primary_key=True),
    Column("message_id", Words, nullable=False),
    Column("fate", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("at", Moment, nullable=False),
)
