"""Desk verbs of terms and owners by the API: promise, keep, delay, escalate."""

from __future__ import annotations

from fastapi import APIRouter

from moderation.api import shapes
from moderation.api.acting import Act
from moderation.api.bodies import Delay, MaybeReason, Promise, Reason
from moderation.api.once import OnceRoute
from moderation.api.problems import ACTING
from moderation.desk import owners, terms
from moderation.documents import Document

router = APIRouter(tags=["cases"], route_class=OnceRoute)


@router.post("/cases/{number}/promise", response_model=shapes.Case, responses=ACTING)
def promise(act: Act, body: Promise) -> Document:
    """Record what the customer was promised until when; the promise has a clock of its own."""
    return act.do(terms.promise, until=body.until, url=body.url, why=body.why)


@router.post("/cases/{number}/keep", response_model=shapes.Case, responses=ACTING)
def keep(act: Act, body: MaybeReason = MaybeReason()) -> Document:
    """Record that the promise was kept."""
    return act.do(terms.keep, why=body.why)


@router.post("/cases/{number}/delay", response_model=shapes.Case, responses=ACTING)
def delay(act: Act, body: Delay) -> Document:
    """Move the promise, or else the reply, to a new date for a reason; `text` is the notice that tells the customer.

    Without it the prepared notice is kept as the caller's draft of the kind delay; handed in later with the same date.
    """
    settings = act.context.settings
    return act.do(terms.delay, until=body.until, why=body.why, text=body.text, url=body.url, settings=settings)


@router.post("/cases/{number}/escalate", response_model=shapes.Case, responses=ACTING)
def escalate(act: Act, body: Reason) -> Document:
    """Take the case one level up the ladder."""
    return act.do(owners.escalate, why=body.why)
