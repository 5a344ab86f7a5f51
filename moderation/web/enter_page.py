"""Enter a complaint that came by telephone, mail or in a shop (D2): one form, which leads to the case."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from config.errors import Forbidden, TryAgain, UsageError
from moderation.auth import LoginError
from moderation.case import Act, Severity
from moderation.channels import CHANNELS, FORM
from moderation.desk import entering
from moderation.entering import LONGEST_CONTACT, LONGEST_NAME, Entry, known
from moderation.people import require
from moderation.tagging import tagger_of
from moderation.web.acting import Form, outside
from moderation.web.pages import page, speech_for

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person

FIELDS = ("channel", "brand", "author", "contact", "text", "at", "severity", "key")
OFFERED = tuple(channel for channel in CHANNELS if channel != FORM)  # the form enters its own


def routes(context: Context) -> APIRouter:
    """Give the routes of the form."""
    router = APIRouter()

    @router.get("/enter", include_in_schema=False)
    def ask(request: Request) -> Response:
        person = context.person_of(request)
        require(person, Act.RECEIVE)
        return _form(request, context, person, {"key": secrets.token_urlsafe(16)})

    @router.post("/enter", include_in_schema=False)
    def enter(request: Request, form: Form) -> Response:
        typed = {name: form.get(name, "").replace("\r\n", "\n") for name in FIELDS}
        try:
            person = context.person_of(request)
        except LoginError:  # here and not by the application, which would lead to /login and lose the text
            return outside(request, context, typed)
        require(person, Act.RECEIVE)
        # A second press of the button, or a page that is loaded again, finds the case that the first one opened.
        number = known(context.store, typed["key"]) or 0
        try:
            number = number or _enter(context, person, typed)
        except (UsageError, Forbidden, TryAgain) as error:
            status = {UsageError: 422, Forbidden: 403}.get(type(error), 503)
            return _form(request, context, person, typed, problem=str(error), status=status)
        return RedirectResponse(f"/cases/{number}?done=receive", status_code=303)

    return router


def _enter(context: Context, person: Person, typed: Mapping[str, str]) -> int:
    entry = Entry(
        channel=typed["channel"],
        brand=typed["brand"],
        text=typed["text"],
        author=typed["author"],
        contact=typed["contact"],
        at=_moment(typed["at"], context.settings.timezone),
        severity=_severity(typed["severity"]),
        key=typed["key"],
    )
    tagger = tagger_of(context.settings.classifier.model)
    return entering.enter(context.store, person, entry, book=context.book, tagger=tagger, now=context.now()).id


def _moment(text: str, timezone: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f'at: "{text[:40]}" is not a time. Write it as 2026-11-30T12:00') from None
    return read if read.tzinfo else read.replace(tzinfo=ZoneInfo(timezone))


def _severity(text: str) -> Severity | None:
    try:
        return Severity(text) if text else None
    except ValueError:
        raise UsageError(f'severity: "{text[:40]}" is not one. Write one of: {", ".join(Severity)}') from None


def _form(
    request: Request, context: Context, person: Person, typed: Mapping[str, str], *, problem: str = "", status: int = 200
) -> Response:
    say = speech_for(request, context)
    view = {
        "say": say,
        "typed": {name: typed.get(name, "") for name in FIELDS},
        "problem": problem,
        "channels": OFFERED,
        "brands": [brand.name for brand in context.book.brands if not brand.competitor],
        "severities": tuple(Severity),
        "longest": {"author": LONGEST_NAME, "contact": LONGEST_CONTACT},
        "latest": say.local(say.now).strftime("%Y-%m-%dT%H:%M"),
    }
    return page(request, context, person, "enter.html", view, status=status)
