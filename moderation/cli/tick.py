"""`otklik tick`: let the clocks act; what cron calls every few minutes."""

from __future__ import annotations

import typer

from moderation import clockwork
from moderation.cli.common import AsJson, setup_of
from moderation.cli.output import data, message, print_json


def tick(ctx: typer.Context, json: AsJson = False) -> None:
    """Warn of terms that are nearly over, take late cases up the ladder, and take up again what no scan has seen answered."""
    setup = setup_of(ctx)
    done = clockwork.tick(setup.store, setup.book, setup.now())
    if json:
        acts = {"raised": list(done.unconfirmed), "warned": list(done.warned), "escalated": list(done.escalated)}
        print_json({**acts, "forgotten": done.forgotten})
        return
    for number in done.unconfirmed:
        data(f"case {number}: no scan has seen its reply on the site in time, taken up again. Look: otklik show {number}")
    for number in done.warned:
        data(f"case {number}: a term is nearly over. Look: otklik deadline {number}")
    for number in done.escalated:
        data(f"case {number}: taken up the ladder. Look: otklik show {number}")
    if done.forgotten:
        data(f"how {done.forgotten} customers are reached was forgotten: their cases ended long enough ago")
    if done == clockwork.Ticked():
        message("nothing was due")
