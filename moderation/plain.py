"""Text from the web made harmless for a terminal, a log, a mail header or a plain-text letter."""

from __future__ import annotations

import re

# C0 without tab and line feed, DEL, C1, and the marks that reorder or hide what stands beside them
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ud800-\udfff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL refuses NUL in a text, UTF-8 has no lone surrogates
_SPACE = re.compile(r"\s+")


def neutral(text: str) -> str:
    """Replace every character that could command a terminal by U+FFFD; line feeds and tabs stay."""
    return UNSAFE.sub("\ufffd", text.replace("\r\n", "\n"))


def is_storable(text: str) -> bool:
    """Say whether a database keeps a text as it is."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()  # several times faster than to look for surrogates by an expression
    except UnicodeEncodeError:
        return False
    return True


def storable(text: str) -> str:
    """Replace what no database keeps, NUL and lone surrogates, by U+FFFD."""
    return text if is_storable(text) else _UNSTORABLE.sub("\ufffd", text)


def one_line(text: str, limit: int = 0) -> str:
    """Give neutral text on one line, shortened to `limit` characters where that is not 0."""
    flat = neutral(_SPACE.sub(" ", text)).strip()
    return flat if not limit or len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
