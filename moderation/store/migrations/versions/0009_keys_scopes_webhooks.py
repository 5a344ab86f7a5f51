"""Requests named by a key, scopes of tokens, and what other programs are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ALL = "read work approve supervise admin"


def upgrade() -> None:
    """Create the tables; a token made before keeps every scope."""
    with op.batch_alter_table("token") as batch_op:
        batch_op.add_column(sa.Column("scopes", sa.Text(), nullable=False, server_default=ALL))
    with op.batch_alter_table("token") as batch_op:
        batch_op.alter_column("scopes", existing_type=sa.Text(), existing_nullable=False, server_default=None)
    op.create_table(
        "idempotency",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("login", "key", name=op.f("pk_idempotency")),
    )
    op.create_index("ix_idempotency_made_at", "idempotency", ["made_at"])
    _deliveries()


def _deliveries() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "delivery",
        sa.Column("id", key, nullable=False),
        sa.Column("message", sa.String(40), nullable=False),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.Column("case_id", key, nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_delivery_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("message", name=op.f("uq_delivery_message")),
    )
    op.create_index("ix_delivery_state_next_at", "delivery", ["state", "next_at"])
