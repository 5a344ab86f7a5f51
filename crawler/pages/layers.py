"""Read a page of which nothing is known: schema.org in its two forms, then records found by their shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.pages.document import Document
from crawler.pages.draft import Draft
from crawler.pages.linked import linked_items
from crawler.pages.merge import filled, once
from crawler.pages.microdata import microdata_items
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
    return Layers(filled(best, other), notes=notes)


def from_json(document: Document) -> Layers:
    """Read JSON of unknown shape."""
    return Layers()
