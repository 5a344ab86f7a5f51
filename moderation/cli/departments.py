"""`otklik handover` and `otklik return`: a department takes the case, and gives it back (E2)."""

from __future__ import annotations

from typing import Annotated

import typer

from moderation.cli.common import AsJson, AsPerson, setup_of, text_of
from moderation.cli.deed import CaseId, Due, File, Text, Version, Why, deed, moment_of
from moderation.cli.output import message, print_json, table
from moderation.cli.spans import hours
from moderation.desk import departments
from moderation.plans import department_document
from moderation.queue import case_view

HEADS = ("department", "term", "whom to ask", "mail", "title")


def handover(
    ctx: typer.Context,
    n: CaseId,
    department: Annotated[str, typer.Argument(metavar="[DEPARTMENT]", help="Who takes it; left out: which there are.")] = "",
    why: Annotated[str, typer.Option("--why", help="What is needed from them.")] = "",
    due: Due = "",
    text: Text = None,
    file: File = None,
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Hand the case to a department until a date, else for the department's own term; the text is the note for it."""
    setup = setup_of(ctx)
    if not department:
        _show(ctx, n, json)
        return
    until = moment_of(due, setup.settings.timezone, "--due") if due else None
    note = "" if text is None and file is None else text_of(text, file, needed="handover needs the text of the note")
    deed(ctx, departments.handover, n, login, version, json, department=department, why=why, due=until, text=note)


def _show(ctx: typer.Context, n: int, json: bool) -> None:
    setup = setup_of(ctx)
    case_view(setup.store, n, setup.book, setup.now())  # a case that is not there is told as such
    found = setup.book.policy.departments
    if json:
        print_json([department_document(one) for one in found])
        return
    table(HEADS, [[one.name, hours(one.term), one.who, one.email, one.label(setup.settings.language)] for one in found])
    message(f'hand it over: otklik handover {n} DEPARTMENT --why "…"')


def take_back(
    ctx: typer.Context,
    n: CaseId,
    why: Why,
    done: Annotated[int | None, typer.Option("--done", metavar="K", help="Stage K of the plan is done with it.")] = None,
    where: Annotated[str, typer.Option("--where", help="Where the item of that stage is.")] = "",
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Take the case back from its department, with what the department said."""
    deed(ctx, departments.take_back, n, login, version, json, why=why, stage=done, where=where)
