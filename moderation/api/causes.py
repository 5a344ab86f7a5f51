"""The prevention list by the API (A14, B7)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from moderation import prevention as acts
from moderation.api import shapes_outcomes as shapes
from moderation.api.bodies import Body, MaybeReason, Reason, Stored
from moderation.api.callers import Given, Reader, Writer
from moderation.api.once import OnceRoute
from moderation.api.problems import ALWAYS, LISTING, problems
from moderation.causes import Order, Standing
from moderation.documents import Document

router = APIRouter(prefix="/causes", tags=["outcomes"], route_class=OnceRoute)
MARKING = problems(*ALWAYS, 404, 409, 413)
Cause = Annotated[str, Path(max_length=64, description="the name of the cause"), Stored]


class CausesQuery(Body):
    """Over how many weeks, ranked by what."""

    weeks: Annotated[int, Field(ge=1, le=acts.MOST_WEEKS)] = acts.WEEKS
    order: Order = Order.CASES


class Owning(MaybeReason):
    """The login of the person who looks after it, with a note."""

    owner: Annotated[str, Field(min_length=1, max_length=100), Stored]


@router.get("", response_model=shapes.Causes, responses=LISTING)
def causes(_: Reader, context: Given, query: Annotated[CausesQuery, Query()]) -> Document:
    """List the causes, ranked by cases, cost and recurrence."""
    found = acts.prevention(context.store, context.book, context.now(), weeks=query.weeks, order=query.order)
    return acts.prevention_document(found, context.book.policy.causes)


@router.post("/{cause}/own", response_model=shapes.Standing, responses=MARKING)
def own(caller: Writer, context: Given, cause: Cause, body: Owning) -> Document:
    """Give a cause to a person who looks after it."""
    book, now = context.book, context.now()
    return _told(cause, acts.own(context.store, caller.person, cause, book=book, now=now, owner=body.owner, why=body.why))


@router.post("/{cause}/removed", response_model=shapes.Standing, responses=MARKING)
def removed(caller: Writer, context: Given, cause: Cause, body: Reason) -> Document:
    """Mark a cause as removed from now on."""
    return _told(cause, acts.removed(context.store, caller.person, cause, book=context.book, now=context.now(), why=body.why))


@router.post("/{cause}/returned", response_model=shapes.Standing, responses=MARKING)
def returned(caller: Writer, context: Given, cause: Cause, body: Reason) -> Document:
    """Take the mark back: the cause is there again."""
    return _told(cause, acts.returned(context.store, caller.person, cause, book=context.book, now=context.now(), why=body.why))


def _told(cause: str, mark: Standing) -> Document:
    return {"cause": cause.strip().lower(), **acts.standing_document(mark)}
