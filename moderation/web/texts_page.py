"""Prepared texts for a case: choose one, fill its places, keep the result as one's own draft (A12, B8); and the draft itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from config.errors import Forbidden, TryAgain, UsageError
from config.templates import KINDS, Kind, Template
from moderation import drafts
from moderation.auth import LoginError
from moderation.case import Act
from moderation.people import require
from moderation.prepared import Prepared, in_language, one, prepared
from moderation.queue import CaseView, case_view
from moderation.web.acting import Form, outside
from moderation.web.case_page import Attempt, case_page
from moderation.web.links import reply_link
from moderation.web.pages import page, speech_for
from moderation.web.shown import shown_to

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person
    from moderation.web.speech import Speech

KEPT: Mapping[Kind, str] = {
    "reply": "reply",
    "delay": "delay",
    "handover": "handover",
}  # whose text has a form on the page of a case to go into
FIELD = "v_"  # begins the names of the fields for variables, apart from those of the form itself


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a template as a field."""

    name: str
    label: str
    kind: str
    required: bool
    value: str


def routes(context: Context) -> APIRouter:
    """Give the routes of the prepared texts and of the draft."""
    router = APIRouter()

    @router.get("/cases/{n:int}/texts", include_in_schema=False)
    def choose(request: Request, n: int, name: str = "", kind: str = "reply") -> Response:
        person = context.person_of(request)
        require(person, Act.REPLY)
        return _shown(request, context, person, n, name, kind, {})

    @router.post("/cases/{n:int}/texts", include_in_schema=False)
    def fill(request: Request, n: int, form: Form) -> Response:
        person = context.person_of(request)
        require(person, Act.REPLY)
        # Posted and not asked for by an address: what is typed about a customer must not end up in a log of addresses.
        values = {key.removeprefix(FIELD): value for key, value in form.items() if key.startswith(FIELD) and value.strip()}
        return _shown(request, context, person, n, form.get("name", ""), form.get("kind", "reply"), values)

    @router.post("/cases/{n:int}/draft", include_in_schema=False)
    def keep(request: Request, n: int, form: Form) -> Response:
        return _keep(request, context, n, form)

    return router


def _keep(request: Request, context: Context, n: int, form: Mapping[str, str]) -> Response:
    """Keep a text; a script asks `quiet`ly and wants a status only."""
    quiet, text, kind = bool(form.get("quiet")), form.get("text", "").replace("\r\n", "\n"), form.get("kind", "reply")
    try:
        person = context.person_of(request)
    except LoginError:
        return Response(status_code=401) if quiet else outside(request, context, {"text": text})
    view = case_view(context.store, n, context.book, context.now())
    try:
        drafts.save(context.store, person, n, text, now=context.now(), kind=kind)
    except (Forbidden, UsageError, TryAgain) as error:
        status = {Forbidden: 403, UsageError: 422}.get(type(error), 503)
        if quiet:
            return Response(status_code=status)
        return case_page(request, context, person, view, attempt=Attempt(kind[:40], {"text": text}, str(error)), status=status)
    # 303: to load the page again does not do it again.
    return Response(status_code=204) if quiet else RedirectResponse(f"/cases/{n}#{kind}", status_code=303)


def _shown(
    request: Request, context: Context, person: Person, n: int, name: str, kind: str, values: Mapping[str, str]
) -> Response:
    say, now = speech_for(request, context), context.now()
    view = case_view(context.store, n, context.book, now)
    wanted = _kind(context.book.library.template(name).kind if name else kind)
    listed = prepared(view, wanted, person, settings=context.settings, book=context.book, now=now)
    problem = ""
    try:
        chosen = _filled(context, person, view, name, values) if name else None
    except UsageError as error:
        problem, chosen = str(error), _filled(context, person, view, name, {})
    shown = {
        "say": say,
        "case": view,
        "kind": wanted,
        "kinds": KINDS,
        "listed": [_line(found, say) for found in listed],
        "chosen": None if chosen is None else _line(chosen, say),
        "filled": None if chosen is None or chosen.filled is None else chosen.filled.text,
        "fields": [] if chosen is None else places(chosen, values, say),
        "keep": KEPT.get(wanted),
        "kept": drafts.every(context.store, person, n).get(KEPT.get(wanted, "")),
        "target": reply_link(context.catalogue, view.mention),
        "problem": problem,
        "texts": shown_to(person),
        "back": f"/cases/{n}/texts",
    }
    return page(request, context, person, "texts.html", shown, status=422 if problem else 200)


def _filled(context: Context, person: Person, view: CaseView, name: str, values: Mapping[str, str]) -> Prepared:
    book, settings, now = context.book, context.settings, context.now()
    # The names of fields come from the page, but a page may be older than the template: what it no longer asks for is left out.
    template = book.library.template(name)
    found = one(view, name, person, settings=settings, book=book, now=now)
    asked = {*template.variables, *(found.filled.missing if found.filled else ())}
    given = {key: value for key, value in values.items() if key in asked}
    return one(view, name, person, settings=settings, book=book, now=now, values=given)


def places(found: Prepared, values: Mapping[str, str], say: Speech) -> list[Place]:
    """List the places of a text that a person fills: those declared, and the automatic ones that are not known."""
    template = found.template
    declared = [
        Place(name, in_language(about.label, say.language), about.kind, about.required, values.get(name, ""))
        for name, about in template.variables.items()
    ]
    unknown = [name for name in (*_missing(found), *values) if name not in template.variables]
    return declared + [
        Place(name, say.label("place", name), "text", True, values.get(name, "")) for name in dict.fromkeys(unknown)
    ]


def _missing(found: Prepared) -> tuple[str, ...]:
    return () if found.filled is None else found.filled.missing


def _line(found: Prepared, say: Speech) -> dict[str, object]:
    template: Template = found.template
    return {
        "name": template.name,
        "title": template.label(say.language),
        "fits": found.choice.fits,
        "scenario": in_language(template.scenario, say.language),
    }


def _kind(kind: str) -> Kind:
    found = next((known for known in KINDS if known == kind), None)
    if found is None:
        raise UsageError(f'kind: "{kind[:40]}" is no kind of template. There are: {", ".join(KINDS)}')
    return found
