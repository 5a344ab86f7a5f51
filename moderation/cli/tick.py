"""`otklik tick`: let the clocks act; what cron calls every few minutes."""

from __future__ import annotations

import typer

from moderation import clockwork
from moderation.cli.common import AsJson, setup_of
from moderation.cli.output import data, message, print_json


def tick(ctx: typer.Context, json: AsJson = False) -> None:
    """Take up again the cases whose posted reply no scan has seen in the policy's days."""
    setup = setup_of(ctx)
    raised = clockwork.tick(setup.store, setup.book, setup.now())
    if json:
        print_json({"raised": list(raised)})
        return
    for number in raised:
        data(f"case {number}: no scan has seen its reply on the site in time, taken up again. Look: otklik show {number}")
    if not raised:
        message("nothing was due")
