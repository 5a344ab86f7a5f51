"""What a stranger wrote, cut down to a cell of a table."""

from __future__ import annotations

from moderation.masking import mask
from moderation.plain import one_line

AUTHOR = 24  # characters of a name


def author(name: str | None) -> str:
    """Give the masked name of an author, "-" where none was shown."""
    return one_line(mask(name or "-"), AUTHOR)


def excerpt(headline: str | None, body: str, limit: int) -> str:
    """Give the beginning of a complaint on one line of at most `limit` characters, personal data masked."""
    words = f"{headline}: {body}" if headline else body
    # Masked before it is cut to its last length, or half a number would show; four times that is enough to mask.
    return one_line(mask(words[: 4 * limit]), limit)
