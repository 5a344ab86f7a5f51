"""The button that checks a reply while it is written: what was typed stays, the findings stand under it (A6, A7, B5, D6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from config.errors import Forbidden, UsageError
from moderation.auth import LoginError
from moderation.desk.linting import lint_case
from moderation.queue import case_view
from moderation.web.acting import Form, outside
from moderation.web.case_page import Attempt, case_page

if TYPE_CHECKING:
    from moderation.context import Context


def routes(context: Context) -> APIRouter:
    """Give the route of the button."""
    router = APIRouter()

    @router.post("/cases/{n:int}/check", include_in_schema=False)
    def check(request: Request, n: int, form: Form) -> Response:
        typed = {"text": form.get("text", "").replace("\r\n", "\n")}
        try:
            person = context.person_of(request)
        except LoginError:
            return outside(request, context, typed)
        view = case_view(context.store, n, context.book, context.now())
        try:
            found = lint_case(context.store, person, n, book=context.book, now=context.now(), text=typed["text"])
        except (Forbidden, UsageError) as error:
            status = 403 if isinstance(error, Forbidden) else 422
            return case_page(request, context, person, view, attempt=Attempt("reply", typed, str(error)), status=status)
        return case_page(request, context, person, view, attempt=Attempt("reply", typed, checked=True), findings=found)

    return router
