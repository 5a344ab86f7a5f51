"""Why a case is due when it is, by the API."""

from __future__ import annotations

from fastapi import APIRouter

from moderation.api import shapes_deadlines as shapes
from moderation.api.acting import Number
from moderation.api.callers import Given, Reader
from moderation.api.problems import LOOKING
from moderation.discreet import discreet
from moderation.documents import Document
from moderation.explaining import explain, explanation_document
from moderation.queue import case_view

router = APIRouter(tags=["cases"])


@router.get("/cases/{number}/deadline", response_model=shapes.Explanation, responses=LOOKING)
def deadline(_: Reader, context: Given, number: Number) -> Document:
    """Explain each clock of a case: every span that counted or did not, pauses, delays, and the steps that come."""
    now = context.now()
    view = discreet(case_view(context.store, number, context.book, now))
    return explanation_document(explain(view, context.book), now)
