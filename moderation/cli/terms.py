"""Desk verbs about terms: promise, keep, delay (A5, A7)."""

from __future__ import annotations

from typing import Annotated

import typer

from moderation.cli.common import AsJson, AsPerson, setup_of, text_of
from moderation.cli.deed import CaseId, File, Text, Url, Version, Why, deed, moment_of
from moderation.cli.output import message
from moderation.desk import terms

Until = Annotated[str, typer.Option("--until", metavar="DATE", help="2026-11-30, or 2026-11-30T12:00+02:00.")]


def promise(
    ctx: typer.Context,
    n: CaseId,
    until: Until,
    url: Url = "",
    why: Why = "",
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Record what the customer was promised until when; the promise has a clock of its own."""
    moment = moment_of(until, setup_of(ctx).settings.timezone)
    deed(ctx, terms.promise, n, login, version, json, until=moment, url=url, why=why)


def keep(
    ctx: typer.Context, n: CaseId, why: Why = "", login: AsPerson = None, version: Version = None, json: AsJson = False
) -> None:
    """Record that the promise was kept."""
    deed(ctx, terms.keep, n, login, version, json, why=why)


def delay(
    ctx: typer.Context,
    n: CaseId,
    until: Until,
    why: Annotated[str, typer.Option("--why", help="Why it takes longer, for the history.")],
    text: Text = None,
    file: File = None,
    url: Url = "",
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Move the promise, or else the reply, to a new date; the text is the notice that tells the customer why and how long.

    Without a text the prepared notice is kept as your draft, filled with the reason and the date.
    """
    moment = moment_of(until, setup_of(ctx).settings.timezone)
    notice = "" if text is None and file is None else text_of(text, file, needed="delay needs the text of the notice")
    settings = setup_of(ctx).settings
    deed(ctx, terms.delay, n, login, version, json, until=moment, why=why, text=notice, url=url, settings=settings)
    if not notice:
        message(
            f"the notice is drafted: otklik draft {n} --kind delay. Fill in what is missing, tell the customer, and hand it in "
            f'with the same date: otklik delay {n} --until {until} --why "…" --file FILE'
        )
