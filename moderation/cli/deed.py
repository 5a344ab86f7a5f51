"""What the desk verbs share: the number of a case, the options, and the telling of what was done."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from config.errors import UsageError
from moderation.cli.common import setup_of, utf_8
from moderation.cli.output import data, message, print_json
from moderation.documents import case_document
from moderation.moments import end_of_day
from moderation.queue import CaseView


def case_number(text: str) -> int:
    """Read the number of a case. Raises BadParameter for anything else."""
    # Not typer's own int, which takes 1_0, +1 and ١ for numbers; a number that no case has is answered by the desk.
    if not re.fullmatch(r"[1-9][0-9]{0,30}", text):
        raise typer.BadParameter(f'"{text[:60]}" is not the number of a case. Numbers are in: otklik queue.')
    return int(text)


CaseId = Annotated[int, typer.Argument(metavar="N", parser=case_number, help="The number of the case.")]
Text = Annotated[str | None, typer.Option("--text", help="The text itself.")]
File = Annotated[Path | None, typer.Option("--file", metavar="FILE", help="A file with the text; - is standard input.")]
Url = Annotated[str, typer.Option("--url", help="Where it stands, publicly.")]
Why = Annotated[str, typer.Option("--why", help="The reason, for the history.")]
Version = Annotated[int | None, typer.Option("--version", help="Act only if the case is still at this version.")]


def deed(
    ctx: typer.Context,
    act: Callable[..., CaseView],
    n: int,
    login: str | None,
    version: int | None,
    json: bool,
    **details: object,
) -> None:
    """Let the person act on the case, and tell how it stands now."""
    setup = setup_of(ctx)
    for name, detail in details.items():
        if isinstance(detail, str):
            utf_8(detail, name)
    view = act(setup.store, setup.person(login), n, book=setup.book, now=setup.now(), version=version, **details)
    if json:
        print_json(case_document(view))
        return
    data(f"case {view.id}: {view.events[-1].act} recorded, now {view.status}")
    if view.possible:
        message(f"possible now: {', '.join(view.possible)}")


def moment_of(text: str, timezone: str, option: str = "--until") -> datetime:
    """Read a date (its end, in the given zone) or a time with an offset. Raises UsageError for anything else."""
    try:
        if len(text) == 10:  # as long as 2026-11-30: a date alone
            return end_of_day(date.fromisoformat(text), timezone)
        found = datetime.fromisoformat(text)
        moment = found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            f'{option}: "{text}" is not a date. Write 2026-11-30, or a time with its offset: 2026-11-30T12:00+02:00'
        ) from None
    if found.tzinfo is None:
        raise UsageError(f'{option}: "{text}" has no offset from UTC. Write 2026-11-30T12:00+02:00, or only the date')
    return moment
