"""Customers: who wrote what, links that are proposed and decided, restrictions, concessions, noted facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "author",
        sa.Column("id", key, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author")),
        sa.UniqueConstraint("site", "name", name=op.f("uq_author_site_name")),
    )
    op.create_index("ix_author_folded_site", "author", ["folded", "site"])
    op.create_table(
        "voice",
        sa.Column("mention_id", key, autoincrement=False, nullable=False),
        sa.Column("author_id", key, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name=op.f("fk_voice_author_id")),
        sa.ForeignKeyConstraint(["mention_id"], ["mention.id"], name=op.f("fk_voice_mention_id")),
        sa.PrimaryKeyConstraint("mention_id", name=op.f("pk_voice")),
    )
    op.create_index("ix_voice_author_id_mention_id", "voice", ["author_id", "mention_id"])
    op.create_table(
        "clue",
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("mention_id", key, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["mention_id"], ["mention.id"], name=op.f("fk_clue_mention_id")),
        sa.PrimaryKeyConstraint("digest", "mention_id", name=op.f("pk_clue")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "band",
        sa.Column("number", key, autoincrement=False, nullable=False),
        sa.Column("mention_id", key, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["mention_id"], ["mention.id"], name=op.f("fk_band_mention_id")),
        sa.PrimaryKeyConstraint("number", "mention_id", name=op.f("pk_band")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link",
        sa.Column("id", key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("one", key, nullable=False),
        sa.Column("other", key, nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["one"], ["mention.id"], name=op.f("fk_link_one")),
        sa.ForeignKeyConstraint(["other"], ["mention.id"], name=op.f("fk_link_other")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("kind", "one", "other", name=op.f("uq_link_kind_one_other")),
    )
    op.create_index("ix_link_one", "link", ["one"])
    op.create_index("ix_link_other", "link", ["other"])
    op.create_index("ix_link_state_score", "link", ["state", "score", "id"])
    op.create_table(
        "decision",
        sa.Column("id", key, nullable=False),
        sa.Column("link_id", key, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_decision_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_link_id", "decision", ["link_id"])
    op.create_table(
        "restriction",
        sa.Column("id", key, nullable=False),
        sa.Column("case_id", key, nullable=False),
        sa.Column("mention_id", key, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("until", moment, nullable=False),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_at", moment, nullable=True),
        sa.Column("lifted_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_restriction_case_id")),
        sa.ForeignKeyConstraint(["mention_id"], ["mention.id"], name=op.f("fk_restriction_mention_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
    )
    op.create_index("ix_restriction_mention_id", "restriction", ["mention_id"])
    op.create_table(
        "concession",
        sa.Column("id", key, nullable=False),
        sa.Column("case_id", key, nullable=False),
        sa.Column("give", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("beyond", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_concession_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concession")),
    )
    op.create_index("ix_concession_by_at", "concession", ["by", "at"])
    op.create_index("ix_concession_case_id", "concession", ["case_id"])
    op.create_table(
        "noted",
        sa.Column("id", key, nullable=False),
        sa.Column("case_id", key, nullable=False),
        sa.Column("mention_id", key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_noted_case_id")),
        sa.ForeignKeyConstraint(["mention_id"], ["mention.id"], name=op.f("fk_noted_mention_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noted")),
    )
    op.create_index("ix_noted_mention_id", "noted", ["mention_id"])
