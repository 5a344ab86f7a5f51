"""`otklik correct`: what the machine thinks of a complaint, corrected by a person; a dismissed mention may become a case."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from config.errors import UsageError
from moderation.cli.common import AsJson, AsPerson, setup_of, utf_8
from moderation.cli.deed import Version, Why, case_number, deed
from moderation.cli.output import data, print_json
from moderation.corrections import Change
from moderation.desk import correcting
from moderation.documents import mention_document

Labels = Annotated[str | None, typer.Option(metavar="A,B", help="All that hold, separated by commas; empty for none.")]


class YesNo(StrEnum):
    """An answer."""

    YES = "yes"
    NO = "no"


def correct(
    ctx: typer.Context,
    n: Annotated[int | None, typer.Argument(metavar="N", parser=case_number, help="The number of the case.")] = None,
    mention: Annotated[
        int | None,
        typer.Option("--mention", metavar="ID", parser=case_number, help="A mention of the journal that is no case."),
    ] = None,
    sentiment: Annotated[str | None, typer.Option("--sentiment", help="negative, neutral or positive.")] = None,
    complaint: Annotated[YesNo | None, typer.Option("--complaint", help="Whether it is a complaint.")] = None,
    topics: Labels = None,
    risks: Labels = None,
    severity: Annotated[str | None, typer.Option("--severity", help="critical, high, normal or low.")] = None,
    brand: Annotated[str | None, typer.Option("--brand", help="The brand that it is about.")] = None,
    why: Why = "",
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Correct what is held of a case, or of a mention that is none; a mention that is a complaint after all becomes a case."""
    yes = None if complaint is None else complaint is YesNo.YES
    change = Change(sentiment, yes, _listed(topics), _listed(risks), severity, brand)
    if (n is None) is (mention is None):
        raise UsageError(
            "correct needs the number of a case, or --mention ID for what became none: otklik correct 17 --topics trust"
        )
    if n is not None:
        deed(ctx, correcting.correct, n, login, version, json, change=change, why=why)
        return
    if version is not None:
        raise UsageError("correct: --version is that of a case; a mention has none. Leave it out")
    assert mention is not None
    setup = setup_of(ctx)
    done = correcting.correct_mention(
        setup.store,
        setup.person(login),
        mention,
        book=setup.book,
        catalogue=setup.catalogue,
        now=setup.now(),
        change=change,
        why=utf_8(why, "why"),
    )
    if json:
        print_json(mention_document(done.mention))
        return
    data(f"mention {mention}: correct recorded" + (f", now case {done.opened}" if done.opened else ""))


def _listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(part.strip() for part in text.split(",") if part.strip())
