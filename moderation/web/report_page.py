"""The service-quality report as a page (D5, B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from config.errors import UsageError
from moderation.interval import choose_interval
from moderation.people import SUPERVISE, may
from moderation.report import BY, UNKNOWN
from moderation.reporting import reported
from moderation.web.pages import page, speech_for
from moderation.web.panel_outcome import cause_label
from moderation.web.persons import names_of

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.web.speech import Speech


def routes(context: Context) -> APIRouter:
    """Give the route of the report."""
    router = APIRouter()

    @router.get("/report", include_in_schema=False)
    def show(request: Request, week: str = "") -> HTMLResponse:
        # The names of the fields are those of the API, and `from` cannot name an argument.
        since, until = (request.query_params.get(name, "") for name in ("from", "until"))
        return report_page(request, context, week, since, until)

    return router


def report_page(request: Request, context: Context, week: str, since: str, until: str) -> HTMLResponse:
    """Show the report of an interval; one that cannot be read is said, and the usual one shown."""
    person, say = context.person_of(request), speech_for(request, context)
    zone, problem = context.settings.timezone, ""
    try:
        interval = choose_interval(week, since, until, zone, say.now)
    except UsageError as error:
        problem, interval = str(error), choose_interval("", "", "", zone, say.now)
    found = reported(context.store, person, context.book, interval, say.now)
    names = names_of(context)
    named = {kind: {one.name: _label(context, kind, one.name, names, say) for one in found.groups[kind]} for kind in BY}
    view: dict[str, Any] = {
        "say": say,
        "found": found,
        "kinds": BY,
        "named": named,
        "all": may(person, SUPERVISE),
        "problem": problem,
    }
    return page(request, context, person, "report.html", view, status=422 if problem else 200)


def _label(context: Context, kind: str, name: str, names: dict[str, str], say: Speech) -> str:
    """Word the name of a line in the page's language."""
    if kind in ("severity", "topic"):
        return say.label(kind, name)
    if kind == "site":
        return say.site(name)
    if kind == "cause":
        return say.words.gettext("not recorded yet") if name == UNKNOWN else cause_label(context, name, say)
    return names.get(name, name) if kind == "person" else name
