"""The buttons of a reply posted by machine: post it now; or what a person saw on the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from config.errors import Forbidden, Impossible, StaleVersion, TryAgain, UsageError
from moderation.desk import releasing
from moderation.queue import case_view
from moderation.web.acting import Form, number_of_version
from moderation.web.case_page import Attempt, case_page

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person


def routes(context: Context) -> APIRouter:
    """Give the route of the buttons."""
    router = APIRouter()

    @router.post("/cases/{n:int}/release", include_in_schema=False)
    def release(request: Request, n: int, form: Form) -> Response:
        person = context.person_of(request)
        case_view(context.store, n, context.book, context.now())  # a case that is not there is a 404
        try:
            done = _do(context, person, n, form)
        except (Forbidden, Impossible, StaleVersion, UsageError, TryAgain) as error:
            view = case_view(context.store, n, context.book, context.now())
            status = {Forbidden: 403, UsageError: 422, TryAgain: 503}.get(type(error), 409)
            return case_page(request, context, person, view, attempt=Attempt("release", {}, str(error)), status=status)
        return RedirectResponse(f"/cases/{n}{'?done=post' if done else ''}", status_code=303)

    return router


def _do(context: Context, person: Person, n: int, form: dict[str, str]) -> bool:
    """Do what the button says; give whether the reply is posted now."""
    answer = form.get("answer", "")
    book, now = context.book, context.now()
    if answer == "now":
        version = number_of_version(form.get("version", ""))
        settings, catalogue, despite = context.settings, context.catalogue, form.get("despite", "")
        releasing.release(
            context.store, person, n, book=book, now=now, version=version, settings=settings, catalogue=catalogue, despite=despite
        )
        return True
    if answer not in ("stands", "missing"):
        raise UsageError("release: say what you saw on the site: it stands there, or it does not")
    stands = answer == "stands"
    releasing.decide(context.store, person, n, book=book, now=now, stands=stands, url=form.get("url", "").strip())
    return stands
