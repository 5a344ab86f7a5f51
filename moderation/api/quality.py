"""The review of quality by the API (B7, B11)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from moderation import reviewing
from moderation.api import shapes_outcomes as shapes
from moderation.api.acting import Number
from moderation.api.bodies import Body, Stored
from moderation.api.callers import Given, Reader, Writer
from moderation.api.once import OnceRoute
from moderation.api.problems import ALWAYS, LISTING, problems
from moderation.desk.acting import LONGEST_WHY
from moderation.documents import Document
from moderation.quality import HIGHEST, LOWEST
from moderation.weeks import choose_week

router = APIRouter(prefix="/quality", tags=["outcomes"], route_class=OnceRoute)
SCORING = problems(*ALWAYS, 404, 409, 413)
WeekOf = Annotated[str, Field(max_length=20, description="2026-W47 or last"), Stored]
Mark = Annotated[int, Field(ge=LOWEST, le=HIGHEST)]


class QualityQuery(Body):
    """The sample of which week."""

    week: WeekOf = "last"


class Card(Body):
    """Three marks from 1 (poor) to 5 (very good), with a note; without a `speed` the proposed one counts."""

    accuracy: Mark
    completeness: Mark
    speed: Mark | None = None
    note: Annotated[str, Field(max_length=LONGEST_WHY), Stored] = ""
    week: WeekOf = "last"


@router.get("", response_model=shapes.Reviews, responses=LISTING)
def quality(caller: Reader, context: Given, query: Annotated[QualityQuery, Query()]) -> Document:
    """Give the sample of a week to a reviewer, and to everybody the cards about the own work."""
    now = context.now()
    week = choose_week(query.week, context.settings.timezone, now)
    return reviewing.reviews_document(reviewing.reviews(context.store, caller.person, context.book, week, now))


@router.post("/{number}", response_model=shapes.Score, responses=SCORING)
def score(caller: Writer, context: Given, number: Number, body: Card) -> Document:
    """Mark the sampled work on a case; nobody marks the own work."""
    now = context.now()
    card = reviewing.score(
        context.store,
        caller.person,
        number,
        book=context.book,
        now=now,
        week=choose_week(body.week, context.settings.timezone, now),
        accuracy=body.accuracy,
        completeness=body.completeness,
        speed=body.speed,
        note=body.note,
    )
    return reviewing.score_document(card)
