"""The causes of complaints and the marks of reviewed work; the queue can be filtered by resolution and cause."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables, and the index of the queue with two more columns."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "cause_event",
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("cause", "seq", name=op.f("pk_cause_event")),
    )
    op.create_table(
        "score",
        sa.Column("case_id", key, autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("speed", sa.Integer(), nullable=False),
        sa.Column("accuracy", sa.Integer(), nullable=False),
        sa.Column("completeness", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_score_case_id")),
        sa.PrimaryKeyConstraint("case_id", "person", "week", name=op.f("pk_score")),
    )
    columns = [
        "open", "next_due", "id", "mention_id", "status", "severity", "site", "brand", "owner", "language", "topics", "risks",
        "level", "department", "waiting_until", "marks", "received_at", "resolution", "cause",
    ]  # fmt: skip
    with op.batch_alter_table("cases") as batch_op:
        batch_op.drop_index("ix_cases_queue")
        batch_op.create_index("ix_cases_queue", columns, unique=False)
