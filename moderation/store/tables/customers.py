"""Tables: who wrote what, by which posts are proposed to belong together, and what people decided of it.

All of it but the decisions, restrictions, concessions and noted facts is computed from the mentions, apart from taking them in.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from moderation.store.base import Key, Moment, Words, metadata

# One name on one site. A post without a name, or with one that many bear, has an author of its own (moderation/proposing.py).
author = Table(
    "author",
    metadata,
    Column("id", Key, primary_key=True),
    Column("site", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("folded", Words, nullable=False),
    UniqueConstraint("site", "name"),
    Index("ix_author_folded_site", "folded", "site"),
)

voice = Table(
    "voice",
    metadata,
    Column("mention_id", Key, ForeignKey("mention.id"), primary_key=True, autoincrement=False),
    Column("author_id", Key, ForeignKey("author.id"), nullable=False),
    Index("ix_voice_author_id_mention_id", "author_id", "mention_id"),
)

# Digests of order numbers, telephones and mail addresses (moderation/identity.py), never the values.
clue = Table(
    "clue",
    metadata,
    Column("digest", String(32), primary_key=True),
    Column("mention_id", Key, ForeignKey("mention.id"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# The bands of the text's signature (moderation/duplicates.py), for complaints only.
band = Table(
    "band",
    metadata,
    Column("number", Key, primary_key=True, autoincrement=False),
    Column("mention_id", Key, ForeignKey("mention.id"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# A link between two mentions, `one` the older. Of kind "author" it stands for their authors' first mentions.
link = Table(
    "link",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("one", Key, ForeignKey("mention.id"), nullable=False),
    Column("other", Key, ForeignKey("mention.id"), nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("score", Float, nullable=False),
    Column("state", Words, nullable=False),
    Column("proposed_at", Moment, nullable=False),
    UniqueConstraint("kind", "one", "other"),
    Index("ix_link_state_score", "state", "score", "id"),
    Index("ix_link_one", "one"),
    Index("ix_link_other", "other"),
)

# What people said about a link, one line each; the last one counts, and none is ever taken away.
decision = Table(
    "decision",
    metadata,
    Column("id", Key, primary_key=True),
    Column("link_id", Key, ForeignKey("link.id"), nullable=False),
    Column("answer", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("why", Words, nullable=False),
    Index("ix_decision_link_id", "link_id"),
)

restriction = Table(
    "restriction",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("cases.id"), nullable=False),
    Column("mention_id", Key, ForeignKey("mention.id"), nullable=False),
    Column("what", Words, nullable=False),
    Column("why", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("lifted_by", Words),
    Column("lifted_at", Moment),
    Column("lifted_why", Words),
    Index("ix_restriction_mention_id", "mention_id"),
)

# What the events of `concede` say, so that a person's month is added up without reading every history.
concession = Table(
    "concession",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("cases.id"), nullable=False),
    Column("give", Words, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("beyond", Boolean, nullable=False),
    Index("ix_concession_case_id", "case_id"),
    Index("ix_concession_by_at", "by", "at"),
)

# What a customer has told some other way than in the text: by telephone, in a shop.
noted = Table(
    "noted",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("cases.id"), nullable=False),
    Column("mention_id", Key, ForeignKey("mention.id"), nullable=False),
    Column("name", Words, nullable=False),
    Column("value", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_noted_mention_id", "mention_id"),
)
