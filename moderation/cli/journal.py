"""`otklik journal`: every mention that came in, with what became of it (D1)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from moderation.cli.common import AsJson, Setup, setup_of
from moderation.cli.excerpt import author, excerpt
from moderation.cli.output import message, print_json, table
from moderation.cli.spans import local
from moderation.documents import mention_document
from moderation.plain import one_line
from moderation.store import mentions
from moderation.store.base import LAST_KEY
from moderation.store.praise import Praised

if TYPE_CHECKING:
    from moderation.records import MentionRecord

HEADS = ("id", "first seen", "site", "author", "outcome", "why", "text")
WORDS = 40  # characters shown of a text


class Outcome(StrEnum):
    """What became of a mention."""

    CASE = "case"
    DISMISSED = "dismissed"


def journal(
    ctx: typer.Context,
    site: Annotated[str | None, typer.Option("--site", metavar="NAME", help="Only of this site.")] = None,
    brand: Annotated[str | None, typer.Option("--brand", metavar="NAME", help="Only about this brand.")] = None,
    outcome: Annotated[Outcome | None, typer.Option("--outcome", help="Only what became this.")] = None,
    rule: Annotated[str | None, typer.Option("--rule", metavar="NAME", help="Only what this rule of triage decided.")] = None,
    thanked: Annotated[
        bool | None, typer.Option("--thanked/--to-thank", help="Praise that was thanked for, or for which nobody has yet.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many at most.")] = 50,
    before: Annotated[
        int | None, typer.Option("--before", metavar="ID", min=1, max=LAST_KEY, help="Only the mentions older than this one.")
    ] = None,
    json: AsJson = False,
) -> None:
    """List every mention, newest first, with its outcome and the reason for it."""
    setup = setup_of(ctx)
    praise = Praised() if thanked is None else praised(setup)
    with setup.store.read() as tx:
        found = mentions.journal(
            tx, limit=limit, before=before, site=site, brand=brand, outcome=outcome, rule=rule, thanked=thanked, praised=praise
        )
    if json:
        print_json([mention_document(record) for record in found])
    elif found:
        table(HEADS, [_cells(record, setup.settings.timezone) for record in found])
    else:
        some = site or brand or outcome or before or rule or thanked is not None
        message("no mention of that kind is in the journal" if some else "no mention came in yet. Fetch some: otklik scan --all")
    if len(found) == limit:
        message(f"older ones: otklik journal --before {found[-1].id}")


def praised(setup: Setup) -> Praised:
    """Say which mentions can be thanked for; read only where that is asked, for the whole policy must be."""
    from moderation.desk import thanking

    return thanking.praised(setup.book)


def _cells(record: MentionRecord, zone: str) -> list[object]:
    became = f"case {record.case_id}" if record.case_id is not None else record.outcome
    return [
        record.id,
        local(record.first_seen, zone),
        record.site,
        author(record.author),
        became,
        one_line(record.reason or record.rule, 60),
        excerpt(record.headline, record.body, WORDS),
    ]
