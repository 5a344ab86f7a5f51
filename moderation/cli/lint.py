"""`otklik lint`: check a reply before the public reads it (A6, A7, B5, C1, D6)."""

from __future__ import annotations

from typing import Annotated

import typer

from config.errors import UsageError
from moderation.cli.common import PARTLY, AsJson, AsPerson, setup_of, text_of
from moderation.cli.deed import File, Text, case_number
from moderation.cli.output import data, print_json
from moderation.desk.linting import lint_case, lint_text
from moderation.lint.told import findings_document, line

Case = Annotated[
    int | None, typer.Argument(metavar="[N]", parser=case_number, help="The case that it answers; alone: check its draft.")
]


def lint(
    ctx: typer.Context,
    n: Case = None,
    text: Text = None,
    file: File = None,
    language: Annotated[str, typer.Option("--language", metavar="CODE", help="Without a case: that of the complaint.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="reply, acknowledgement, delay or thanks.")] = "reply",
    site: Annotated[str, typer.Option("--site", metavar="NAME", help="Without a case: where it is to stand.")] = "",
    login: AsPerson = None,
    json: AsJson = False,
) -> None:
    """Check a reply: what it lacks, what it must not say, what would be better. Ends with 3 when something blocks."""
    setup = setup_of(ctx)
    if n is not None and (language or site):
        raise UsageError("lint: a case has its own language and site. Leave --language and --site out")
    if n is None and not language:
        raise UsageError("lint: name a case, or the language of the complaint: otklik lint --language lv --file reply.txt")
    person, now = setup.person(login), setup.now()
    # Nothing but the case: then its draft is meant, and standard input is not waited for.
    given = None if n is not None and text is None and file is None else text_of(text, file, needed="lint needs a text")
    if n is not None:
        found = lint_case(setup.store, person, n, book=setup.book, now=now, text=given, kind=kind)
    else:
        found = lint_text(person, given or "", language, book=setup.book, now=now, kind=kind, site=site)
    if json:
        print_json({"fit": not any(one.blocks for one in found), "findings": findings_document(found)})
    else:
        data("\n".join(map(line, found)) or "nothing found")
    if any(one.blocks for one in found):
        raise typer.Exit(PARTLY)
