"""`otklik causes`: the prevention list (A14, B7)."""

from __future__ import annotations

from typing import Annotated

import typer

from config.errors import UsageError
from moderation import prevention as acts
from moderation.causes import CauseFigure, Order, Standing
from moderation.cli.common import AsJson, AsPerson, setup_of, utf_8
from moderation.cli.output import data, message, print_json, table
from moderation.moments import moment

app = typer.Typer(add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})

Cause = Annotated[str, typer.Argument(metavar="CAUSE", help="The name of the cause.")]
Why = Annotated[str, typer.Option("--why", help="What was done, or what is known of it.")]
HEADS = ("cause", "what", "cases", "cost", "again", "owner", "removed", "effect")


@app.callback(invoke_without_command=True)
def causes(
    ctx: typer.Context,
    weeks: Annotated[int, typer.Option("--weeks", help="How many weeks back cases and cost are counted.")] = acts.WEEKS,
    by: Annotated[str, typer.Option("--by", metavar="ORDER", help=f"Rank by {', '.join(Order)}.")] = Order.CASES.value,
    json: AsJson = False,
) -> None:
    """List the causes of complaints, ranked, each with its owner and what removing it has changed."""
    if ctx.invoked_subcommand is not None:
        return
    setup = setup_of(ctx)
    found = acts.prevention(setup.store, setup.book, setup.now(), weeks=weeks, order=order_of(by))
    named = setup.policy.causes
    if json:
        print_json(acts.prevention_document(found, named))
        return
    spoken = setup.settings.language
    labels = {name: cause.worded(spoken) for name, cause in named.items()}
    table(HEADS, [_cells(figure, labels.get(figure.cause, "off the list")) for figure in found.figures])
    if found.undecided:
        where = "otklik queue status:replied,confirmed,closed cause:none"
        message(f"finished cases of this time without a cause: {found.undecided}. See them: {where}")


def _cells(figure: CauseFigure, label: str) -> list[object]:
    mark = figure.standing
    removed = "" if mark.removed_at is None else f"{mark.removed_at:%Y-%m-%d}"
    again = "" if mark.removed_at is None else figure.recurrence
    return [figure.cause, label, figure.cases, f"{figure.cost / 100:.2f}", again, mark.owner, removed, effect_of(figure)]


def effect_of(figure: CauseFigure) -> str:
    """Word what a removal has changed, in cases a week."""
    effect = figure.effect
    if effect is None:
        return ""
    if effect.since is None:
        return "too early to say"
    before = "?" if effect.before is None else f"{effect.before:.1f}"
    change = "" if effect.change is None else f" ({effect.change:+.0%})"
    return f"{before} -> {effect.since:.1f} a week{change}"


def order_of(text: str) -> Order:
    """Read what the list is ranked by. Raises UsageError."""
    found = next((order for order in Order if order == text.strip().lower()), None)
    if found is None:
        raise UsageError(f'--by: "{text[:40]}" is no order of the list. Write one of: {", ".join(Order)}')
    return found


@app.command()
def own(
    ctx: typer.Context,
    cause: Cause,
    owner: Annotated[str, typer.Argument(metavar="LOGIN", help="Who looks after it.")],
    why: Why = "",
    login: AsPerson = None,
    json: AsJson = False,
) -> None:
    """Give a cause to a person who looks after it."""
    setup = setup_of(ctx)
    person, note = setup.person(login), utf_8(why, "--why")
    mark = acts.own(setup.store, person, utf_8(cause, "CAUSE"), book=setup.book, now=setup.now(), owner=owner, why=note)
    _told(cause, mark, json)


@app.command()
def removed(ctx: typer.Context, cause: Cause, why: Why, login: AsPerson = None, json: AsJson = False) -> None:
    """Mark a cause as removed from now on; from then on its effect is measured."""
    setup = setup_of(ctx)
    person, told = setup.person(login), utf_8(why, "--why")
    _told(cause, acts.removed(setup.store, person, utf_8(cause, "CAUSE"), book=setup.book, now=setup.now(), why=told), json)


@app.command()
def returned(ctx: typer.Context, cause: Cause, why: Why, login: AsPerson = None, json: AsJson = False) -> None:
    """Take the mark back: the cause is there again."""
    setup = setup_of(ctx)
    person, told = setup.person(login), utf_8(why, "--why")
    _told(cause, acts.returned(setup.store, person, utf_8(cause, "CAUSE"), book=setup.book, now=setup.now(), why=told), json)


def _told(cause: str, mark: Standing, json: bool) -> None:
    if json:
        print_json({"cause": cause.strip().lower(), **acts.standing_document(mark)})
        return
    since = "not removed" if mark.removed_at is None else f"removed since {moment(mark.removed_at)}"
    data(f"{cause.strip().lower()}: owner {mark.owner or 'nobody'}, {since}")
