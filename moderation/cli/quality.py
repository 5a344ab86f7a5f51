"""`otklik quality`: the review of quality (B7, B11)."""

from __future__ import annotations

from typing import Annotated

import typer

from moderation import reviewing
from moderation.cli.common import AsJson, AsPerson, setup_of, utf_8
from moderation.cli.deed import CaseId
from moderation.cli.output import data, message, print_json, table
from moderation.cli.spans import local
from moderation.masking import mask
from moderation.quality import MARKS
from moderation.store.outcomes import ScoreRecord
from moderation.weeks import choose_week

app = typer.Typer(add_completion=False, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})

WeekOf = Annotated[str, typer.Option("--week", metavar="WEEK", help="2026-W47 or last.")]


@app.callback()
def quality() -> None:
    """The review of quality: the week's sample, and its score cards."""


@app.command("list")
def listed(ctx: typer.Context, week: WeekOf = "last", login: AsPerson = None, json: AsJson = False) -> None:
    """List the sample of a week for who reviews it, and the cards about the own work."""
    setup = setup_of(ctx)
    now, person = setup.now(), setup.person(login)
    chosen, zone = choose_week(week, setup.settings.timezone, now), setup.settings.timezone
    found = reviewing.reviews(setup.store, person, setup.book, chosen, now)
    if json:
        print_json(reviewing.reviews_document(found))
        return
    if found.open:
        rows = [
            [one.work.case, one.work.person, local(one.work.at, zone), one.work.severity, one.work.speed, _marks(one.card)]
            for one in found.open
        ]
        table(["case", "person", "finished", "severity", "proposed speed", " ".join(MARKS)], rows)
    for card in found.mine:
        data(f"case {card.case_id}, {card.week}: {_marks(card)}, by {card.by}{': ' if card.note else ''}{mask(card.note)}")
    if not found.open and not found.mine:
        message(f"nothing to review in {chosen}, and no card about the work of {person.login} yet")


def _marks(card: ScoreRecord | None) -> str:
    return "to be reviewed" if card is None else f"{card.speed} {card.accuracy} {card.completeness}"


@app.command()
def score(
    ctx: typer.Context,
    n: CaseId,
    accuracy: Annotated[int, typer.Option("--accuracy", metavar="1-5", help="Were facts, tone and promises right?")],
    completeness: Annotated[int, typer.Option("--completeness", metavar="1-5", help="Was all answered: what, when, whom?")],
    speed: Annotated[int | None, typer.Option("--speed", metavar="1-5", help="Else the proposed one.")] = None,
    note: Annotated[str, typer.Option("--note", help="What to say to the person.")] = "",
    week: WeekOf = "last",
    login: AsPerson = None,
    json: AsJson = False,
) -> None:
    """Mark the sampled work on a case, from 1 (poor) to 5 (very good); nobody marks the own work."""
    setup = setup_of(ctx)
    now, person = setup.now(), setup.person(login)
    chosen = choose_week(week, setup.settings.timezone, now)
    card = reviewing.score(
        setup.store,
        person,
        n,
        book=setup.book,
        now=now,
        week=chosen,
        accuracy=accuracy,
        completeness=completeness,
        speed=speed,
        note=utf_8(note, "--note"),
    )
    if json:
        print_json(reviewing.score_document(card))
        return
    data(f"case {n}, work of {card.person}: speed {card.speed}, accuracy {card.accuracy}, completeness {card.completeness}")
