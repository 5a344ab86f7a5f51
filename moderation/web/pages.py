"""Fill a template for one visitor: words in their language, what they may do, the frame with its navigation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from moderation.noticing import unread
from moderation.plain import neutral, one_line
from moderation.web.assets import address_of
from moderation.web.language import language_of
from moderation.web.links import web_link
from moderation.web.speech import OWN_NAMES, Speech

if TYPE_CHECKING:
    from starlette.requests import Request

    from moderation.context import Context
    from moderation.people import Person

TYPED = ("text", "why", "url")  # fields that hold somebody's work


def speech_for(request: Request, context: Context) -> Speech:
    """Give the voice of a page: the visitor's language, the settings' zone, this moment."""
    return Speech(language_of(request, context.settings.language), context.settings.timezone, context.now())


def page(
    request: Request, context: Context, person: Person | None, template: str, view: dict[str, Any], *, status: int = 200
) -> HTMLResponse:
    """Fill a template; `view` may bring its own `say`."""
    say = view.get("say") or speech_for(request, context)
    frame = {
        "person": person,
        "unread": 0 if person is None else unread(context.store, person),
        "company": context.settings.company,
        "csrf": context.csrf(request),
        "back": _here(request),
    }
    return HTMLResponse(fill(template, say, {**frame, **view}), status_code=status)


def fill(template: str, say: Speech, view: dict[str, Any]) -> str:
    """Render one template in one voice."""
    words = say.words
    voice = {"say": say, "_": words.gettext, "ngettext": words.ngettext, "pgettext": words.pgettext}
    return _templates().get_template(template).render({**voice, **view})


def error_page(request: Request, status: int, sentence: str) -> HTMLResponse:
    """Say on a page what went wrong and where to go on; for requests that no page could answer.

    Where the shield leaves what was typed in `request.state.typed`, it is given back.
    """
    context: Context | None = getattr(request.app.state, "context", None)
    say = Speech(language_of(request, "en"), "UTC", datetime.now(UTC)) if context is None else speech_for(request, context)
    view = {
        "person": None,
        "company": "",
        "csrf": "",
        "back": "/",
        "status": status,
        "sentence": neutral(sentence),
        "spoken": "en",
        "typed": kept(getattr(request.state, "typed", {})),
    }
    return HTMLResponse(fill("error.html", say, view), status_code=status)


def kept(form: Mapping[str, str]) -> list[str]:
    """Give what a person typed into a form, to be shown when the form could not be taken; hidden fields are left out."""
    return [form[name] for name in TYPED if form.get(name, "").strip()]


def _here(request: Request) -> str:
    """Give the address to come back to after a change of language: that of the page, if it was asked for by GET."""
    if request.method != "GET":
        return request.url.path
    # Without done=: the note of an act that was carried out is not shown again.
    query = "&".join(part for part in request.url.query.split("&") if part and not part.startswith("done="))
    return f"{request.url.path}?{query}" if query else request.url.path


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("moderation.web"),
        autoescape=True,
        undefined=StrictUndefined,  # a misspelt name is a fault that a test finds, not an empty place on a page
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["line"] = one_line
    made.filters["neutral"] = neutral
    made.globals.update({"static": address_of, "web_link": web_link, "languages": OWN_NAMES})
    return made
