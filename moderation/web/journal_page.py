"""The journal as a page: every mention that came in, with what became of it and why (D1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from moderation.channels import SITES
from moderation.desk.correcting import RULE
from moderation.desk.thanking import praised
from moderation.intake import ANSWERED
from moderation.store import judging, mentions
from moderation.web.pages import page, speech_for
from moderation.web.shown import shown_to

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person

ROWS = 50
OUTCOMES = ("case", "dismissed")
THANKED: Mapping[str, bool] = {"yes": True, "no": False}
OTHER_RULES = (ANSWERED.rule, RULE)  # what decides beside the rules of the policy


def routes(context: Context) -> APIRouter:
    """Give the route of the journal."""
    router = APIRouter()

    @router.get("/journal", include_in_schema=False)
    def journal(
        request: Request, site: str = "", outcome: str = "", rule: str = "", thanked: str = "", before: str = ""
    ) -> HTMLResponse:
        person = context.person_of(request)
        wanted = Wanted(site, outcome if outcome in OUTCOMES else "", rule, thanked if thanked in THANKED else "")
        return journal_page(request, context, person, wanted, _number(before))

    return router


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the journal is filtered by; an empty field asks for nothing."""

    site: str = ""
    outcome: str = ""
    rule: str = ""
    thanked: str = ""


def journal_page(request: Request, context: Context, person: Person, wanted: Wanted, before: int | None) -> HTMLResponse:
    """Show the mentions that are wanted, newest first, those older than `before`."""
    site, outcome, rule, thanked = astuple(wanted)
    with context.store.read() as tx:
        # One more than is shown tells whether there is a next page.
        rows = mentions.journal(
            tx,
            limit=ROWS + 1,
            before=before,
            site=site or None,
            outcome=outcome or None,
            rule=rule or None,
            thanked=THANKED.get(thanked),
            praised=praised(context.book),
        )
        given = judging.thanks_of(tx, [row.id for row in rows])
    shown = rows[:ROWS]
    view: dict[str, Any] = {
        "say": speech_for(request, context),
        "rows": shown,
        "texts": shown_to(person),
        "site": site,
        "outcome": outcome,
        "outcomes": OUTCOMES,
        "rule": rule,
        # A rule that the policy no longer has still has mentions here.
        "rules": tuple(dict.fromkeys((*(known.name for known in context.book.triage), *OTHER_RULES, *((rule,) if rule else ())))),
        "thanked": thanked,
        "given": given,
        # A site that is no longer on the list still has mentions here.
        "sites": sorted({known.name for known in context.catalogue.sites} | {*SITES} | ({site} if site else set())),
        "more": _address(wanted, shown[-1].id) if len(rows) > ROWS else None,
        "later": before is not None,
    }
    return page(request, context, person, "journal.html", view)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _address(wanted: Wanted, before: int) -> str:
    given = {**asdict(wanted), "before": before}
    return "/journal?" + urlencode({key: value for key, value in given.items() if value})
