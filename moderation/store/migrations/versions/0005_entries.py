"""Thanks for praise, corrections of tags, receipts of complaints that were entered."""

from __future__ import annotations

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables."""
