"""The queue as a page: filter, freshness of the sites, and one line per case, nearest deadline first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from config.errors import UsageError
from crawler.items import Rating
from moderation.filters import MARKS, Filter
from moderation.history import scope_of
from moderation.queue import QueuePage, queue
from moderation.search import wanted_of
from moderation.store import mentions
from moderation.web.badge import Badge, badge_of_row
from moderation.web.chips import address, parts, ready_chips
from moderation.web.freshness import freshness
from moderation.web.pages import page, speech_for
from moderation.web.persons import names_of
from moderation.web.shown import Shown, shown_to

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.records import QueueRow
    from moderation.web.speech import Speech

ROWS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One case as a line of the queue, every text ready to be shown."""

    number: int
    badge: Badge
    status: str
    severity: str
    site: str
    brand: str
    at: datetime
    author: str
    headline: str
    text: str
    language: str | None
    rating: Rating | None
    sentiment: str | None
    topics: tuple[str, ...]
    owner: str | None
    marks: tuple[str, ...]
    department: str = ""


def routes(context: Context) -> APIRouter:
    """Give the route of the queue."""
    router = APIRouter()

    @router.get("/", include_in_schema=False)
    def show(request: Request, q: str = "", after: str = "") -> HTMLResponse:
        person = context.person_of(request)
        say = speech_for(request, context)
        wanted, problem = _wanted(q, context)
        found = QueuePage((), None) if problem else queue(context.store, wanted, say.now, limit=ROWS, after=parse_cursor(after))
        names, texts = names_of(context), shown_to(person)
        more = None if found.after is None else address(wanted, after=cursor(found.after))
        view = {
            "say": say,
            "q": q if problem else str(wanted),
            "problem": problem,
            "chips": ready_chips(wanted, person.login, say),
            "parts_on": parts(wanted, person.login),
            "marks": MARKS,
            "lines": [line(row, context, say, texts, names) for row in found.rows],
            "more": more,
            "later": bool(after),
            "sites": freshness(context, say.now),
            "empty": "" if found.rows or problem else _empty(context, wanted),
        }
        return page(request, context, person, "queue.html", view, status=400 if problem else 200)

    return router


def line(row: QueueRow, context: Context, say: Speech, texts: Shown, names: Mapping[str, str]) -> Line:
    """Make a line of the queue out of its row."""
    case = row.case
    return Line(
        number=case.id,
        badge=badge_of_row(case, context.book.terms_of(scope_of(case)), say),
        status=str(case.status),
        severity=str(case.severity),
        site=case.site,
        brand=case.brand,
        at=row.published or row.first_seen,
        author=texts.line(row.author, 60),
        headline=texts.line(row.headline, 160),
        text=texts.excerpt(row.body),
        language=row.language,
        rating=row.rating,
        sentiment=row.sentiment,
        topics=case.topics,
        owner=None if case.owner is None else names.get(case.owner, case.owner),
        marks=case.marks,
        department=_department(case.department, context, say),
    )


def _department(name: str | None, context: Context, say: Speech) -> str:
    known = next((one for one in context.book.policy.departments if one.name == name), None)
    return known.label(say.language) if known is not None else name or ""


def _wanted(text: str, context: Context) -> tuple[Filter, str]:
    try:
        return wanted_of(
            text, context.store, context.settings, lambda: context.catalogue, lambda: context.book.policy.departments
        ), ""
    except UsageError as error:
        return Filter(), str(error)


def _empty(context: Context, wanted: Filter) -> str:
    """Say why the queue is empty: "first" run, "done" (nothing is open), or "nothing" matches."""
    with context.store.read() as tx:
        if not mentions.journal(tx, limit=1):
            return "first"
    return "done" if wanted == Filter() else "nothing"


def cursor(after: tuple[datetime, int]) -> str:
    """Write where a page of the queue ended, for the address of the next one."""
    return f"{after[0].isoformat()}_{after[1]}"


def parse_cursor(text: str) -> tuple[datetime, int] | None:
    """Read a cursor; None, the first page, for what is none."""
    moment, _, number = text.rpartition("_")
    try:
        due = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (due, int(number)) if due.tzinfo is not None and number.isascii() and number.isdigit() and len(number) < 19 else None
