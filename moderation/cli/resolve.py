"""`otklik resolve`: the outcome of a case (C5, A14)."""

from __future__ import annotations

from typing import Annotated

import typer

from moderation.cli.common import AsJson, AsPerson
from moderation.cli.deed import CaseId, Version, Why, deed
from moderation.desk import outcomes
from moderation.outcome import Reaction, Resolution

_RESOLUTIONS, _REACTIONS = ", ".join(Resolution), ", ".join(Reaction)


def resolve(
    ctx: typer.Context,
    n: CaseId,
    resolution: Annotated[str, typer.Option("--resolution", metavar="NAME", help=f"What was decided: {_RESOLUTIONS}.")] = "",
    cause: Annotated[str, typer.Option("--cause", metavar="NAME", help="Why it arose: one of `otklik causes`.")] = "",
    reaction: Annotated[str, typer.Option("--reaction", metavar="NAME", help=f"The customer's: {_REACTIONS}.")] = "",
    cost: Annotated[float | None, typer.Option("--cost", metavar="MONEY", help="What it cost beside what was conceded.")] = None,
    why: Why = "",
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Record the outcome, or a part of it, also of a closed case: what was decided, the cause, the customer's reaction."""
    deed(
        ctx,
        outcomes.resolve,
        n,
        login,
        version,
        json,
        resolution=resolution,
        cause=cause,
        reaction=reaction,
        cost=cost,
        why=why,
    )
