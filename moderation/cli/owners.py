"""Desk verbs about owners: escalate (B2)."""

from __future__ import annotations

from typing import Annotated

import typer

from moderation.cli.common import AsJson, AsPerson
from moderation.cli.deed import CaseId, Version, deed
from moderation.desk import owners


def escalate(
    ctx: typer.Context,
    n: CaseId,
    why: Annotated[str, typer.Option("--why", help="Why it needs the next level.")],
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Take the case one level up the ladder."""
    deed(ctx, owners.escalate, n, login, version, json, why=why)
