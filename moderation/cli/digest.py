"""`otklik digest`: the weekly letter, to the terminal, a folder or by mail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from config.errors import ConfigError, OperatorError, TryAgain, UsageError
from moderation.cli.common import AsJson, Setup, setup_of
from moderation.cli.output import data, message, print_json
from moderation.collect import collect
from moderation.digest.document import document
from moderation.digest.keeping import keep
from moderation.digest.posting import Posted, Posting, everyone, post, ready
from moderation.digest.render import Letter, render
from moderation.digest.smtp import Fate
from moderation.figures import Figures
from moderation.plain import one_line
from moderation.weeks import choose_week
from moderation.words import LANGUAGES, words

_AGAIN = "Send it all the same: otklik digest --again"


def digest(
    ctx: typer.Context,
    week: Annotated[str, typer.Option("--week", metavar="WEEK", help="2026-W47, this (the running one) or last.")] = "last",
    to: Annotated[list[str] | None, typer.Option("--to", metavar="ADDRESS", help="Mail it to this; may be repeated.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Mail it to mail.recipients.")] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write it into this folder.")] = None,
    language: Annotated[str | None, typer.Option("--language", metavar="CODE", help="en, ru, uk or lv.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Mail it also to those who have had it, or may have.")] = False,
    json: AsJson = False,
) -> None:
    """Give the letter of a week: without --to, --send or --out as plain text. The default is the last whole week.

    Each recipient is sent the letter of a week once. Ends with 75 when some letters must be sent later (run it again), and
    with 1 when some were refused or nobody knows whether they arrived.
    """
    setup = setup_of(ctx)
    spoken = spoken_language(language, setup.settings.language)
    recipients = recipients_of(setup, to or [], send=send)
    if again and not recipients:
        raise UsageError("--again is about mail: give --send or --to ADDRESS with it")
    now = setup.now()
    chosen = choose_week(week, setup.settings.timezone, now)
    figures = collect(setup.store, setup.book, setup.catalogue, setup.settings, chosen, now)
    letter = letter_of(setup, figures, spoken)
    # Kept before it is mailed: where the mail server fails, the letter is there to be sent by hand.
    _keep(letter, figures.edition, out, setup.settings.digest.out if recipients else None)
    if json:
        print_json(document(figures))
    elif not recipients and out is None:
        data(letter.text.rstrip("\n"))
    if recipients:
        _mail(setup, figures, letter, recipients, again=again)


def spoken_language(asked: str | None, usual: str) -> str:
    """Choose the language of the letter. Raises UsageError for one that otklik does not speak."""
    if asked is None or asked in LANGUAGES:
        return asked or usual
    raise UsageError(f'--language: "{asked[:60]}" is not a language of the letter. Write one of: {", ".join(LANGUAGES)}')


def recipients_of(setup: Setup, to: Sequence[str], *, send: bool) -> tuple[str, ...]:
    """Gather who receives the letter, before anything is done. Raises UsageError, ConfigError."""
    if not to and not send:
        return ()
    mail = setup.settings.mail
    if send and not mail.recipients:
        raise ConfigError("mail.recipients is empty, so --send has nobody to write to. Write them, or name them: --to ADDRESS")
    ready(mail)
    return everyone([*(mail.recipients if send else ()), *to])


def letter_of(setup: Setup, figures: Figures, language: str) -> Letter:
    """Render the figures in a language, with links to the queue where its public address is known."""
    return render(figures, language=language, words=words(language), queue=setup.settings.web.url)


def _keep(letter: Letter, edition: str, *folders: Path | None) -> None:
    for folder in filter(None, folders):
        try:
            paths = keep(letter, edition, folder)
        except OSError as error:
            told = f"{folder}: the letter cannot be written there: {error.strerror}"
            raise OperatorError(f"{told}. Name a folder that can be written, with --out or digest.out") from error
        for path in paths:
            message(f"written: {path}")


def _mail(setup: Setup, figures: Figures, letter: Letter, recipients: Sequence[str], *, again: bool) -> None:
    posting = Posting(figures.edition, letter, figures.company)
    posted = []
    for found in post(setup.store, posting, recipients, setup.settings.mail, clock=setup.now, again=again):
        message(one_line(told(found, posting)))
        posted.append(found)
    code = verdict(posted)
    if code:
        raise typer.Exit(code)


def told(posted: Posted, posting: Posting) -> str:
    """Say what became of the letter to one recipient."""
    reason = f": {posted.reason}" if posted.reason else ""
    if posted.fate is Fate.SENT:
        already = f"has had the letter {posting.edition} already, nothing was sent. {_AGAIN}"
        return f"{posted.recipient} {already}" if posted.before else f"{posted.recipient}: sent"
    if posted.fate is Fate.LATER:
        return f"{posted.recipient}: not sent yet, run the same command again later{reason}"
    if posted.fate is Fate.REFUSED:
        earlier = f"refused before, nothing was sent. {_AGAIN}" if posted.before else "refused"
        return f"{posted.recipient}: {earlier}{reason}"
    return f"{posted.recipient}: uncertain, the letter may have arrived. {_AGAIN}{reason}"


def verdict(posted: Sequence[Posted]) -> int:
    """Give the exit code of a posting: 75 while any letter must be sent later, 1 where any failed, else 0."""
    fates = {found.fate for found in posted}
    if Fate.LATER in fates:  # before the failures: cron runs the command again, and what failed fails again
        return TryAgain.exit_code
    return OperatorError.exit_code if fates & {Fate.REFUSED, Fate.UNCERTAIN} else 0
