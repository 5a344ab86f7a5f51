"""The forms of a case: each calls the desk, then leads back to the case; what was typed is never lost."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from config.errors import Forbidden, Impossible, NotFound, OperatorError, StaleVersion, TryAgain, UsageError
from moderation.auth import LoginError
from moderation.context import LOGIN
from moderation.queue import case_view
from moderation.web.case_page import Attempt, case_page
from moderation.web.deeds import DEEDS, Deed, details_of
from moderation.web.pages import kept, page, speech_for

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person

# NotFound is 422 here: the case is there (it was looked up before), so it is the named owner who is not.
_STATUS: Mapping[type[OperatorError], int] = MappingProxyType(
    {StaleVersion: 409, Impossible: 409, Forbidden: 403, UsageError: 422, NotFound: 422, TryAgain: 503}
)


def status_of(error: OperatorError) -> int:
    """Give the status with which a form is shown again: that of the nearest kind of error."""
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


async def form_of(request: Request) -> dict[str, str]:
    """Give the texts of a form by name, those of one name joined by commas; a file sent in place of a text is left out."""
    found: dict[str, str] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, str):
            found[name] = f"{found[name]},{value}" if name in found else value
    return found


Form = Annotated[dict[str, str], Depends(form_of)]


def routes(context: Context) -> APIRouter:
    """Give the route of the forms of a case."""
    router = APIRouter()

    @router.post("/cases/{n:int}/{act}", include_in_schema=False)
    def act_on(request: Request, n: int, act: str, form: Form) -> Response:
        deed = DEEDS.get(act)
        if deed is None:
            raise NotFound(f'there is no act "{act[:40]}". There are: {", ".join(DEEDS)}')
        version = form.get("version", "")
        typed = {name: form.get(name, "").replace("\r\n", "\n") for name in deed.fields}
        try:
            person = context.person_of(request)
        except LoginError:  # caught here and not by the application, which would lead to /login and lose the text
            return outside(request, context, typed)
        case_view(context.store, n, context.book, context.now())  # a case that is not there is a 404, not a form to repeat
        try:
            _do(context, person, n, deed, typed, version)
        except (StaleVersion, Impossible, Forbidden, UsageError, NotFound, TryAgain) as error:
            return _again(request, context, person, n, Attempt(act, typed, str(error), _since(error, version)), error)
        # 303: to load the page again does not do the act again.
        return RedirectResponse(f"/cases/{n}?done={act}", status_code=303)

    return router


def _do(context: Context, person: Person, n: int, deed: Deed, typed: Mapping[str, str], version: str) -> None:
    details = details_of(deed, typed, context.settings.timezone)
    if deed.settings:
        details["settings"] = context.settings
    deed.do(context.store, person, n, book=context.book, now=context.now(), version=number_of_version(version), **details)


def number_of_version(version: str) -> int:
    """Read the hidden field of a form. Raises UsageError: without it somebody's work could be overwritten unseen."""
    if version.isascii() and version.isdigit() and len(version) < 10:
        return int(version)
    raise UsageError("the form does not say which state of the case it was made for. Look at the case and try again")


def _since(error: OperatorError, version: str) -> int | None:
    return number_of_version(version) if isinstance(error, StaleVersion) else None


def _again(request: Request, context: Context, person: Person, n: int, attempt: Attempt, error: OperatorError) -> Response:
    view = case_view(context.store, n, context.book, context.now())
    return case_page(request, context, person, view, attempt=attempt, status=status_of(error))


def outside(request: Request, context: Context, typed: Mapping[str, str]) -> Response:
    """Give the text back to somebody whose session ended while it was written."""
    say = speech_for(request, context)
    view = {
        "say": say,
        "back": LOGIN,
        "status": 401,
        "sentence": say.words.gettext("You were logged out before this was saved. Log in again; it has not been recorded."),
        "spoken": say.language,
        "typed": kept(typed),
    }
    return page(request, context, None, "error.html", view, status=401)
