"""`otklik draft`: the text that a person is writing and has not handed in."""

from __future__ import annotations

from typing import Annotated

import typer

from config.errors import UsageError
from moderation import drafts
from moderation.cli.common import AsJson, AsPerson, setup_of, text_of
from moderation.cli.deed import CaseId, File, Text
from moderation.cli.output import data, message, print_json


def draft(
    ctx: typer.Context,
    n: CaseId,
    text: Text = None,
    file: File = None,
    kind: Annotated[str, typer.Option("--kind", help=f"What the text is for: {', '.join(drafts.KINDS)}.")] = "reply",
    drop: Annotated[bool, typer.Option("--drop", help="Forget the text.")] = False,
    login: AsPerson = None,
    json: AsJson = False,
) -> None:
    """Show my unsaved text of a case; keep one with --text or --file, forget it with --drop. Nobody else sees it."""
    setup = setup_of(ctx)
    person = setup.person(login)
    if drop and (text is not None or file is not None):
        raise UsageError("draft: give a text or --drop, not both")
    if drop:
        gone = drafts.drop(setup.store, person, n, kind=kind)
        message(f"case {n}: the text is forgotten" if gone else f"case {n}: there was no text of yours")
        return
    if text is not None or file is not None:
        words = text_of(text, file, needed="draft needs a text")
        drafts.save(setup.store, person, n, words, now=setup.now(), kind=kind)
        message(f"case {n}: your text is kept. Hand it in: otklik {kind} {n} --file …; look at it: otklik draft {n}")
        return
    found = drafts.load(setup.store, person, n, kind=kind)
    if json:
        print_json(found)
    elif found is None:
        message(f"case {n}: there is no unsaved text of yours. Keep one: otklik draft {n} --file FILE")
    else:
        data(found.text)
