"""`otklik webhooks`: programs that are told what happens to cases."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from config.errors import OperatorError
from moderation import delivering
from moderation.audience import audience, message_document
from moderation.cli.common import AsJson, setup_of
from moderation.cli.output import data, message, print_json, table
from moderation.store.base import LAST_KEY
from moderation.store.webhooks import DONE, DeliveryRecord

app = typer.Typer(add_completion=False, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})


@app.callback()
def webhooks() -> None:
    """Webhooks: programs of the list `webhooks` in otklik.yaml, told what happens to cases."""


@app.command("list")
def listed(ctx: typer.Context, json: AsJson = False) -> None:
    """List every webhook with what it was sent, and the newest messages that were not taken."""
    setup = setup_of(ctx)
    found: Any = audience(setup.store, setup.settings.webhooks, setup.environ)
    if json:
        print_json(found)
        return
    if not found["webhooks"] and not found["troubled"]:
        message("nobody is told. Name programs under `webhooks` in otklik.yaml (README, Web and API)")
        return
    rows = [
        [
            one["name"],
            one["place"],
            " ".join(one["events"]) or "every act",
            one["state"],
            one["waiting"],
            one["done"],
            one["failed"],
            one["last"] or "never",
        ]
        for one in found["webhooks"]
    ]
    table(["name", "place", "events", "state", "waiting", "done", "failed", "last taken"], rows)
    for one in found["webhooks"]:
        if one["why"]:
            message(f"{one['name']}: {one['why']}")
    if found["troubled"]:
        data()
        columns = ("id", "webhook", "type", "case", "state", "tries", "why", "next_at")
        shown = [["" if one[name] is None else one[name] for name in columns] for one in found["troubled"]]
        table(["id", "webhook", "type", "case", "state", "tries", "why", "next try"], shown)


@app.command("test")
def probe(ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME")], json: AsJson = False) -> None:
    """Send a message that tells of nothing; a webhook that was off and takes it is on again."""
    setup = setup_of(ctx)
    _told(delivering.probe(setup.store, setup.settings.webhooks, name, setup.now, setup.environ), json)


@app.command()
def resend(
    ctx: typer.Context, number: Annotated[int, typer.Argument(metavar="ID", min=1, max=LAST_KEY)], json: AsJson = False
) -> None:
    """Send a message again under the id by which its receiver knows it."""
    setup = setup_of(ctx)
    _told(delivering.resend(setup.store, setup.settings.webhooks, number, setup.now, setup.environ), json)


def _told(record: DeliveryRecord, json: bool) -> None:
    """Tell what became of a message; one that was not taken ends the command with 1."""
    if json:
        print_json(message_document(record))
    elif record.state == DONE:
        data(f"webhook {record.hook}: {record.message} was taken, answer {record.status}")
    if record.state != DONE:
        again = f" It is tried again by itself at {record.next_at:%Y-%m-%d %H:%M} UTC." if record.ended_at is None else ""
        raise OperatorError(f"webhook {record.hook}: {record.message} was not taken: {record.why}.{again}")
