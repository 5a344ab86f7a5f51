"""The words by which mentions are found, and one index from which every filter of the queue is answered."""

from __future__ import annotations

from alembic import op

from moderation.store import finding

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table of words and fill it, then the index."""
    finding.create(op.get_bind())
    finding.fill(op.get_bind())
    columns = [
        "open", "next_due", "id", "mention_id", "status", "severity", "site", "brand", "owner", "language", "topics", "risks",
        "level", "department", "waiting_until", "marks", "received_at",
    ]  # fmt: skip
    with op.batch_alter_table("cases") as batch_op:
        batch_op.drop_index("ix_cases_open_next_due_id")
        batch_op.create_index("ix_cases_queue", columns, unique=False)
