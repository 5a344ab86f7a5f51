"""`otklik tick`: let the clocks act; what cron calls every few minutes."""

from __future__ import annotations

import typer

from moderation import clockwork, proposing
from moderation.cli.common import AsJson, setup_of
from moderation.cli.output import data, message, print_json


def tick(ctx: typer.Context, json: AsJson = False) -> None:
    """Warn of terms that are nearly over, take late cases up the ladder, and take up again what no scan has seen answered."""
    setup = setup_of(ctx)
    done = clockwork.tick(setup.store, setup.book, setup.now())
    links = proposing.propose(setup.store, setup.now(), most=proposing.A_TICK).new
    if json:
        print_json(
            {"raised": list(done.unconfirmed), "warned": list(done.warned), "escalated": list(done.escalated), "links": links}
        )
        return
    for number in done.unconfirmed:
        data(f"case {number}: no scan has seen its reply on the site in time, taken up again. Look: otklik show {number}")
    for number in done.warned:
        data(f"case {number}: a term is nearly over. Look: otklik deadline {number}")
    for number in done.escalated:
        data(f"case {number}: taken up the ladder. Look: otklik show {number}")
    if links:
        data(f"{links} links between customers proposed. Look: otklik link")
    if done == clockwork.Ticked() and not links:
        message("nothing was due")
