"""The proposed links between customers as a page: both posts, the evidence, and two buttons (E5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from config.errors import Forbidden, Impossible, NotFound, StaleVersion, TryAgain, UsageError
from moderation.case import Act, Status
from moderation.customers import Line, open_links
from moderation.desk import customers
from moderation.people import Person, may
from moderation.queue import case_view
from moderation.web.acting import Form
from moderation.web.case_page import Attempt, case_page
from moderation.web.deeds import number_of
from moderation.web.pages import page, speech_for
from moderation.web.shown import shown_to

if TYPE_CHECKING:
    from moderation.context import Context

ROWS = 30


def routes(context: Context) -> APIRouter:
    """Give the routes of the page of links, and of facts that are noted down."""
    router = APIRouter()

    @router.get("/links", include_in_schema=False)
    def show(request: Request, after: str = "", done: str = "") -> Response:
        return links_page(request, context, context.person_of(request), after=after, done=done)

    @router.post("/links", include_in_schema=False)
    def decide(request: Request, form: Form) -> Response:
        person = context.person_of(request)
        try:
            number, link = (number_of(name, form.get(name, ""), "") for name in ("case", "link"))
            answer, why = form.get("answer", ""), form.get("why", "")
            customers.link(context.store, person, number, book=context.book, now=context.now(), link=link, answer=answer, why=why)
        except (StaleVersion, Impossible, Forbidden, UsageError, NotFound, TryAgain) as error:
            return links_page(request, context, person, problem=str(error))
        return RedirectResponse(f"/links?done={link}", status_code=303)

    @router.post("/cases/{n:int}/facts", include_in_schema=False)
    def note(request: Request, n: int, form: Form) -> Response:
        person = context.person_of(request)
        case_view(context.store, n, context.book, context.now())  # a case that is not there is a 404
        fact, value = form.get("fact", ""), form.get("value", "")
        try:
            customers.note(context.store, person, n, book=context.book, now=context.now(), fact=fact, value=value)
        except (Forbidden, UsageError, TryAgain) as error:
            view = case_view(context.store, n, context.book, context.now())
            attempt = Attempt("facts", {"value": value}, str(error))
            return case_page(request, context, person, view, attempt=attempt, status=403 if isinstance(error, Forbidden) else 422)
        return RedirectResponse(f"/cases/{n}#customer", status_code=303)

    return router


def links_page(
    request: Request, context: Context, person: Person, *, after: str = "", done: str = "", problem: str = ""
) -> Response:  # fmt: skip
    """Show the links that nobody has decided, the surest first."""
    last = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    found = open_links(context.store, limit=ROWS + 1, after=last)
    view = {
        "say": speech_for(request, context),
        "rows": [(link, one, other, acting_case(one, other)) for link, one, other in found[:ROWS]],
        "texts": shown_to(person),
        "may": may(person, Act.LINK),
        "more": f"/links?after={found[ROWS - 1][0].id}" if len(found) > ROWS else None,
        "later": last is not None,
        "done": done.isascii() and done.isdigit(),
        "problem": problem,
    }
    return page(request, context, person, "links.html", view, status=409 if problem else 200)


def acting_case(one: Line, other: Line) -> int | None:
    """Give the case in whose history a decision is written: the newer one that was not dismissed."""
    for line in (other, one):
        if line.case is not None and line.case.status is not Status.DISMISSED:
            return line.case.id
    return None
