"""The review of quality as a page: the week's sample with its score cards, and what was said of one's own work (B7, B11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import Forbidden, Impossible, NotFound, TryAgain, UsageError
from moderation import reviewing
from moderation.auth import LoginError
from moderation.people import SUPERVISE, may
from moderation.quality import HIGHEST, LOWEST, MARKS
from moderation.web.acting import Form, outside
from moderation.web.pages import page, speech_for
from moderation.web.persons import names_of
from moderation.web.shown import shown_to
from moderation.weeks import Week, choose_week

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person

BACK = 8  # weeks that are offered
FIELDS = (*MARKS, "note")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A card that was not taken: of which case, what was typed, and why not."""

    case: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""


def routes(context: Context) -> APIRouter:
    """Give the routes of the review of quality."""
    router = APIRouter()

    @router.get("/quality", include_in_schema=False)
    def show(request: Request, week: str = "last") -> HTMLResponse:
        person = context.person_of(request)
        try:
            return quality_page(request, context, person, _week(context, week))
        except UsageError as error:
            attempt = Attempt(sentence=str(error))
            return quality_page(request, context, person, _week(context, "last"), attempt=attempt, status=422)

    @router.post("/quality/{n:int}", include_in_schema=False)
    def score(request: Request, n: int, form: Form) -> Response:
        return _score(request, context, n, form)

    return router


def quality_page(
    request: Request, context: Context, person: Person, week: Week, *, attempt: Attempt | None = None, status: int = 200
) -> HTMLResponse:
    """Show the sample of a week, each with its card, and the cards about the person's own work."""
    found = reviewing.reviews(context.store, person, context.book, week, context.now())
    weeks = [_week(context, "last")]
    while len(weeks) < BACK:
        weeks.append(weeks[-1].before())
    view: dict[str, Any] = {
        "say": speech_for(request, context),
        "found": found,
        "weeks": weeks,
        "may": may(person, SUPERVISE),
        "texts": shown_to(person),
        "names": names_of(context),
        "marks": range(LOWEST, HIGHEST + 1),
        "kinds": MARKS,
        "attempt": attempt or Attempt(),
    }
    return page(request, context, person, "quality.html", view, status=status)


def _week(context: Context, text: str) -> Week:
    return choose_week(text, context.settings.timezone, context.now())


def _score(request: Request, context: Context, n: int, form: Form) -> Response:
    typed = {name: form.get(name, "").replace("\r\n", "\n") for name in FIELDS}
    try:
        person = context.person_of(request)
    except LoginError:
        return outside(request, context, {"text": typed["note"]})
    week = _week(context, "last")
    try:
        week = _week(context, form.get("week", "last"))
        marks: dict[str, Any] = {name: _mark(name, typed[name]) for name in MARKS}
        book, now = context.book, context.now()
        reviewing.score(context.store, person, n, book=book, now=now, week=week, note=typed["note"], **marks)
    except (Forbidden, Impossible, NotFound, UsageError, TryAgain) as error:
        status = {Forbidden: 403, Impossible: 409, TryAgain: 503, NotFound: 404}.get(type(error), 422)
        week = week if context.now() >= week.ends else _week(context, "last")
        return quality_page(request, context, person, week, attempt=Attempt(n, typed, str(error)), status=status)
    # 303: to load the page again does not write the card again.
    return RedirectResponse(f"/quality?week={week}#case-{n}", status_code=303)


def _mark(name: str, text: str) -> int | None:
    """Read a mark; an empty speed is left to the proposal. Raises UsageError."""
    given = text.strip()
    if not given and name == "speed":
        return None
    if given in {str(mark) for mark in range(LOWEST, HIGHEST + 1)}:
        return int(given)
    raise UsageError(f'{name}: "{given[:40]}" is not a mark. Choose one from {LOWEST} to {HIGHEST}')
