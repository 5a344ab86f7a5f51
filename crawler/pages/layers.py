"""Read a page of which nothing is known: schema.org in its two forms, then records found by their shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.pages.anyjson import json_drafts
from crawler.pages.document import Document, Json
from crawler.pages.draft import Draft
from crawler.pages.linked import linked_items
from crawler.pages.merge import filled, key_of, once
from crawler.pages.microdata import microdata_items
from crawler.pages.paths import at, scalar
from crawler.pages.records import record_drafts
from crawler.pages.schema import schema_drafts


@dataclass(frozen=True, slots=True)
class Layers:
    """What the general layers found: drafts, the address of the next page if the data names it, and remarks."""

    drafts: Sequence[Draft] = ()
    following: str = ""
    notes: tuple[str, ...] = ()


def from_html(document: Document, *, records: bool = True) -> Layers:
    """Read an HTML page; the layer with more records leads, the other fills what it lacks."""
    blocks, broken = linked_items(document)
    linked = once(schema_drafts(blocks, "json-ld"))
    marked = once(schema_drafts(microdata_items(document), "microdata"))
    notes = (f"{broken} blocks of JSON-LD on {document.url} are broken and were left out",) if broken else ()
    best, other = (linked, marked) if len(linked) >= len(marked) else (marked, linked)
    drafts = filled(best, other)
    return Layers(_with_records(document, drafts) if records else drafts, notes=notes)


def _with_records(document: Document, drafts: list[Draft]) -> list[Draft]:
    """Let the records found by their shape lead where schema.org names fewer, else let them fill what it lacks."""
    shaped = once(record_drafts(document))
    if len(shaped) <= len(drafts):
        return filled(drafts, shaped)
    keys = {key_of(draft) for draft in drafts}
    known = sum(key_of(draft) in keys for draft in shaped)
    if known * 2 < len(drafts):
        return drafts
    missing = [draft for draft in drafts if key_of(draft) not in {key_of(draft) for draft in shaped}]
    return [*filled(shaped, drafts), *missing]


def from_json(document: Document) -> Layers:
    """Read JSON: schema.org where it speaks so, else records of unknown shape."""
    found = document.json
    drafts = once(schema_drafts([found], "json-ld")) or json_drafts(found)
    links = found.get("links") if isinstance(found, dict) else None
    following = next((scalar(links[name]) for name in ("next",) if isinstance(links, dict) and links.get(name)), "")
    return Layers(drafts, following or _feed_next(found))


def _feed_next(found: Json) -> str:
    """Give the next address where JSON repeats a feed's links: [{attributes: {rel: next, href: …}}]."""
    for links in at(found, "feed.link"):
        for link in links if isinstance(links, list) else [links]:
            given = link.get("attributes", link) if isinstance(link, dict) else None
            if isinstance(given, dict) and given.get("rel") == "next":
                return scalar(given.get("href"))
    return ""
