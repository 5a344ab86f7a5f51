"""`otklik enter` and `otklik contact`: complaints from telephone, mail and shop (D2), and how their customers are reached."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import UsageError
from moderation.case import Severity
from moderation.channels import CHANNELS
from moderation.cli.common import AsJson, AsPerson, Setup, setup_of, text_of, utf_8
from moderation.cli.deed import CaseId, File, Text, moment_of
from moderation.cli.output import data, message, print_json
from moderation.desk import entering
from moderation.documents import case_document
from moderation.queue import case_view

if TYPE_CHECKING:
    from moderation.queue import CaseView

WHEN = "When the customer complained: 2026-11-30T12:00+02:00. Else now."


def enter(
    ctx: typer.Context,
    channel: Annotated[str, typer.Option("--channel", help=f"How it came: {', '.join(CHANNELS)}.")],
    brand: Annotated[str, typer.Option("--brand", help="What it is about; else the only own brand.")] = "",
    author: Annotated[str, typer.Option("--author", help="Who complains.")] = "",
    contact: Annotated[str, typer.Option("--contact", help="How the customer is reached.")] = "",
    text: Text = None,
    file: File = None,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help=WHEN)] = None,
    severity: Annotated[str | None, typer.Option("--severity", help="How serious it is; else the rules of triage.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Its language; else the text tells.")] = None,
    key: Annotated[str, typer.Option("--key", help="A name of yours for it: a second one with it is refused.")] = "",
    login: AsPerson = None,
    json: AsJson = False,
) -> None:
    """Enter a complaint that came by telephone, mail or in a shop: it becomes a case as every other does."""
    from moderation.entering import Entry  # late, as below: they bring languages and models with them
    from moderation.tagging import tagger_of

    setup = setup_of(ctx)
    person = setup.person(login)
    for name, given in (("--brand", brand), ("--author", author), ("--contact", contact), ("--key", key)):
        utf_8(given, name)
    entry = Entry(
        channel=channel,
        brand=brand or _only_brand(setup),
        text=text_of(text, file, needed="enter needs the complaint"),
        author=author,
        contact=contact,
        at=None if at is None else _moment(at, setup.settings.timezone),
        language=language,
        severity=None if severity is None else _severity(severity),
        key=key,
    )
    tagger = tagger_of(setup.settings.classifier.model)
    view = entering.enter(setup.store, person, entry, book=setup.book, tagger=tagger, now=setup.now())
    if tagger.notice:
        message(tagger.notice)
    _tell(view, json)


def contact(ctx: typer.Context, n: CaseId, login: AsPerson = None, json: AsJson = False) -> None:
    """Print how the customer of an entered complaint is reached, to its owner and to who took it."""
    setup = setup_of(ctx)
    person = setup.person(login)
    record = entering.contact(setup.store, person, case_view(setup.store, n, setup.book, setup.now()))
    if json:
        print_json(entering.contact_document(record))
    elif record.contact is None:
        message(f"case {n}: forgotten, for it ended long ago" if record.forgotten_at else f"case {n}: the customer left none")
    else:
        data(record.contact)


def _tell(view: CaseView, json: bool) -> None:
    if json:
        print_json(case_document(view))
        return
    data(f"case {view.id}: entered, {view.severity}, {view.site}. Look: otklik show {view.id}")
    if view.next is not None:
        message(f"next: {view.next.kind} by {view.next.due:%Y-%m-%d %H:%M} UTC (why: otklik deadline {view.id})")


def _moment(text: str, timezone: str) -> datetime:
    if len(text) == 10:  # a date alone would mean its end, which may be still to come
        raise UsageError(f'--at: "{text}" has no time of day. Write when the customer complained: {text}T12:00+02:00')
    return moment_of(text, timezone, "--at")


def _only_brand(setup: Setup) -> str:
    own = [brand.name for brand in setup.settings.brands if not brand.competitor]
    return own[0] if len(own) == 1 else ""


def _severity(text: str) -> Severity:
    try:
        return Severity(text)
    except ValueError:
        raise UsageError(f'--severity: "{text[:40]}" is not one. Write one of: {", ".join(Severity)}') from None
