"""Read one page: bytes in, mentions and the ways on out. Pure, without any network, and whatever the bytes are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from config.catalogue import Definition, Site
from crawler.items import Mention, Precision
from crawler.pages.document import Document, Json, attribute, parse_json, sound
from crawler.pages.draft import Context, Draft, finish
from crawler.pages.engines import engine_of
from crawler.pages.feed import read_feed
from crawler.pages.layers import from_html, from_json
from crawler.pages.merge import filled, letters
from crawler.pages.page import Detail, Page
from crawler.pages.pager import next_address, proper
from crawler.pages.paths import at, read_json, scalar
from crawler.pages.selectors import read_detail, read_records
from crawler.pages.signs import hint_of

_PRECISE = {None: 0, Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3, Precision.MINUTE: 4}


@dataclass(frozen=True, slots=True)
class Found:
    """What the layers found on one page: drafts, the address of the next page if a layer knows it, and remarks."""

    drafts: Sequence[Draft] = ()
    following: str = ""
    notes: tuple[str, ...] = ()


def read_page(
    content: bytes,
    *,
    url: str,
    site: Site,
    definition: Definition | None,
    now: datetime,
    content_type: str = "",
    generic: bool = False,
) -> Page:
    """Read one page of a site; `generic` reads it without any definition. Never raises, whatever the bytes are.

    `now` (aware) is what relative dates count from.
    """
    document = Document(
        content, url if sound(url) else "", content_type, None if definition is None or generic else definition.encoding
    )
    how = None if generic else definition
    found = _defined(document, how) if how is not None else Found()
    if how is None and not generic:
        how, found = _engine(document)
    if not found.drafts and how is None:
        found = _undefined(document)
    context = _context(document, site, how, now)
    finished = finish(found.drafts, document, context)
    whole = _whole(document, how, context)
    if whole is not None and not finished and how is not None and how.detail is not None and how.detail.record:
        finished = [(whole, Draft("definition"))]
    following = proper(document.link(found.following), document) if found.following else None
    following = following or next_address(document, how, len(found.drafts), site.url)
    hint, told = hint_of(document, how, len(finished), later=_is_later(document, how, site))
    return Page(
        mentions=tuple(mention for mention, _ in finished),
        next_url=following,
        details=tuple(Detail(mention.native_id, link) for mention, draft in finished if (link := document.link(draft.detail))),
        verdict_hint=hint,
        notes=(told, *found.notes) if told else found.notes,
        whole=whole,
    )


def merge_detail(mention: Mention, page: Page) -> Mention | None:
    """Give a cut mention with the whole text that its detail page shows, under its own native id; None where it is not there."""
    start = letters(mention.body.rstrip().rstrip("…."))
    fitting = [
        found for found in page.mentions if start and letters(found.body).startswith(start) and len(found.body) >= len(start)
    ]
    if page.whole is not None and page.whole.author in (None, mention.author):
        fitting.append(page.whole)
    if not fitting:
        return None
    found = next((found for found in fitting if found.author == mention.author), fitting[0])
    more_exact = _PRECISE[found.precision] > _PRECISE[mention.precision]
    dated = found if more_exact else mention
    layers = {**dict(found.layers), **dict(mention.layers), "body": dict(found.layers).get("body", "definition")}
    return replace(
        mention,
        body=found.body,
        truncated=found.truncated,
        language=found.language or mention.language,
        author=mention.author or found.author,
        headline=mention.headline or found.headline,
        rating=mention.rating or found.rating,
        published=dated.published,
        published_raw=dated.published_raw,
        precision=dated.precision,
        replies=found.replies or mention.replies,
        layers=tuple(layers.items()),
    )


def _defined(document: Document, definition: Definition) -> Found:
    """Read as the definition says; what its records lack is filled from the page's own schema.org."""
    if definition.kind == "feed":
        return Found(*read_feed(document.text))
    if definition.in_json:
        source = _embedded(document, definition) if definition.script else document.json
        notes = () if source is not None else (f"{document.url} holds no JSON where {definition.name} expects it",)
        return Found(read_json(source, definition), notes=notes)
    if definition.html_in:
        inner = next(filter(None, map(scalar, at(document.json, definition.html_in))), "")
        return Found(read_records(Document(inner, document.url).tree, definition))
    drafts = read_records(document.tree, definition)
    if drafts and not any(draft.published for draft in drafts):
        drafts = filled(drafts, from_html(document, records=False).drafts)
    return Found(drafts)


def _embedded(document: Document, definition: Definition) -> Json:
    """Give the JSON inside a script element, past an assignment in front of it."""
    for node in document.tree.css(definition.script):
        text = node.text(deep=True).strip()
        found = parse_json(text)
        if found is None and (begin := min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=-1)) >= 0:
            found = parse_json(text[begin:].rstrip().rstrip(";"))
        if found is not None:
            return found
    return None


def _engine(document: Document) -> tuple[Definition | None, Found]:
    """Read a page of an unknown site by the definition of its engine, if it has one and that finds something."""
    definition = engine_of(document.text)
    if definition is None:
        return None, Found()
    found = _defined(document, definition)
    return (definition, found) if found.drafts else (None, Found())


def _undefined(document: Document) -> Found:
    """Read a page that no definition is known for."""
    if document.looks_like == "xml":
        return Found(*read_feed(document.text))
    layers = from_json(document) if document.looks_like == "json" else from_html(document)
    return Found(layers.drafts, layers.following, layers.notes)


def _context(document: Document, site: Site, definition: Definition | None, now: datetime) -> Context:
    dates = None if definition is None else definition.dates
    zone = site.timezone or (dates.timezone if dates else None)
    spoken = _spoken(document) if definition is None else ""
    order = dates.order if dates else None
    return Context(
        site=site.name,
        now=now,
        zone=UTC if zone is None else _zone(zone),
        languages=site.languages,
        date_language=(dates.language if dates else None) or spoken[:2] or None,
        day_first={"DMY": True, "MDY": False}.get(order or ""),
        day_usual=spoken not in ("en-us", "en_us"),
        kind="review" if definition is None else definition.posts,
    )


def _zone(name: str) -> tzinfo:
    return ZoneInfo(name)


def _spoken(document: Document) -> str:
    """Give the language that the page says it is in, lower case."""
    if document.looks_like != "html":
        return ""
    node = document.tree.css_first("html[lang]")
    return "" if node is None else attribute(node, "lang").strip().lower()


def _whole(document: Document, definition: Definition | None, context: Context) -> Mention | None:
    if definition is None or definition.detail is None or document.looks_like != "html":
        return None
    draft = read_detail(document.tree, definition)
    finished = [] if draft is None else finish([draft], document, context)
    return finished[0][0] if finished else None


def _is_later(document: Document, definition: Definition | None, site: Site) -> bool:
    """Tell whether a page is none of the first: with a template its number says so, otherwise its address."""
    return definition is not None and definition.next is not None and document.url.split("#")[0] != site.url.split("#")[0]
