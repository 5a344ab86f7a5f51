"""The prevention list as a page: ranked causes, who looks after each, and what removing one has changed (A14, B7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import Forbidden, Impossible, NotFound, TryAgain, UsageError
from moderation import prevention as acts
from moderation.auth import LoginError
from moderation.causes import CauseFigure, Order
from moderation.people import PREVENT, may
from moderation.web.acting import Form, outside
from moderation.web.pages import page, speech_for
from moderation.web.persons import names_of
from moderation.web.shown import shown_to

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person
    from moderation.web.speech import Speech

WEEKS = (4, acts.WEEKS, 26, 52)


@dataclass(frozen=True, slots=True)
class Line:
    """One cause as a line: its label and its figures; `effect` in words."""

    figure: CauseFigure
    label: str
    effect: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A mark that was not made: for which cause, what was typed, and why not."""

    cause: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""


def routes(context: Context) -> APIRouter:
    """Give the routes of the prevention list."""
    router = APIRouter()

    @router.get("/causes", include_in_schema=False)
    def show(request: Request, weeks: str = "", by: str = "") -> HTMLResponse:
        return causes_page(request, context, context.person_of(request), weeks=weeks, by=by)

    @router.post("/causes/{cause}/own", include_in_schema=False)
    def own(request: Request, cause: str, form: Form) -> Response:
        return _act(request, context, cause, form, acts.own, "owner", "why")

    @router.post("/causes/{cause}/removed", include_in_schema=False)
    def removed(request: Request, cause: str, form: Form) -> Response:
        return _act(request, context, cause, form, acts.removed, "why")

    @router.post("/causes/{cause}/returned", include_in_schema=False)
    def returned(request: Request, cause: str, form: Form) -> Response:
        return _act(request, context, cause, form, acts.returned, "why")

    return router


def causes_page(
    request: Request,
    context: Context,
    person: Person,
    *,
    weeks: str = "",
    by: str = "",
    attempt: Attempt | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Show the list, ranked as was asked; what is no number or order is left out."""
    say = speech_for(request, context)
    chosen = next((known for known in WEEKS if str(known) == weeks), acts.WEEKS)
    order = next((known for known in Order if known == by), Order.CASES)
    found = acts.prevention(context.store, context.book, context.now(), weeks=chosen, order=order)
    view: dict[str, Any] = {
        "say": say,
        "lines": [_line(context, figure, say) for figure in found.figures],
        "found": found,
        "weeks": chosen,
        "choices": WEEKS,
        "orders": tuple(Order),
        "texts": shown_to(person),
        "names": names_of(context),
        "may": may(person, PREVENT),
        "currency": context.book.policy.concessions.currency,
        "attempt": attempt or Attempt(),
    }
    return page(request, context, person, "causes.html", view, status=status)


def _line(context: Context, figure: CauseFigure, say: Speech) -> Line:
    known = context.book.policy.causes.get(figure.cause)
    label = figure.cause if known is None else known.worded(say.language)
    return Line(figure, label, effect_text(figure, say))


def effect_text(figure: CauseFigure, say: Speech) -> str:
    """Say what a removal has changed, in cases a week; nothing where there was none."""
    _ = say.words.gettext
    effect = figure.effect
    if effect is None:
        return ""
    if effect.since is None:
        return _("too early to say")
    if effect.before is None:
        return _("%(since)s a week since") % {"since": say.number(round(effect.since, 1))}
    rates = {"before": say.number(round(effect.before, 1)), "since": say.number(round(effect.since, 1))}
    told = _("%(before)s a week before, %(since)s since") % rates
    return told if effect.change is None else f"{told} ({'+' if effect.change > 0 else ''}{say.percent(effect.change)})"


def _act(request: Request, context: Context, cause: str, form: Form, do: Callable[..., object], *fields: str) -> Response:
    typed = {name: form.get(name, "").replace("\r\n", "\n") for name in fields}
    try:
        person = context.person_of(request)
    except LoginError:
        return outside(request, context, typed)
    try:
        do(context.store, person, cause, book=context.book, now=context.now(), **typed)
    except (Forbidden, Impossible, NotFound, UsageError, TryAgain) as error:
        status = {Forbidden: 403, Impossible: 409, TryAgain: 503, NotFound: 404}.get(type(error), 422)
        return causes_page(request, context, person, attempt=Attempt(cause, typed, str(error)), status=status)
    # 303: to load the page again does not make the mark again.
    return RedirectResponse(f"/causes#c-{cause}", status_code=303)
