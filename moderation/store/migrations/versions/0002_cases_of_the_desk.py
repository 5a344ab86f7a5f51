"""The columns that the desk needs of a case, filled for the cases that are there."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Behind every moment: what the clock does next is computed by `otklik rebuild`, or by the first tick.
NEVER = "9999-01-01 00:00:00.000000"


def upgrade() -> None:
    """Add the columns, then copy language and risks of the complaint to its case."""
    with op.batch_alter_table("cases") as batch_op:
        batch_op.add_column(sa.Column("language", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("risks", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("level", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("department", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("next_step", sa.DateTime(timezone=True), nullable=False, server_default=sa.text(_never())))
        batch_op.add_column(sa.Column("marks", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("resolution", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("cause", sa.Text(), nullable=True))
        batch_op.create_index("ix_cases_open_next_step", ["open", "next_step"], unique=False)
    with op.batch_alter_table("reply") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.Text(), nullable=False, server_default="reply"))
    op.create_table(
        "memory",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_memory")),
    )
    _fill()


def _never() -> str:
    zone = "+00" if op.get_bind().dialect.name == "postgresql" else ""
    return f"'{NEVER}{zone}'"


def _fill() -> None:
    connection = op.get_bind()
    connection.execute(sa.text("UPDATE cases SET language = (SELECT language FROM mention WHERE mention.id = cases.mention_id)"))
    found = connection.execute(
        sa.text("SELECT cases.id, tags.risks FROM cases JOIN tags ON tags.mention_id = cases.mention_id")
    ).all()
    for number, risks in found:
        labels = [str(one[0]) for one in _read(risks)]
        if labels:
            connection.execute(
                sa.text("UPDATE cases SET risks = :risks WHERE id = :id"), {"risks": f",{','.join(labels)},", "id": number}
            )


def _read(value: Any) -> list[list[object]]:
    """Give the risks of a row, each with its confidence; SQLite keeps JSON as text."""
    found = json.loads(value) if isinstance(value, str) else value
    return [list(one) for one in found or ()]
