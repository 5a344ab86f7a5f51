"""One mention that is no case as a page: why, what was corrected, and thanks for praise (B4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from config.errors import Forbidden, Impossible, NotFound, TryAgain, UsageError
from moderation.auth import LoginError
from moderation.case import Act
from moderation.desk import correcting, thanking
from moderation.people import THANK, Person, may
from moderation.store import mentions
from moderation.web.acting import Form, outside
from moderation.web.case_page import NO_ATTEMPT, Attempt
from moderation.web.correcting import FIELDS, change_of, fields, told
from moderation.web.links import reply_link, web_link
from moderation.web.pages import page, speech_for
from moderation.web.persons import names_of
from moderation.web.shown import shown_to

if TYPE_CHECKING:
    from moderation.context import Context

DONE = ("correct", "thank")
_STATUS = {Forbidden: 403, Impossible: 409, UsageError: 422, NotFound: 422, TryAgain: 503}


def routes(context: Context) -> APIRouter:
    """Give the routes of a mention and of its two forms."""
    router = APIRouter()

    @router.get("/mentions/{n:int}", include_in_schema=False)
    def mention(request: Request, n: int, done: str = "", text: str = "") -> Response:
        return mention_page(request, context, context.person_of(request), n, done=done, text=text)

    @router.post("/mentions/{n:int}/correct", include_in_schema=False)
    def correct(request: Request, n: int, form: Form) -> Response:
        return _acted(request, context, n, "correct", _typed(form, FIELDS), _correct)

    @router.post("/mentions/{n:int}/thank", include_in_schema=False)
    def thank(request: Request, n: int, form: Form) -> Response:
        return _acted(request, context, n, "thank", _typed(form, ("url",)), _thank)

    return router


def _typed(form: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: form.get(name, "").replace("\r\n", "\n") for name in names}


def _acted(
    request: Request,
    context: Context,
    n: int,
    act: str,
    typed: dict[str, str],
    do: Callable[[Context, Person, int, Mapping[str, str]], None],
) -> Response:
    try:
        person = context.person_of(request)
    except LoginError:  # caught here and not by the application, which would lead to /login and lose what was typed
        return outside(request, context, typed)
    thanking.praise(context.store, n, context.book)  # a mention that is not there is a 404, not a form to repeat
    try:
        do(context, person, n, typed)
    except (Forbidden, Impossible, NotFound, UsageError, TryAgain) as error:
        attempt = Attempt(act, typed, str(error))
        return mention_page(request, context, person, n, attempt=attempt, status=_STATUS[type(error)])
    return RedirectResponse(f"/mentions/{n}?done={act}", status_code=303)


def _correct(context: Context, person: Person, n: int, typed: Mapping[str, str]) -> None:
    with context.store.read() as tx:
        record = mentions.one(tx, n)
    assert record is not None
    change = change_of(correcting.of_mention(record), typed)
    book, catalogue, now = context.book, context.catalogue, context.now()
    correcting.correct_mention(context.store, person, n, book=book, catalogue=catalogue, now=now, change=change, why=typed["why"])


def _thank(context: Context, person: Person, n: int, typed: Mapping[str, str]) -> None:
    thanking.thank(context.store, person, n, book=context.book, now=context.now(), url=typed["url"].strip())


def mention_page(
    request: Request,
    context: Context,
    person: Person,
    n: int,
    *,
    attempt: Attempt = NO_ATTEMPT,
    done: str = "",
    text: str = "",
    status: int = 200,
) -> Response:
    """Show a mention of which no case was made; lead to the case where one was. Raises NotFound."""
    found = thanking.praise(context.store, n, context.book)
    record = found.mention
    if record.case_id is not None and not attempt.act:
        return RedirectResponse(f"/cases/{record.case_id}", status_code=303)
    with context.store.read() as tx:
        revisions = mentions.revisions(tx, n)
    say, names = speech_for(request, context), names_of(context)
    listed = () if found.obstacle else _texts(context, person, found)
    chosen = next((one for one in listed if one.template.name == text), listed[0] if listed else None)
    view: dict[str, Any] = {
        "say": say,
        "mention": record,
        "revisions": revisions,
        "texts": shown_to(person),
        "source": web_link(record.url),
        "target": reply_link(context.catalogue, record),
        "thanked": found.thanked,
        "names": names,
        "praise": not found.obstacle and may(person, THANK),
        "listed": [(one.template.name, one.template.label(say.language)) for one in listed],
        "chosen": chosen,
        "corrections": told(context, n, say, names),
        "correcting": _fields(context, found, attempt) if record.case_id is None and may(person, Act.CORRECT) else None,
        "attempt": attempt,
        "done": done if done in DONE else "",
        "back": f"/mentions/{n}",
    }
    return page(request, context, person, "mention.html", view, status=status)


def _texts(context: Context, person: Person, found: thanking.Praise) -> tuple[Any, ...]:
    settings, book, now = context.settings, context.book, context.now()
    return thanking.texts(found.mention, person, settings=settings, book=book, now=now)


def _fields(context: Context, found: thanking.Praise, attempt: Attempt) -> Any:
    return fields(context, correcting.of_mention(found.mention), attempt.typed if attempt.act == "correct" else {})
