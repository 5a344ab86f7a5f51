"""One case as a page: the complaint, what can be done now, the clocks, and the whole history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from moderation import drafts
from moderation.case import Act
from moderation.channels import ways_of
from moderation.delaying import owed, until_of
from moderation.desk.correcting import unchanged
from moderation.desk.releasing import connector_of
from moderation.discreet import discreet
from moderation.people import DESPITE, Person, may
from moderation.queue import CaseView, case_view
from moderation.web.badge import badge_of_view
from moderation.web.clocks import clock_lines
from moderation.web.correcting import fields, severity_line
from moderation.web.findings import of_draft, told
from moderation.web.links import reply_limit, reply_link, web_link
from moderation.web.pages import page, speech_for
from moderation.web.panel_customer import for_forms
from moderation.web.panel_outcome import outcomes_of
from moderation.web.panels import panels
from moderation.web.persons import assignable, names_of
from moderation.web.planning import choices, formless, titles
from moderation.web.reckonings import reckonings
from moderation.web.shown import shown_to
from moderation.web.steps import folded, notes, steps
from moderation.web.timeline import entries

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.lint.finding import Finding
    from moderation.web.speech import Speech


@dataclass(frozen=True, slots=True)
class Attempt:
    """An act that did not happen: what was typed, and why not. `since` is the version that its author had seen.

    `checked`: it was only to be checked, and was.
    """

    act: str
    typed: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    since: int | None = None
    checked: bool = False


NO_ATTEMPT = Attempt("")


def routes(context: Context) -> APIRouter:
    """Give the route of a case."""
    router = APIRouter()

    @router.get("/cases/{n:int}", include_in_schema=False)
    def show(request: Request, n: int, done: str = "") -> HTMLResponse:
        person = context.person_of(request)
        view = case_view(context.store, n, context.book, context.now())
        return case_page(request, context, person, view, done=done)

    return router


def case_page(
    request: Request,
    context: Context,
    person: Person,
    view: CaseView,
    *,
    attempt: Attempt = NO_ATTEMPT,
    done: str = "",
    status: int = 200,
    findings: tuple[Finding, ...] | None = None,
) -> HTMLResponse:
    """Show a case; after an act that did not happen with everything that was typed, and what others did meanwhile.

    `findings` are those in a text that was checked; where none are given, those in the draft are shown.
    """
    texts = shown_to(person)
    if texts.masked:
        view = discreet(view)
    say = speech_for(request, context)
    names = {**names_of(context), **titles(context.book, say)}
    forms = steps(view, person, say)
    missed = () if attempt.since is None else entries(view.events[attempt.since :], view.replies, say, names)
    shown: dict[str, Any] = {
        "say": say,
        "case": view,
        "mention": view.mention,
        "texts": texts,
        "badge": badge_of_view(view, say),
        "clocks": clock_lines(view, say, names),
        "reckonings": reckonings(view, context.book, say, names),
        "history": entries(view.events, view.replies, say, names),
        "steps": forms,
        "folded": folded(forms),
        "notes": notes(view, person, say),
        "source": web_link(view.mention.url),
        "target": reply_link(context.catalogue, view.mention),
        "limit": reply_limit(context.catalogue, view.site),
        "people": assignable(context),
        "planning": choices(context, view, say),
        "correcting": fields(context, unchanged(view), attempt.typed if attempt.act == "correct" else {}),
        "severity_line": severity_line(view, say, names),
        "panels": panels(context, person, view, say),
        "owed": _owed(view, say),
        "outcome": outcomes_of(context, view, say),
        "own": drafts.every(context.store, person, view.id),
        "ways": ways_of(view.state.channel) if view.state.channel else (),
        **for_forms(context, person, view),
        "connector": connector_of(context.catalogue, view.site) is not None,
        "names": names,
        "attempt": attempt,
        "findings": told(of_draft(context, person, view) if findings is None else findings, say),
        "despite": may(person, DESPITE),
        "missed": missed,
        # The form may be gone, for others have moved the case on; what was typed into it is shown apart then.
        "homeless": any(attempt.typed.values())
        and (attempt.act not in {step.act for step in forms} or formless(attempt.act, attempt.typed, view)),
        # Only an act that did happen: done=… in a link from elsewhere must not make the page claim one.
        "done": done if done in {str(event.act) for event in view.events} else "",
        "back": f"/cases/{view.id}",
    }
    return page(request, context, person, "case.html", shown, status=status)


def _owed(view: CaseView, say: Speech) -> Mapping[str, str] | None:
    """Give date and reason of the delay of which the customer has had no notice, for the form that hands it in."""
    last = owed(view.events) if Act.DELAY in view.possible else None
    if last is None or until_of(last) <= say.now:
        return None
    return {"until": say.local(until_of(last)).date().isoformat(), "why": last.why}
