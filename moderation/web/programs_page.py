"""Programs as a page for admins: tokens by which they use the API, webhooks by which they are told, and what was not taken."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import ConfigError, UsageError
from moderation import auth, delivering
from moderation.audience import audience
from moderation.people import TOKENS, WEBHOOKS, require
from moderation.store.webhooks import DONE
from moderation.web.acting import Form
from moderation.web.pages import page, speech_for

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person

HERE = "/programs"


def routes(context: Context) -> APIRouter:
    """Give the page and its buttons."""
    router = APIRouter()

    @router.get(HERE, include_in_schema=False)
    def show(request: Request, done: str = "") -> HTMLResponse:
        return _page(request, context, _admin(context, request), done)

    @router.post(HERE, include_in_schema=False)
    def send(request: Request, form: Form) -> Response:
        person = _admin(context, request)
        try:
            done = "taken" if _sent(context, form) else "refused"
        except ConfigError:  # the secret is missing: the list says so, and what to do
            return _page(request, context, person, "refused", status=409)
        return RedirectResponse(f"{HERE}?done={done}", status_code=303)

    return router


def _admin(context: Context, request: Request) -> Person:
    person = context.person_of(request)
    require(person, TOKENS)
    require(person, WEBHOOKS)
    return person


def _sent(context: Context, form: dict[str, str]) -> bool:
    """Send what the button says, a word to try or a message again; give whether it was taken. Raises NotFound, UsageError."""
    store, hooks, now = context.store, context.settings.webhooks, context.now
    if "test" in form:
        return delivering.probe(store, hooks, form["test"], now, os.environ).state == DONE
    number = form.get("resend", "")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise UsageError("resend: say which message is meant. Open the page again and use its button")
    return delivering.resend(store, hooks, int(number), now, os.environ).state == DONE


def _page(request: Request, context: Context, person: Person, done: str, *, status: int = 200) -> HTMLResponse:
    say = speech_for(request, context)
    found: Any = audience(context.store, context.settings.webhooks, os.environ)
    tokens = sorted(auth.token_list(context.store), key=lambda token: (not token.valid(say.now), -token.id))
    view = {"say": say, "tokens": tokens, **found, "moment": datetime.fromisoformat, "done": done}
    return page(request, context, person, "programs.html", view, status=status)
