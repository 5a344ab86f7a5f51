"""`otklik alerts`: what the clocks and colleagues did that concerns me (A6, A8, B2)."""

from __future__ import annotations

from typing import Annotated

import typer

from moderation import noticing
from moderation.cli.common import AsJson, AsPerson, setup_of
from moderation.cli.output import data, message, print_json, table
from moderation.cli.spans import local, until
from moderation.digest.notice_post import Told, send_due
from moderation.digest.smtp import Fate
from moderation.notices import sentence
from moderation.plain import one_line
from moderation.words import words


def alerts(
    ctx: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also those that I have seen.")] = False,
    seen: Annotated[bool, typer.Option("--seen", help="Mark what is listed as seen.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Mail what is due to everybody, as tick does; list nothing.")] = False,
    login: AsPerson = None,
    json: AsJson = False,
) -> None:
    """List my notices that I have not seen, the newest first."""
    setup = setup_of(ctx)
    if send:
        told = send_due(setup.store, setup.book, setup.settings, setup.now)
        if json:
            print_json({"letters": [letter_document(one) for one in told]})
            return
        for one in told:
            data(letter_line(one))
        if not told:
            message("no notice is due by mail")
        return
    person, now = setup.person(login), setup.now()
    found = noticing.inbox(setup.store, person, unread=not every)
    names = noticing.names_of(setup.store)
    if json:
        documents = [noticing.notice_document(one, names, setup.settings.language) for one in found]
        print_json({"login": person.login, "unread": noticing.unread(setup.store, person), "notices": documents})
    elif found:
        zone, spoken = setup.book.timezone, words(setup.settings.language)
        rows = [
            [
                one.case_id,
                local(one.made_at, zone),
                one_line(sentence(one.event, one.login, names, spoken)),
                "" if one.next_due is None else f"{one.next_clock} {until(one.next_due, now)}",
                one.fate,
                one.reason,
            ]
            for one in found
        ]
        table(["case", "at", "what", "next", "mail", ""], rows)
    else:
        message("nothing new" if not every else "no notices yet")
    if seen and found:
        noticing.seen(setup.store, person, now, upto=found[0].id)


def letter_document(told: Told) -> dict[str, object]:
    """Give what became of a letter as a document."""
    return {"login": told.login, "notices": told.notices, "fate": told.fate, "reason": told.reason}


def letter_line(told: Told) -> str:
    """Say what became of a letter."""
    said = {
        Fate.SENT: "sent",
        Fate.LATER: "not sent yet, the next tick tries again",
        Fate.REFUSED: "refused, given up; the notices stand in the list",
        Fate.UNCERTAIN: "uncertain, the letter may have arrived; it is not sent again",
    }[told.fate]
    reason = f": {told.reason}" if told.reason else ""
    return one_line(f"notices to {told.login} ({told.notices}): {said}{reason}")
