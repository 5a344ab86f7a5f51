"""My notices as a page: what the clocks and colleagues did that concerns me, and where it goes by mail (A6, A8, B2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from config.errors import UsageError
from moderation import noticing, staff
from moderation.notices import sentence
from moderation.plain import neutral
from moderation.store.notices import WAITING
from moderation.web.acting import Form
from moderation.web.pages import page, speech_for
from moderation.web.persons import names_of
from moderation.web.shown import Shown, shown_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moderation.context import Context
    from moderation.people import Person
    from moderation.store.notices import NoticeRecord
    from moderation.web.speech import Speech

ROWS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as a line: what happened, how its case stands now, and what became of it by mail."""

    id: int
    case: int
    what: str
    why: str
    severity: str
    site: str
    brand: str
    at: datetime
    due: datetime | None
    late: bool
    mail: str
    new: bool


def routes(context: Context) -> APIRouter:
    """Give the routes of the notices."""
    router = APIRouter()

    @router.get("/notices", include_in_schema=False)
    def show(request: Request, seen: str = "", before: str = "") -> Response:
        return _page(request, context, context.person_of(request), every=bool(seen), before=_number(before))

    @router.post("/notices/seen", include_in_schema=False)
    def mark(request: Request, form: Form) -> Response:
        person = context.person_of(request)
        upto, case = _number(form.get("upto", "")), _number(form.get("case", ""))
        if upto is None and case is None:
            raise UsageError("the form does not say which notices were seen. Look at the page again")
        noticing.seen(context.store, person, context.now(), upto=upto, case=case)
        return RedirectResponse("/notices", status_code=303)

    @router.post("/notices/mail", include_in_schema=False)
    def keep(request: Request, form: Form) -> Response:
        person = context.person_of(request)
        typed = form.get("mail", "").strip()
        try:
            staff.set_mailbox(context.store, person.login, mail=typed, language=form.get("language", ""))
        except UsageError as error:
            return _page(request, context, person, every=False, before=None, typed=typed, problem=str(error))
        return RedirectResponse("/notices?kept=1", status_code=303)

    return router


def _page(
    request: Request,
    context: Context,
    person: Person,
    *,
    every: bool,
    before: int | None,
    typed: str | None = None,
    problem: str = "",
) -> Response:
    say, names = speech_for(request, context), names_of(context)
    found = noticing.inbox(context.store, person, unread=not every, limit=ROWS + 1, before=before)
    box = staff.mailboxes(context.store)[person.login]
    query = "seen=1&" if every else ""
    view = {
        "say": say,
        "lines": [_line(one, say, names, shown_to(person)) for one in found[:ROWS]],
        "every": every,
        "newest": found[0].id if found and before is None else None,
        "more": f"/notices?{query}before={found[ROWS - 1].id}" if len(found) > ROWS else None,
        "mail": typed if typed is not None else box.mail or "",
        "spoken": box.language or "",
        "mails": bool(context.settings.mail.host and context.settings.mail.sender) and "mail" in _channels(context),
        "problem": neutral(problem),
        "kept": request.query_params.get("kept") == "1" and not problem,
    }
    return page(request, context, person, "notices.html", view, status=422 if problem else 200)


def _channels(context: Context) -> tuple[str, ...]:
    return context.book.policy.notices.channels


def _line(one: NoticeRecord, say: Speech, names: Mapping[str, str], texts: Shown) -> Line:
    return Line(
        id=one.id,
        case=one.case_id,
        what=sentence(one.event, one.login, names, say.words),
        why="" if one.event.by.startswith("machine:") else texts.whole(one.event.why),
        severity=str(one.severity),
        site=one.site,
        brand=one.brand,
        at=one.made_at,
        due=one.next_due,
        late=one.next_due is not None and one.next_due < say.now,
        mail="" if one.fate == WAITING else say.label("mail", one.fate),
        new=one.read_at is None,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
