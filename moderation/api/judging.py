"""Corrections of a case, or of a mention that is none, and thanks for praise by the API."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from config.errors import NotFound
from moderation.api import shapes, shapes_judging
from moderation.api.acting import Act
from moderation.api.bodies import Address, Body, Stored, Why
from moderation.api.callers import Caller, Given, Reader, Writer
from moderation.api.mentions import Number
from moderation.api.once import OnceRoute
from moderation.api.problems import ACTING, ALWAYS, LOOKING, problems
from moderation.case import Severity
from moderation.context import Context
from moderation.corrections import Change
from moderation.desk import correcting, thanking
from moderation.documents import Document, mention_document
from moderation.judged import correction_document, thanks_document
from moderation.prepared import prepared_document
from moderation.store import judging, mentions

router = APIRouter(tags=["mentions"], route_class=OnceRoute)
CORRECTING = problems(*ALWAYS, 404, 409, 413)
Name = Annotated[str, Field(max_length=100), Stored]


class Correcting(Body):
    """What is right; a field that is left out stays as it is, a list replaces the one that is held."""

    sentiment: Literal["negative", "neutral", "positive"] | None = None
    complaint: bool | None = None
    topics: Annotated[list[Name], Field(max_length=50)] | None = None
    risks: Annotated[list[Name], Field(max_length=50)] | None = None
    severity: Severity | None = None
    brand: Name | None = None
    why: Why = ""

    @property
    def change(self) -> Change:
        """Give what the desk is to change."""
        severity = None if self.severity is None else str(self.severity)
        return Change(self.sentiment, self.complaint, self.topics, self.risks, severity, self.brand)


class Speaking(Body):
    """In which language titles, labels and steps are told."""

    speak: Literal["en", "ru", "uk", "lv"] = "en"


@router.post("/cases/{number}/correct", response_model=shapes.Case, responses=ACTING)
def correct(act: Act, body: Correcting) -> Document:
    """Correct what is held of a case; it ends none."""
    return act.do(correcting.correct, change=body.change, why=body.why)


@router.post("/mentions/{number}/correct", response_model=shapes.Mention, responses=CORRECTING)
def correct_mention(caller: Writer, context: Given, number: Number, body: Correcting) -> Document:
    """Correct what is held of a mention that has no case; one that is a complaint after all becomes a case."""
    done = correcting.correct_mention(
        context.store,
        caller.person,
        number,
        book=context.book,
        catalogue=context.catalogue,
        now=context.now(),
        change=body.change,
        why=body.why,
    )
    return mention_document(done.mention)


@router.get("/mentions/{number}/corrections", response_model=shapes_judging.Corrections, responses=LOOKING)
def corrections(_: Reader, context: Given, number: Number) -> Document:
    """List what persons corrected of a mention, oldest first."""
    with context.store.read() as tx:
        if mentions.one(tx, number) is None:
            raise NotFound(f"there is no mention {number}. See them: otklik journal")
        found = judging.corrections(tx, number)
    return {"items": [correction_document(one) for one in found]}


@router.get("/mentions/{number}/thanks", response_model=shapes_judging.Thanks, responses=LOOKING)
def thanks(caller: Reader, context: Given, number: Number, query: Annotated[Speaking, Query()]) -> Document:
    """Say whether a mention can be thanked for, who has, and with which prepared texts one would."""
    found = thanking.praise(context.store, number, context.book)
    return _thanks(found, caller, context, query.speak)


@router.post("/mentions/{number}/thank", response_model=shapes_judging.Thanks, responses=CORRECTING)
def thank(caller: Writer, context: Given, number: Number, body: Address = Address()) -> Document:
    """Record that the author of praise was thanked on the site, once."""
    done = thanking.thank(context.store, caller.person, number, book=context.book, now=context.now(), url=body.url)
    return _thanks(done, caller, context, "en")


def _thanks(found: thanking.Praise, caller: Caller, context: Context, spoken: str) -> Document:
    texts = thanking.texts(found.mention, caller.person, settings=context.settings, book=context.book, now=context.now())
    return {
        "mention": found.mention.id,
        "possible": not found.obstacle,
        "obstacle": found.obstacle,
        "thanked": thanks_document(found.thanked),
        "templates": [prepared_document(one, spoken) for one in texts],
    }
