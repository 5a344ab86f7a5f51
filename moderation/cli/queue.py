"""`otklik queue`: open cases, nearest deadline first (E1, E4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from moderation.cli.common import AsJson, Setup, setup_of
from moderation.cli.excerpt import author, excerpt
from moderation.cli.output import message, print_json, table
from moderation.cli.spans import until
from moderation.documents import queue_document
from moderation.filters import KEYS
from moderation.queue import MOST
from moderation.queue import queue as look
from moderation.search import wanted_of

if TYPE_CHECKING:
    from moderation.filters import Filter
    from moderation.records import QueueRow

HEADS = ("N", "due", "clock", "severity", "status", "site", "author", "complaint", "owner")
WORDS = 48  # characters shown of a complaint
FILTER = (
    "For example: status:received due:overdue site:NAME owner:nobody severity:critical,high, or words of the complaint. "
    "Without status: open cases."
)


def queue(
    ctx: typer.Context,
    wanted: Annotated[list[str] | None, typer.Argument(metavar="[FILTER]...", help=FILTER)] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help="How many cases at most.")] = 50,
    json: AsJson = False,
) -> None:
    """List open cases, nearest deadline first."""
    setup = setup_of(ctx)
    text, now = " ".join(map(_whole, wanted or ())), setup.now()
    filter_ = wanted_of(text, setup.store, setup.settings, lambda: setup.catalogue, lambda: setup.policy.departments)
    page = look(setup.store, filter_, now, limit=limit)
    if json:
        print_json([queue_document(row, now) for row in page.rows])
    elif page.rows:
        table(HEADS, [_cells(row, now) for row in page.rows])
    else:
        message(_nothing(setup, filter_))
    if page.after is not None:
        message(f"there are more than these {len(page.rows)}. Narrow them down with a filter, or raise --limit (at most {MOST})")


def _whole(word: str) -> str:
    """Give back the quotation marks that the shell took from brand:"Белый ветер"."""
    key, _, value = word.partition(":")
    alone = " " in value and '"' not in value and not any(f" {other}:" in value for other in KEYS)
    return f'{key}:"{value}"' if key in KEYS and alone else word


def _cells(row: QueueRow, now: datetime) -> list[object]:
    case = row.case
    waiting = case.waiting_until is not None and case.waiting_until > now
    return [
        case.id,
        until(case.next_due, now) if case.next_due else "-",
        f"{case.next_clock or '-'}{' (waiting)' if waiting else ''}",
        case.severity,
        case.status,
        case.site,
        author(row.author),
        excerpt(row.headline, row.body, WORDS),
        f"{case.owner or '-'}{f', with {case.department}' if case.department else ''}",
    ]


def _nothing(setup: Setup, wanted: Filter) -> str:
    """Say why nothing is listed and what to do next."""
    if str(wanted):
        return f"no case matches {wanted}. See the open ones: otklik queue; or all of them: otklik queue status:all"
    if not setup.catalogue.sites:
        return f"no open cases: no sites are watched yet; write them into {setup.settings.sites}, then: otklik scan --all"
    return "no open cases. Fetch what is new: otklik scan --due; see everything that came in: otklik journal"
