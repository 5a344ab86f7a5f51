"""What the desk verbs share: the number of a case, the options, and the telling of what was done."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import UsageError
from moderation.cli.common import setup_of, utf_8
from moderation.cli.output import data, message, print_json
from moderation.documents import case_document
from moderation.lint.told import findings_document, line
from moderation.moments import end_of_day
from moderation.queue import CaseView

if TYPE_CHECKING:
    from moderation.cli.common import Setup
    from moderation.lint.finding import Finding
    from moderation.people import Person


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
Due = Annotated[str, typer.Option("--due", metavar="DATE", help="2026-11-30, or 2026-11-30T12:00+02:00.")]
Despite = Annotated[str, typer.Option("--despite", metavar="WHY", help="A supervisor: despite what the lint found, because …")]
Version = Annotated[int | None, typer.Option("--version", help="Act only if the case is still at this version.")]


def deed(
    ctx: typer.Context,
    act: Callable[..., CaseView],
    n: int,
    login: str | None,
    version: int | None,
    json: bool,
    lint: bool = False,
    **details: object,
) -> None:
    """Let the person act on the case, and tell how it stands now; with `lint` also what is found in its draft."""
    setup = setup_of(ctx)
    for name, detail in details.items():
        if isinstance(detail, str):
            utf_8(detail, name)
    person, now = setup.person(login), setup.now()
    view = act(setup.store, person, n, book=setup.book, now=now, version=version, **details)
    found = _linted(setup, person, view, now) if lint else ()
    if json:
        print_json({**case_document(view), **({"findings": findings_document(found)} if lint else {})})
        return
    data(f"case {view.id}: {view.events[-1].act} recorded, now {view.status}")
    if view.possible:
        message(f"possible now: {', '.join(view.possible)}")
    for one in found:
        message(line(one))


def _linted(setup: Setup, person: Person, view: CaseView, now: datetime) -> tuple[Finding, ...]:
    from moderation.desk.linting import lint_case  # late: most verbs write no reply

    return lint_case(setup.store, person, view.id, book=setup.book, now=now)


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
