"""The form for customers, its receipt, and the page that tells how far a complaint is (A3, A5, A6): no account, no cookie.

Served where `public.form` is on. A form that somebody else's page sends does nothing that its sender could not do anyway; the
shield refuses it all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import HTMLResponse, Response

from config.contacts import contact_for
from config.errors import NotFound, TryAgain, UsageError
from moderation import receipts
from moderation.channels import FORM
from moderation.context import COMPLAIN, STATUS
from moderation.entering import LONGEST_CONTACT, LONGEST_NAME, Entry
from moderation.knocks import Limit, let_in
from moderation.public.page import fill
from moderation.public.procedure import own_brands
from moderation.public.texts import preferred, texts
from moderation.tagging import tagger_of
from moderation.web.acting import Form
from moderation.web.assets import address_of

if TYPE_CHECKING:
    from moderation.context import Context

LONGEST_TEXT = 10_000  # characters
FIELDS = ("text", "name", "contact", "brand", "key")
TRAP = "website"  # a field that people do not see; programs that fill in every field fill it in too
LOOKS = Limit("look", 60, 5_000)


def routes(context: Context) -> APIRouter:
    """Give the routes of the form and of its status page."""
    router = APIRouter()

    @router.get(COMPLAIN, include_in_schema=False)
    def ask(request: Request, lang: str = "") -> Response:
        _check_open(context)
        response = _form(context, _language(request, context, lang), {"key": receipts.new_key()})
        # After the page is sent, while the customer writes: the first one would wait some seconds for the model otherwise.
        response.background = BackgroundTask(tagger_of(context.settings.classifier.model).prepare)
        return response

    @router.post(COMPLAIN, include_in_schema=False)
    def hand_in(request: Request, form: Form) -> Response:
        _check_open(context)
        return _hand_in(request, context, form)

    @router.get(STATUS, include_in_schema=False)
    def find(request: Request, lang: str = "") -> Response:
        _check_open(context)
        return _status(context, _language(request, context, lang))

    @router.post(STATUS, include_in_schema=False)
    def look(request: Request, form: Form) -> Response:
        # Posted and not asked for by an address: the number must end up in no log and in no history of a browser.
        _check_open(context)
        language = _language(request, context, form.get("lang", ""))
        number = form.get("number", "")
        if not let_in(context.store, LOOKS, address_of_customer(request, context), context.now()):
            return _status(context, language, number=number, problem="status_many", status=429)
        found = receipts.standing(context.store, number, language=language, book=context.book, now=context.now())
        if found is None:
            return _status(context, language, number=number, problem="status_unknown", status=404)
        return _page("status.html", language, context, {"it": found, "number": number, "problem": ""})

    return router


def _check_open(context: Context) -> None:
    if not context.settings.public.form:
        raise NotFound("there is no form for customers here. It is switched on by public.form: true in otklik.yaml")


def _language(request: Request, context: Context, chosen: str) -> str:
    return preferred(chosen, request.headers.get("accept-language", ""), context.settings.language)


def address_of_customer(request: Request, context: Context) -> str:
    """Give the address that a request comes from: as the proxy in front writes it, where one does."""
    name = context.settings.public.address_header
    # Of several the last one: those before it are what the sender claims, the last one is what the proxy saw.
    told = request.headers.getlist(name)[-1].rpartition(",")[2].strip() if name and name in request.headers else ""
    return told or (request.client.host if request.client else "")


def _hand_in(request: Request, context: Context, form: Mapping[str, str]) -> Response:
    language = _language(request, context, form.get("lang", ""))
    typed = {name: form.get(name, "").replace("\r\n", "\n") for name in FIELDS}
    brands = own_brands(context.settings)
    brand = brands[0] if len(brands) == 1 else typed["brand"]
    if problem := _problem(typed, brand, brands, trapped=bool(form.get(TRAP, "").strip())):
        return _form(context, language, typed, problem=problem, status=422)
    limit = Limit("complain", context.settings.public.hourly_per_address, context.settings.public.hourly)
    try:
        if not let_in(context.store, limit, address_of_customer(request, context), context.now()):
            return _form(context, language, typed, problem="problem_many", status=429)
        entry = Entry(FORM, brand, typed["text"], author=typed["name"], contact=typed["contact"], key=typed["key"])
        tagger = tagger_of(context.settings.classifier.model)
        receipt = receipts.hand_in(context.store, entry, book=context.book, tagger=tagger, now=context.now())
    except UsageError:  # everything that a customer can mend was told above
        return _form(context, language, typed, problem="problem_long", status=422)
    except TryAgain:
        return _form(context, language, typed, problem="problem_busy", status=503)
    contact = contact_for(context.book.policy.contacts, brand, language)
    return _page("receipt.html", language, context, {"receipt": receipt, "higher": contact.higher if contact else ""})


def _problem(typed: Mapping[str, str], brand: str, brands: tuple[str, ...], *, trapped: bool) -> str:
    """Name what the customer must mend, nothing where all is well."""
    if not typed["text"].strip():
        return "problem_empty"
    if len(typed["text"]) > LONGEST_TEXT:
        return "problem_long"
    if len(typed["name"]) > LONGEST_NAME or len(typed["contact"]) > LONGEST_CONTACT:
        return "problem_line"
    if brand not in brands:
        return "problem_brand"
    # Told and not swallowed: a browser that fills in forms by itself must not lose a complaint (E1).
    return "problem_trap" if trapped else ""


def _form(context: Context, language: str, typed: Mapping[str, str], *, problem: str = "", status: int = 200) -> Response:
    told = texts(language)[problem] if problem else ""
    view = {
        "typed": {name: typed.get(name, "") for name in FIELDS},
        "problem": told % {"n": LONGEST_TEXT} if "%(n)" in told else told,
        "brands": own_brands(context.settings),
        "longest": LONGEST_TEXT,
        "forgotten_after": context.book.policy.contacts_forgotten_after,
    }
    return _page("complain.html", language, context, view, status=status)


def _status(context: Context, language: str, *, number: str = "", problem: str = "", status: int = 200) -> Response:
    told = texts(language)[problem] if problem else ""
    return _page("status.html", language, context, {"it": None, "number": number, "problem": told}, status=status)


def _page(template: str, language: str, context: Context, view: dict[str, object], *, status: int = 200) -> Response:
    frame = {"style": address_of("public.css"), "company": context.settings.company}
    response = HTMLResponse(fill(template, language, {**frame, **view}), status_code=status)
    if status == 429:
        left = 60 - context.now().minute
        response.headers["Retry-After"] = str(left * 60)
    return response
