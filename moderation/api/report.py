"""The service-quality report by the API (D5, B7)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from moderation.api import shapes_outcomes as shapes
from moderation.api.bodies import Body, Stored
from moderation.api.callers import Given, Reader
from moderation.api.problems import LISTING
from moderation.documents import Document
from moderation.interval import choose_interval
from moderation.reporting import report_document, reported

router = APIRouter(tags=["outcomes"])
Day = Annotated[str, Field(max_length=20), Stored]


class ReportQuery(Body):
    """Which week (2026-W47, this, last), or which first and last day; else the last 30 days."""

    week: Day = ""
    since: Annotated[str, Field(max_length=20, alias="from"), Stored] = ""
    until: Day = ""


@router.get("/report", response_model=shapes.Report, responses=LISTING)
def report(caller: Reader, context: Given, query: Annotated[ReportQuery, Query()]) -> Document:
    """Report how fast and how well complaints were answered; of persons the caller's own line, for a supervisor all."""
    now = context.now()
    interval = choose_interval(query.week, query.since, query.until, context.settings.timezone, now)
    return report_document(reported(context.store, caller.person, context.book, interval, now))
