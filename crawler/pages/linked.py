"""Find schema.org items in JSON-LD: our own walk, broken blocks are counted and left out."""

from __future__ import annotations

import re

import orjson

from crawler.pages.document import Document, Json

_SCRIPT = re.compile(r"<script\b[^>]*\bapplication/ld\+json\b[^>]*>(.*?)</script\s*>", re.S | re.I)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?://\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|-->)\s*;?\s*$"
)
_CONTROL = re.compile(r"[\x00-\x1f]+")
_COMMA = re.compile(r",(\s*[}\]])")


def linked_items(document: Document) -> tuple[list[Json], int]:
    """Give the JSON-LD blocks of a page in order, and how many more could not be read."""
    if "ld+json" not in document.text:
        return [], 0
    found: list[Json] = []
    broken = 0
    for block in _SCRIPT.findall(document.text):
        text = _WRAPPING.sub("", block).strip().rstrip(";")
        if not text:
            continue
        read = _read(text)
        if read is None:
            broken += 1
        else:
            found.append(read)
    return found, broken


def _read(text: str) -> Json:
    """Read one block; raw line breaks inside strings and commas too many are the usual mistakes, and forgiven."""
    for attempt in (text, _CONTROL.sub(" ", text), _COMMA.sub(r"\1", _CONTROL.sub(" ", text))):
        try:
            found: Json = orjson.loads(attempt)
        except orjson.JSONDecodeError:
            continue
        return found
    return None
