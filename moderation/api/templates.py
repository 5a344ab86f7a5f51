"""Prepared texts and the caller's own unsaved drafts by the API."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from config.templates import Kind
from moderation import drafts
from moderation.api import shapes_templates as shapes
from moderation.api.acting import Number
from moderation.api.bodies import Body, Stored
from moderation.api.callers import Given, Reader, Writer
from moderation.api.problems import ALWAYS, LISTING, LOOKING, problems
from moderation.documents import Document
from moderation.moments import moment
from moderation.prepared import prepared, prepared_document, template_document
from moderation.queue import case_view
from moderation.store.answers import DraftRecord

router = APIRouter(tags=["texts"])
DRAFTING = problems(*ALWAYS, 404, 413)
Typed = Literal["reply", "acknowledge", "delay", "thank", "handover"]


class TemplatesQuery(Body):
    """Which prepared texts are wanted."""

    kind: Kind | None = None


class PreparedQuery(Body):
    """Which prepared texts are wanted, and in which language titles, labels and steps are told."""

    kind: Kind = "reply"
    speak: Literal["en", "ru", "uk", "lv"] = "en"


class DraftQuery(Body):
    """Which text is meant."""

    kind: Typed = "reply"


class DraftText(Body):
    """The text as it stands; an empty one is forgotten."""

    text: Annotated[str, Field(max_length=drafts.LONGEST), Stored]


@router.get("/templates", response_model=shapes.Templates, responses=LISTING)
def templates(_: Reader, context: Given, query: Annotated[TemplatesQuery, Query()]) -> Document:
    """List the prepared texts, the bundled ones overlaid by the operator's own."""
    found = sorted(context.book.library.templates.values(), key=lambda template: template.name)
    return {"items": [template_document(one) for one in found if query.kind in (None, one.kind)]}


@router.get("/cases/{number}/templates", response_model=shapes.PreparedList, responses=LOOKING)
def case_templates(caller: Reader, context: Given, number: Number, query: Annotated[PreparedQuery, Query()]) -> Document:
    """List the prepared texts for one case, those that fit best first, filled with what is known."""
    now = context.now()
    view = case_view(context.store, number, context.book, now)
    found = prepared(view, query.kind, caller.person, settings=context.settings, book=context.book, now=now)
    return {"items": [prepared_document(one, query.speak) for one in found]}


@router.get("/cases/{number}/draft", response_model=shapes.Draft, responses=LOOKING)
def draft(caller: Reader, context: Given, number: Number, query: Annotated[DraftQuery, Query()]) -> Document:
    """Give the caller's own text that is not handed in."""
    return _told(query.kind, drafts.load(context.store, caller.person, number, kind=query.kind))


@router.put("/cases/{number}/draft", response_model=shapes.Draft, responses=DRAFTING)
def save_draft(
    caller: Writer, context: Given, number: Number, body: DraftText, query: Annotated[DraftQuery, Query()]
) -> Document:
    """Keep the caller's own text; nobody else sees it, and it changes nothing of the case."""
    kept = drafts.save(context.store, caller.person, number, body.text, now=context.now(), kind=query.kind)
    return _told(query.kind, kept)


@router.delete("/cases/{number}/draft", response_model=shapes.Draft, responses=LOOKING)
def drop_draft(caller: Writer, context: Given, number: Number, query: Annotated[DraftQuery, Query()]) -> Document:
    """Forget the caller's own text."""
    drafts.drop(context.store, caller.person, number, kind=query.kind)
    return _told(query.kind, None)


def _told(kind: str, kept: DraftRecord | None) -> Document:
    if kept is None:
        return {"kind": kind, "text": None, "saved_at": None}
    return {"kind": kind, "text": kept.text, "saved_at": moment(kept.saved_at)}
