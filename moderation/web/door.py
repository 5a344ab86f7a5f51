"""Coming and going: log in by a one-time link, log out, choose the language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from config.errors import Forbidden
from moderation.context import LOGIN, local_path
from moderation.web.language import remember
from moderation.web.pages import page

if TYPE_CHECKING:
    from moderation.context import Context

Field = Annotated[str, Form()]


def routes(context: Context) -> APIRouter:
    """Give the routes of the door."""
    router = APIRouter()

    @router.get(LOGIN, include_in_schema=False)
    def ask(request: Request) -> Response:
        return page(request, context, None, "login.html", {"link": "", "problem": ""})

    @router.get(LOGIN + "/{secret}", include_in_schema=False)
    def offer(request: Request, secret: str) -> Response:
        # Scanners of mail fetch every link before its reader does: only the button uses it up.
        return page(request, context, None, "login.html", {"link": secret, "problem": "", "back": LOGIN})

    @router.post(LOGIN, include_in_schema=False)
    def enter(request: Request, link: Field = "") -> Response:
        response = RedirectResponse("/", status_code=303)
        try:
            context.enter(request, response, link.strip())
        except Forbidden as error:
            # The page stays: a redirect would lose why the link opens nothing.
            view = {"link": "", "problem": str(error), "back": LOGIN}
            return page(request, context, None, "login.html", view, status=403)
        return response

    @router.post("/logout", include_in_schema=False)
    def leave(request: Request) -> Response:
        response = RedirectResponse(LOGIN, status_code=303)
        context.leave(request, response)
        return response

    @router.post("/language", include_in_schema=False)
    def speak(language: Field = "", back: Field = "/") -> Response:
        response = RedirectResponse(local_path(back), status_code=303)
        remember(response, language, secure=context.secure)
        return response

    return router
