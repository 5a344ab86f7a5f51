"""`otklik tick`: let the clocks act; what cron calls every few minutes."""

from __future__ import annotations

import typer

from moderation import clockwork, delivering
from moderation.cli.common import AsJson, setup_of
from moderation.cli.output import data, message, print_json


def tick(ctx: typer.Context, json: AsJson = False) -> None:
    """Warn of terms that are nearly over, take late cases up the ladder, take up again what no scan has seen, tell webhooks."""
    setup = setup_of(ctx)
    done = clockwork.tick(setup.store, setup.book, setup.now())
    sent = delivering.deliver(setup.store, setup.settings.webhooks, setup.now, setup.environ)
    if json:
        acts = {"raised": list(done.unconfirmed), "warned": list(done.warned), "escalated": list(done.escalated)}
        print_json({**acts, "forgotten": done.forgotten, "sent": sent.done, "unsent": sent.later + sent.failed})
        return
    for number in done.unconfirmed:
        data(f"case {number}: no scan has seen its reply on the site in time, taken up again. Look: otklik show {number}")
    for number in done.warned:
        data(f"case {number}: a term is nearly over. Look: otklik deadline {number}")
    for number in done.escalated:
        data(f"case {number}: taken up the ladder. Look: otklik show {number}")
    if sent.done:
        data(f"webhooks: {sent.done} messages sent")
    for trouble in sent.troubles:
        message(f"{trouble}. Look: otklik webhooks list")
    if done.forgotten:
        data(f"how {done.forgotten} customers are reached was forgotten: their cases ended long enough ago")
    if done == clockwork.Ticked() and sent == delivering.Sent():
        message("nothing was due")
