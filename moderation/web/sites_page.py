"""The list of sites as a page: the last verdict of each, when, what it brought, and what went wrong (A1, A2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from moderation.web.freshness import freshness
from moderation.web.pages import page, speech_for

if TYPE_CHECKING:
    from moderation.context import Context


def routes(context: Context) -> APIRouter:
    """Give the route of the list of sites."""
    router = APIRouter()

    @router.get("/sites", include_in_schema=False)
    def show(request: Request) -> HTMLResponse:
        person = context.person_of(request)
        say = speech_for(request, context)
        return page(request, context, person, "sites.html", {"say": say, "sites": freshness(context, say.now)})

    return router
