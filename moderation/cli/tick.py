"""`otklik tick`: let the clocks act; what cron calls every few minutes."""

from __future__ import annotations

import typer

from moderation import clockwork, delivering, proposing
from moderation.cli.alerts import letter_document, letter_line
from moderation.cli.common import AsJson, setup_of
from moderation.cli.output import data, message, print_json
from moderation.digest.notice_post import send_due


def tick(ctx: typer.Context, json: AsJson = False) -> None:
    """Warn of terms that are nearly over, take late cases up the ladder, take up again what no scan has seen, tell webhooks.

    Deadlines are computed anew where the calendar was edited, and the notices that are due go by mail.
    """
    setup = setup_of(ctx)
    done = clockwork.tick(setup.store, setup.book, setup.now())
    sent = delivering.deliver(setup.store, setup.settings.webhooks, setup.now, setup.environ)
    letters = send_due(setup.store, setup.book, setup.settings, setup.now)
    links = proposing.propose(setup.store, setup.now(), most=proposing.A_TICK).new
    if json:
        acts = {"raised": list(done.unconfirmed), "warned": list(done.warned), "escalated": list(done.escalated)}
        told = {"reckoned": list(done.reckoned), "letters": [letter_document(one) for one in letters]}
        counts = {"forgotten": done.forgotten, "sent": sent.done, "unsent": sent.later + sent.failed, "links": links}
        print_json({**acts, **told, **counts})
        return
    if done.reckoned:
        numbers = ", ".join(map(str, done.reckoned))
        data(f"the calendar or the terms were edited; deadlines moved in {len(done.reckoned)} cases: {numbers}")
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
    for one in letters:
        data(letter_line(one))
    if links:
        data(f"{links} links between customers proposed. Look: otklik link")
    if done == clockwork.Ticked() and sent == delivering.Sent() and not letters and not links:
        message("nothing was due")
