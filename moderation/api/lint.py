"""The lint by the API: check a text for a case or by itself; and what findings look like in other answers."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import Field, model_validator

from config.contacts import Spoken
from moderation.api import shapes
from moderation.api.bodies import Body, Stored
from moderation.api.callers import Given, Writer
from moderation.api.once import OnceRoute
from moderation.api.problems import LOOKING, problems
from moderation.desk.acting import LONGEST_TEXT
from moderation.desk.linting import lint_case, lint_text
from moderation.documents import Document
from moderation.lint.finding import Kind
from moderation.lint.told import findings_document
from moderation.store.base import LAST_KEY

router = APIRouter(tags=["texts"], route_class=OnceRoute)


class LintText(Body):
    """The text, and the `case` that it answers (alone: its draft); or the `language` of the complaint, and the `site`."""

    text: Annotated[str | None, Field(min_length=1, max_length=LONGEST_TEXT), Stored] = None
    case: Annotated[int | None, Field(ge=1, le=LAST_KEY)] = None
    language: Spoken | None = None
    site: Annotated[str, Field(max_length=200), Stored] = ""
    kind: Kind = "reply"

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.case is None) == (self.language is None):
            raise ValueError("needs one of: case (its language is known), language (of the complaint)")
        if self.case is None and self.text is None:
            raise ValueError("needs text")
        if self.case is not None and self.site:
            raise ValueError("a case has its own site; leave site out")
        return self


class Findings(shapes.Shape):
    """What was found; a text is `fit` when nothing blocks."""

    fit: bool
    findings: list[shapes.Finding]


class Replied(shapes.Case):
    """A case, and what the lint found in the reply that was just drafted."""

    findings: list[shapes.Finding]


@router.post("/lint", response_model=Findings, responses={**LOOKING, **problems(413)})
def lint(caller: Writer, context: Given, body: LintText) -> Document:
    """Check a reply before the public reads it; changes nothing."""
    person, book, now = caller.person, context.book, context.now()
    if body.case is not None:
        found = lint_case(context.store, person, body.case, book=book, now=now, text=body.text, kind=body.kind)
    else:
        spoken = body.language or ""
        found = lint_text(person, body.text or "", spoken, book=book, now=now, kind=body.kind, site=body.site)
    return {"fit": not any(one.blocks for one in found), "findings": findings_document(found)}
