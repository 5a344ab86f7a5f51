"""Complaints entered by hand, by the API (D2), and how their customers are reached."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from moderation.api import shapes
from moderation.api.acting import Number, told
from moderation.api.bodies import Body, Moment, Stored
from moderation.api.callers import Given, Reader, Writer
from moderation.api.once import OnceRoute
from moderation.api.problems import ALWAYS, LOOKING, problems
from moderation.case import Severity
from moderation.desk import entering
from moderation.documents import Document
from moderation.entering import LONGEST_CONTACT, LONGEST_KEY, LONGEST_NAME, LONGEST_TEXT, Entry
from moderation.queue import case_view
from moderation.tagging import tagger_of

router = APIRouter(tags=["cases"], route_class=OnceRoute)
ENTERING = problems(*ALWAYS, 409, 413)
Line = Annotated[str, Field(max_length=LONGEST_NAME), Stored]


class Complaint(Body):
    """A complaint as it was told; a second one with the same `key` is refused (409)."""

    channel: Literal["phone", "email", "shop", "form"]
    brand: Line
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), Stored]
    author: Line = ""
    contact: Annotated[str, Field(max_length=LONGEST_CONTACT, description="how the customer is reached"), Stored] = ""
    at: Annotated[Moment | None, Field(description="when the customer complained, else now")] = None
    language: Annotated[str | None, Field(max_length=20)] = None
    severity: Annotated[Severity | None, Field(description="a person's word, else the rules of triage")] = None
    key: Annotated[str, Field(max_length=LONGEST_KEY), Stored] = ""


class Contact(shapes.Shape):
    """How a customer is reached; `contact` is null where none was given, or where it was forgotten."""

    channel: shapes.Channel
    contact: str | None
    taken_by: str
    entered_at: shapes.When
    forgotten: bool


def ready(_: Writer, context: Given) -> None:
    """Read the model before the request takes its key: a transaction that waits for it would hold up everybody who writes."""
    tagger_of(context.settings.classifier.model).prepare()


@router.post("/complaints", status_code=201, response_model=shapes.Case, responses=ENTERING, dependencies=[Depends(ready)])
def enter(caller: Writer, context: Given, body: Complaint, response: Response) -> Document:
    """Enter a complaint that came by telephone, mail or in a shop: it becomes a case."""
    view = entering.enter(
        context.store,
        caller.person,
        Entry(**body.model_dump()),
        book=context.book,
        tagger=tagger_of(context.settings.classifier.model),
        now=context.now(),
    )
    response.headers["Location"] = f"/api/v1/cases/{view.id}"
    return told(view, response)


@router.get("/cases/{number}/contact", response_model=Contact, responses=LOOKING)
def contact(caller: Reader, context: Given, number: Number) -> Document:
    """Give how the customer of an entered complaint is reached, to its owner and to who took it."""
    view = case_view(context.store, number, context.book, context.now())
    return entering.contact_document(entering.contact(context.store, caller.person, view))
