"""The first desk verbs: acknowledge, reply, approve, post, assign, wait, resume, close, reopen, dismiss."""

from __future__ import annotations

from typing import Annotated

import typer

from config.errors import UsageError
from moderation.channels import ANSWERED_BY
from moderation.cli.common import AsJson, AsPerson, setup_of, text_of
from moderation.cli.deed import CaseId, Despite, File, Text, Url, Version, Why, deed, moment_of
from moderation.desk import answering, ending, owners, terms


def acknowledge(
    ctx: typer.Context, n: CaseId, url: Url = "", login: AsPerson = None, version: Version = None, json: AsJson = False
) -> None:
    """Record that the customer was told: we have your complaint."""
    deed(ctx, answering.acknowledge, n, login, version, json, url=url)


def reply(
    ctx: typer.Context,
    n: CaseId,
    text: Text = None,
    file: File = None,
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Draft the reply in substance; a new draft takes the place of the old one and voids its approval."""
    given = text_of(text, file, needed="reply needs a text")
    deed(ctx, answering.reply, n, login, version, json, lint=True, text=given)


def approve(
    ctx: typer.Context, n: CaseId, despite: Despite = "", login: AsPerson = None, version: Version = None, json: AsJson = False
) -> None:
    """Approve the draft of another person; what blocks (otklik lint) stands in the way."""
    deed(ctx, answering.approve, n, login, version, json, despite=despite)


def post(
    ctx: typer.Context,
    n: CaseId,
    url: Url = "",
    how: Annotated[str, typer.Option("--how", help=f"How, where no site shows it: {', '.join(ANSWERED_BY)}.")] = "",
    release: Annotated[bool, typer.Option("--release", help="Post it now, through the site's connector.")] = False,
    despite: Despite = "",
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Record that the reply was posted on the site; the next scan confirms it. With --release otklik posts it itself, once."""
    if not release:
        deed(ctx, answering.post, n, login, version, json, url=url, how=how, despite=despite)
        return
    if url or how:
        told = "--url" if url else "--how"
        raise UsageError(f"post: {told} tells of a reply that you posted yourself; with --release otklik knows. Leave it out")
    from moderation.desk import releasing  # late: what sends is not needed to work by hand

    setup = setup_of(ctx)
    settings, catalogue = setup.settings, setup.catalogue
    deed(ctx, releasing.release, n, login, version, json, despite=despite, settings=settings, catalogue=catalogue)


def assign(
    ctx: typer.Context,
    n: CaseId,
    to: Annotated[str, typer.Argument(metavar="LOGIN", help="Who takes the case.")],
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Give the case to a person."""
    deed(ctx, owners.assign, n, login, version, json, owner=to)


def wait(
    ctx: typer.Context,
    n: CaseId,
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="2026-11-30, or 2026-11-30T12:00+02:00.")],
    why: Annotated[str, typer.Option("--why", help="Whose move it is, and what for.")],
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Stop the reply clock: the next move is somebody else's."""
    setup = setup_of(ctx)
    deed(ctx, terms.wait, n, login, version, json, why=why, until=moment_of(until, setup.settings.timezone))


def resume(
    ctx: typer.Context, n: CaseId, why: Why = "", login: AsPerson = None, version: Version = None, json: AsJson = False
) -> None:
    """Let the reply clock run again."""
    deed(ctx, terms.resume, n, login, version, json, why=why)


def close(
    ctx: typer.Context, n: CaseId, why: Why = "", login: AsPerson = None, version: Version = None, json: AsJson = False
) -> None:
    """End the handling; a case that no scan can confirm needs a reason."""
    deed(ctx, ending.close, n, login, version, json, why=why)


def reopen(
    ctx: typer.Context,
    n: CaseId,
    why: Why,
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Take a closed or dismissed case up again."""
    deed(ctx, ending.reopen, n, login, version, json, why=why)


def dismiss(
    ctx: typer.Context,
    n: CaseId,
    why: Why,
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Record that this is no complaint to us, and why."""
    deed(ctx, ending.dismiss, n, login, version, json, why=why)
