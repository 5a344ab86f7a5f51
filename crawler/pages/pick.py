"""Take one value out of an HTML record, as a Pick says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import regex
from selectolax.lexbor import LexborNode

from config.picks import Flag, Pick, RatingPick
from crawler.items import Rating
from crawler.pages.document import attribute
from crawler.rating import parse_rating, worded_rating
from crawler.text import one_line, plain

PATIENCE = 0.05  # seconds for one regular expression of a definition: a catastrophic one finds nothing instead of hanging
QUOTES = (
    "aside.quote, blockquote.quote, blockquote.quoteContainer, blockquote.bbCodeBlock--quote, blockquote.ipsQuote, "
    "blockquote.postquote, "
    "blockquote.bbc_standard_quote, blockquote[cite], blockquote:has(> cite), blockquote:has(> div > cite), "
    "div.bbCodeQuote, div.bbcode_quote, .quoteheader, .quotetitle, .quotecontent"
)
_WIDTH = re.compile(r"width\s*:\s*(?:calc\(\s*)?([\d.]+)\s*(?:%|px|em)", re.I)


def first_of(picks: Sequence[Pick], record: LexborNode, *, lines: bool = False) -> str:
    """Give the first value that one of the picks finds; `lines` keeps paragraphs."""
    for pick in picks:
        value = value_of(pick, record, lines=lines)
        if value:
            return value
    return ""


def value_of(pick: Pick, record: LexborNode, *, lines: bool = False) -> str:
    """Give what one pick finds, empty where nothing is there."""
    if pick.all and (pick.css or pick.within != "record"):
        return "\n".join(filter(None, (_read(pick, found, lines=lines) for found in nodes_of(pick, record))))
    root = record if pick.within == "record" else _root(pick.within, record)
    node = root.css_first(pick.css) if pick.css and root is not None else root
    return "" if node is None else _read(pick, node, lines=lines)


def nodes_of(pick: Pick, record: LexborNode) -> Iterable[LexborNode]:
    """Give every element that a pick means."""
    root = _root(pick.within, record)
    if root is None:
        return ()
    if not pick.css:
        return (root,)
    return root.css(pick.css)


def _root(within: str, record: LexborNode) -> LexborNode | None:
    if within == "record":
        return record
    if within == "page":
        node = record
        while node.parent is not None and node.parent.tag not in ("-document", "-undef"):
            node = node.parent
        return node
    node_or_none = record.prev if within == "previous" else record.next
    while node_or_none is not None and not node_or_none.is_element_node:
        node_or_none = node_or_none.prev if within == "previous" else node_or_none.next
    return node_or_none


def _read(pick: Pick, node: LexborNode, *, lines: bool) -> str:
    if pick.attr:
        value = attribute(node, pick.attr)
    elif pick.own:
        value = node.text(deep=False)
    else:
        value = text_of(node, pick.drop) if lines else _short(node, pick.drop)
    if pick.html:
        value = plain(value)
    if pick.regex:
        value = found_in(pick.regex, value)
    return pick.prefix + value if value else ""


def _short(node: LexborNode, drop: tuple[str, ...]) -> str:
    return one_line(text_of(node, drop)) if drop else one_line(node.text())


def text_of(node: LexborNode, drop: tuple[str, ...] = ()) -> str:
    """Give an element's text with paragraphs, without the inner elements that `drop` names."""
    return _without(node, [part for css in drop for part in node.css(css)])


def own_words(node: LexborNode, inner: Sequence[LexborNode] = ()) -> str:
    """Give what the author of a post wrote: its text without quotations, and without the inner elements named.

    A text that is nothing but a quotation is given whole.
    """
    quotes = tuple(node.css(QUOTES))
    text = _without(node, (*inner, *quotes))
    return text if text or not quotes else _without(node, tuple(inner))


def _without(node: LexborNode, inner: Sequence[LexborNode]) -> str:
    source = node.html or ""
    if not inner:
        return plain(source)
    taken = [part.html for part in inner if part.html and part.mem_id != node.mem_id]
    for html in sorted(taken, key=len, reverse=True):  # the outer ones first: without an inner one they would not be found
        source = source.replace(html, "", 1)
    return plain(source)


@lru_cache(maxsize=256)
def compiled(expression: str) -> regex.Pattern[str]:
    """Compile a definition's regular expression once."""
    return regex.compile(expression)


def found_in(expression: str, text: str) -> str:
    """Give the first group (or the whole match) of an expression; without expression the text itself."""
    if not expression or not text:
        return text
    try:
        found = compiled(expression).search(text, timeout=PATIENCE)
    except TimeoutError:
        return ""
    if found is None:
        return ""
    return str(found[1] if found.re.groups and found[1] is not None else found[0])


def rating_of(picks: Sequence[RatingPick], record: LexborNode) -> Rating | None:
    """Give the first rating that one of the picks finds."""
    for pick in picks:
        rating = _one_rating(pick, record)
        if rating is not None:
            return rating
    return None


def _one_rating(pick: RatingPick, record: LexborNode) -> Rating | None:
    if pick.by == "count":
        return rating_from(pick, str(len(record.css(pick.css)))) if record.css_first(pick.css) else None
    if pick.by == "mean":
        return mean_rating(pick, [_read(pick, node, lines=False) for node in record.css(pick.css)])
    text = value_of(pick, record)
    if pick.by == "width":
        text = value_of(pick.model_copy(update={"attr": "style"}), record) if not pick.attr else text
        width = _WIDTH.search(text)
        text = width[1] if width else text
    return rating_from(pick, text)


def rating_from(pick: RatingPick, text: str) -> Rating | None:
    """Read the text of a rating as its pick says."""
    if not text:
        return None
    if pick.words:
        return worded_rating(text, pick.words, best=pick.best, worst=pick.worst)
    return parse_rating(text, best=pick.best, worst=pick.worst, unit=pick.unit)


def mean_rating(pick: RatingPick, texts: Iterable[str]) -> Rating | None:
    """Give the mean of several sub-ratings."""
    found = [rating for text in texts if (rating := rating_from(pick, text)) is not None]
    if not found:
        return None
    value = round(sum(rating.value for rating in found) / len(found), 2)
    return Rating(value, found[0].best, found[0].worst, ", ".join(rating.raw for rating in found))


def flagged(flag: Flag | None, record: LexborNode) -> bool:
    """Tell whether a sign stands in a record."""
    if flag is None or not flag.css:
        return False
    node = record.css_first(flag.css)
    return node is not None and (not flag.equals or one_line(node.text()) == flag.equals)
