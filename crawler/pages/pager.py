"""Find the way to the next page: as the definition says, as the page declares it, or where its pager leads."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from config.catalogue import Definition, Next
from crawler.guard import family
from crawler.pages import paths
from crawler.pages.document import Document, attribute
from crawler.pages.pick import flagged
from crawler.text import one_line

_NEXT = re.compile(
    r"^(?:next(?: page| \d+)?|older(?: posts| comments| reviews)?|more reviews|"
    r"след(?:ующая|ующие|\.)?(?: страница)?|дал(?:ее|ьше)|"
    r"впер[её]д|наступна(?: сторінка)?|далі|nākamā(?: lapa)?|nākamais|tālāk|seuraava|volgende|weiter|nächste|suivant|siguiente|"
    r"następna)?[\s\u00a0]*(?:[»›>→▶❯]|>>|&raquo;)*$",
    re.I,
)
_WORDY = re.compile(r"(?:^|[\s_-])(?:next|forward|nextpage|pagenext)(?:$|[\s_-])|(?:следующая|наступна|nākamā) ", re.I)
_PAGER = re.compile(r"pag(?:er|inat|ing|enav|e-?nav|es)|nav-links|navigat", re.I)
_SIGNS = re.compile("[»›>→▶❯]")


def next_address(document: Document, definition: Definition | None, records: int, start: str) -> str | None:
    """Give the address of the next page, None on the last one.

    `records` is how many stand on this page, `start` the address the walk began with. Never leads to another host, nor back to
    the same page.
    """
    if definition is not None and definition.next is not None:
        return proper(_defined(document, definition.next, records, start), document)
    if document.looks_like != "html":
        return None
    return declared(document) or proper(_pager(document), document)


def proper(found: str, document: Document) -> str | None:
    """Give an address if it leads on within the same host."""
    if not found:
        return None
    address = urldefrag(found)[0]
    if address == urldefrag(document.url)[0] or len(found) > 4000:
        return None
    if urlsplit(document.url).hostname and family(address) != family(document.url) and not _sister(address, document.url):
        return None
    return found


def _sister(address: str, page: str) -> bool:
    """Tell whether two addresses differ in http and https only."""
    there, here = urlsplit(address), urlsplit(page)
    try:
        ports = there.port, here.port
    except ValueError:
        return False
    return ports == (None, None) and (there.hostname or "").removeprefix("www.") == (here.hostname or "").removeprefix("www.")


def _defined(document: Document, way: Next, records: int, start: str) -> str:
    if way.template:
        return _templated(document, way, records, start)
    if not _goes_on(document, way, records):
        return ""
    if way.path:
        return document.link(next(filter(None, map(paths.scalar, paths.at(document.json, way.path))), ""), document.url)
    for node in document.tree.css(way.css):
        found = document.link(attribute(node, way.attr))
        if found:
            return found
    return ""


def _goes_on(document: Document, way: Next, records: int) -> bool:
    if records < way.full:
        return False
    if way.more is None:
        return True
    if way.more.path:
        return paths.flagged(way.more, document.json)
    return document.tree.root is not None and flagged(way.more, document.tree.root)


def _templated(document: Document, way: Next, records: int, start: str) -> str:
    """Count on from the number or offset in this page's own address; without one this is the first page."""
    if not records or not _goes_on(document, way, records):
        return ""
    bare = urlsplit(start)._replace(query="", fragment="").geturl()
    template = way.template.replace("{url}", bare)
    pattern = (
        re.escape(template).replace(re.escape("{n}"), r"(?P<n>\d{1,7})").replace(re.escape("{offset}"), r"(?P<offset>\d{1,9})")
    )
    here = re.search(pattern.replace("(?P<n>", "(?:", pattern.count("(?P<n>") - 1) + r"(?!\d)", document.url)
    given = here.groupdict() if here else {}
    number = int(given["n"]) + 1 if given.get("n") else way.first + 1
    offset = int(given["offset"]) + records if given.get("offset") else records
    seen = offset if "{offset}" in template else (number - way.first) * way.full
    if way.total and seen >= _count(document, way.total):
        return ""
    found = template.replace("{n}", str(number)).replace("{offset}", str(offset))
    try:
        return urljoin(document.url, found)
    except ValueError:
        return ""


def _count(document: Document, path: str) -> float:
    """Give the number of all records as the JSON tells it; without end where it does not."""
    shown = next(map(paths.scalar, paths.at(document.json, path)), "")
    return int(shown) if shown.isdecimal() and len(shown) < 12 else float("inf")


def declared(document: Document) -> str | None:
    """Give what the page itself declares to be next: rel=next on a link."""
    for node in document.tree.css("link[rel~='next'], a[rel~='next']"):
        found = proper(document.link(attribute(node, "href")), document)
        if found:
            return found
    return None


def _pager(document: Document) -> str:
    """Look for a link that says "next" or shows an arrow, in a pager before anywhere else."""
    best, found = 0, ""
    for node in document.tree.css("a[href]"):
        weight = _weight(node)
        if weight > best:
            link = document.link(attribute(node, "href"))
            if proper(link, document):
                best, found = weight, link
    return found or _numbered(document)


def _weight(node: LexborNode) -> int:
    given = node.attributes
    text = one_line(node.text()) if len(text_head := node.text(deep=True)) < 60 else one_line(text_head[:80])
    label = given.get("aria-label") or given.get("title") or ""
    kind = given.get("class") or ""
    said = bool(text) and bool(_NEXT.match(text))
    named = bool(_WORDY.search(f" {kind} ")) or bool(label and _NEXT.match(label.strip()))
    if not (said or named) or len(text) > 25:
        return 0
    inside = _in_pager(node)
    if said and _SIGNS.fullmatch(text[-1:]) and len(text) < 3 and not inside:
        return 0
    return 1 + 2 * inside + said + named if inside or (said and text and not _SIGNS.match(text)) else 0


def _in_pager(node: LexborNode) -> bool:
    above: LexborNode | None = node
    for _ in range(5):
        if above is None:
            return False
        given = above.attributes
        if _PAGER.search(
            f"{given.get('class') or ''} {given.get('id') or ''} {given.get('role') or ''} {given.get('aria-label') or ''}"
        ):
            return True
        above = above.parent
    return False


def _numbered(document: Document) -> str:
    """Take the page number after the one that is no link."""
    for node in document.tree.css("strong, b, span, em, li.active, li.current, a.active, a.current, [aria-current]"):
        text = node.text()
        if len(text) > 12 or not (text := text.strip(" []\n\t\u00a0")).isdigit() or len(text) > 5:
            continue
        above = node.parent
        for _ in range(2):
            if above is None:
                break
            for link in above.css("a[href]"):
                if link.text().strip(" []\n\t\u00a0") == str(int(text) + 1) and _in_pager(link):
                    return document.link(attribute(link, "href"))
            above = above.parent
    return ""
