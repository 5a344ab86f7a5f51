"""The journal as pages: every mention that came in, with what became of it and why (D1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import NotFound
from moderation.channels import SITES
from moderation.store import mentions
from moderation.web.links import web_link
from moderation.web.pages import page, speech_for
from moderation.web.shown import shown_to

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person

ROWS = 50
OUTCOMES = ("case", "dismissed")


def routes(context: Context) -> APIRouter:
    """Give the routes of the journal and of one mention."""
    router = APIRouter()

    @router.get("/journal", include_in_schema=False)
    def journal(request: Request, site: str = "", outcome: str = "", before: str = "") -> HTMLResponse:
        person = context.person_of(request)
        return journal_page(request, context, person, site, outcome if outcome in OUTCOMES else "", _number(before))

    @router.get("/mentions/{n:int}", include_in_schema=False)
    def mention(request: Request, n: int) -> Response:
        return mention_page(request, context, context.person_of(request), n)

    return router


def journal_page(request: Request, context: Context, person: Person, site: str, outcome: str, before: int | None) -> HTMLResponse:
    """Show the mentions of a site and an outcome, where they are given, newest first, those older than `before`."""
    with context.store.read() as tx:
        # One more than is shown tells whether there is a next page.
        rows = mentions.journal(tx, limit=ROWS + 1, before=before, site=site or None, outcome=outcome or None)
    shown = rows[:ROWS]
    view: dict[str, Any] = {
        "say": speech_for(request, context),
        "rows": shown,
        "texts": shown_to(person),
        "site": site,
        "outcome": outcome,
        "outcomes": OUTCOMES,
        # A site that is no longer on the list still has mentions here.
        "sites": sorted({known.name for known in context.catalogue.sites} | {*SITES} | ({site} if site else set())),
        "more": _address(site, outcome, shown[-1].id) if len(rows) > ROWS else None,
        "later": before is not None,
    }
    return page(request, context, person, "journal.html", view)


def mention_page(request: Request, context: Context, person: Person, n: int) -> Response:
    """Show a mention of which no case was made; lead to the case where one was. Raises NotFound."""
    with context.store.read() as tx:
        found = mentions.one(tx, n)
        revisions = mentions.revisions(tx, n) if found is not None else ()
    if found is None:
        raise NotFound(f"there is no mention {n}. See the journal: otklik journal")
    if found.case_id is not None:
        return RedirectResponse(f"/cases/{found.case_id}", status_code=303)
    view = {
        "say": speech_for(request, context),
        "mention": found,
        "revisions": revisions,
        "texts": shown_to(person),
        "source": web_link(found.url),
    }
    return page(request, context, person, "mention.html", view)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _address(site: str, outcome: str, before: int) -> str:
    given = {"site": site, "outcome": outcome, "before": before}
    return "/journal?" + urlencode({key: value for key, value in given.items() if value})
