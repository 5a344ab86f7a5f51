"""The page as a flat list of parts in order of the source: what the search for repeated records works on."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST_PARTS = 60_000
DEEPEST = 250  # levels; what lies deeper is left out
SKIPPED = frozenset(
    {"script", "style", "template", "svg", "select", "option", "textarea", "iframe", "head", "button", "object", "nav"}
)
_DIGITS = re.compile(r"\d+")
_COUNTED = re.compile(r"[^\W\d]?[^\d\s]*\d+")
_STATE = frozenset(
    [
        "odd",
        "even",
        "first",
        "last",
        "alt",
        "active",
        "new",
        "unread",
        "hidden",
        "collapsed",
        "expanded",
        "current",
        "selected",
        "visible",
        "clearfix",
        "cf",
        "row-a",
        "row-b",
    ]
)
_NAMES = ("class", "id", "itemprop", "rel", "data-hook", "data-testid", "data-role")
Attributes = dict[str, str | None]


@dataclass(slots=True)
class Part:
    """One element: where it stands in the outline, and `end`, the number after its last descendant.

    `text` is its own text on one line, without that of inner elements; `hint` joins the names that the page's author gave it
    (class, id, itemprop and the like); `date` is the date that it shows, None until somebody asks (crawler.pages.groups).
    """

    number: int
    above: int
    depth: int
    tag: str
    kind: str
    given: Attributes
    node: LexborNode
    texts: list[str] = field(default_factory=list)
    end: int = 0
    text: str = ""
    hint: str = ""
    date: str | None = None


def outline(tree: LexborHTMLParser) -> list[Part]:
    """Give the elements of a page's body in order of the source, without scripts and controls."""
    body = tree.body
    if body is None:
        return []
    parts: list[Part] = [Part(0, -1, 0, "body", "body", body.attributes, body)]
    open_parts = [0]
    node = body.child
    while node is not None:
        tag = node.tag or ""
        following = None
        if tag == "-text":
            parts[open_parts[-1]].texts.append(node.text_content or "")
        elif node.is_element_node and tag not in SKIPPED and len(open_parts) < DEEPEST and len(parts) < MOST_PARTS:
            given = node.attributes
            parts.append(Part(len(parts), open_parts[-1], len(open_parts), tag, tag, given, node))
            following = node.child
            if following is not None:
                open_parts.append(len(parts) - 1)
            else:
                parts[-1].end = len(parts)
        if following is None:
            following = node.next
            while following is None and open_parts:
                closed = parts[open_parts.pop()]
                closed.end = len(parts)
                if not open_parts:
                    break
                following = closed.node.next
        node = following
    for number in open_parts:
        parts[number].end = len(parts)
    _name_kinds(parts)
    return parts


def _name_kinds(parts: list[Part]) -> None:
    """Give each element its text, its names and its kind: what it shares with alike ones, numbers in its classes being #."""
    used = Counter(name for part in parts for name in (part.given.get("class") or "").split())
    for part in parts:
        names = {short for name in (part.given.get("class") or "").split() if (short := _shared(name, used[name]))}
        shape = pattern(part.given.get("id"))
        part.text = " ".join(" ".join(part.texts).split()) if part.texts else ""
        part.hint = " ".join([value for name in _NAMES if (value := part.given.get(name))]) if part.given else ""
        part.kind = f"{part.tag}.{'.'.join(sorted(names))}{'#' if shape else ''}{shape}"


def _shared(name: str, used: int) -> str:
    if name.lower() in _STATE:
        return ""
    if not any(map(str.isdigit, name)):
        return name
    return _DIGITS.sub("#", name) if used > 2 or _COUNTED.fullmatch(name) else ""


def pattern(identifier: str | None) -> str:
    """Reduce an id to its pattern ("post-123" to "post-#"), empty where it does not end in its only number."""
    return _DIGITS.sub("#", identifier) if identifier and _COUNTED.fullmatch(identifier) else ""
