"""Take the sting out of pages that nest without end: parsers need quadratic time for them."""

from __future__ import annotations

import re

DEEPEST = 1000  # levels; browsers stop at 512
MOST_FORMATS = 64  # open formatting elements: each new paragraph repeats all of them
SUSPICIOUS_OPEN = 2_000  # elements without an end; ordinary pages leave some hundreds open, most of them images
SUSPICIOUS_TAGS = 20_000

_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*>?")
_ALONE = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "option",
    ]
)
_FORMATS = frozenset(["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])


def tame(html: str, content: bytes | str) -> str:
    """Give the page back, without the start tags that lie deeper than any page of people goes.

    `content` is the page before decoding: signs are counted faster in bytes.
    """
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    tags = raw.count(b"<")
    if tags < SUSPICIOUS_OPEN or (tags - 2 * raw.count(b"</") < SUSPICIOUS_OPEN and tags < SUSPICIOUS_TAGS):
        return html
    return _flattened(html)


def _flattened(html: str) -> str:
    depth = formats = at = 0
    kept: list[str] = []
    for found in _TAG.finditer(html):
        name = found[2].lower()
        if name in _ALONE:
            continue
        step = -1 if found[1] else 1
        if step > 0 and (depth >= DEEPEST or (name in _FORMATS and formats >= MOST_FORMATS)):
            kept.append(html[at : found.start()])
            at = found.end()
            continue
        depth = max(0, depth + step)
        if name in _FORMATS:
            formats = max(0, formats + step)
    return html if not kept else "".join((*kept, html[at:]))
