"""Read an HTML page as its Definition says."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from config.catalogue import Definition
from config.picks import Fields, Pick, RepliesPick
from crawler.pages.draft import Draft, DraftReply
from crawler.pages.pick import first_of, flagged, nodes_of, rating_of, value_of


def read_records(tree: LexborHTMLParser, definition: Definition) -> list[Draft]:
    """Give every record of a page, in order."""
    fields = definition.fields
    if fields is None:
        return []
    skipped = {node.mem_id for css in definition.skip for node in tree.css(css)}
    detail = definition.detail
    drafts = []
    for record in tree.css(definition.records):
        if record.mem_id in skipped:
            continue
        draft = read_record(record, fields)
        if detail is not None and (draft.truncated or detail.when == "always"):
            draft.detail = draft.url
        drafts.append(draft)
    return drafts


def read_detail(tree: LexborHTMLParser, definition: Definition) -> Draft | None:
    """Give the record of a detail page, None where it is not there."""
    if definition.detail is None:
        return None
    record = tree.css_first(definition.detail.record) if definition.detail.record else tree.root
    return None if record is None else read_record(record, definition.detail.fields)


def read_record(record: LexborNode, fields: Fields) -> Draft:
    """Read the fields of one record."""
    return Draft(
        "definition",
        body=_body(record, fields),
        author=first_of(fields.author, record),
        published=first_of(fields.published, record),
        headline=first_of(fields.headline, record),
        rating=rating_of(fields.rating, record) if fields.rating else None,
        url=first_of(fields.url, record),
        id=first_of(fields.id, record),
        replies=[] if fields.replies is None else list(_replies(record, fields.replies)),
        truncated=flagged(fields.truncated, record),
    )


def _body(record: LexborNode, fields: Fields) -> str:
    """Give the text and its parts, each under its label (pros, cons)."""
    body = first_of(fields.body, record, lines=True)
    if not fields.parts:
        return body
    parts = ((part, value_of(part, record, lines=True)) for part in fields.parts)
    return "\n\n".join(filter(None, (body, *(labelled(part, text) for part, text in parts))))


def labelled(part: Pick, text: str) -> str:
    """Put the label of a part before its text."""
    return f"{part.label}: {text}" if text and part.label else text


def _replies(record: LexborNode, pick: RepliesPick) -> Iterator[DraftReply]:
    where = Pick(css=pick.css, within=pick.within, all=True)
    for node in nodes_of(where, record):
        text = first_of(pick.text, node, lines=True) if pick.text else value_of(Pick(), node, lines=True)
        if text:
            yield DraftReply(text, first_of(pick.author, node), first_of(pick.published, node))
