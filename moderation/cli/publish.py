"""`otklik publish DIR`: the page that tells customers how to complain, in four languages, from the policy (A3)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from config.contacts import SPOKEN, contact_for
from config.errors import OperatorError, UsageError
from config.values import address
from moderation.cli.common import AsJson, setup_of
from moderation.cli.output import data, message, print_json
from moderation.public import folder as published
from moderation.public.procedure import own_brands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moderation.cli.common import Setup

FORM = "The public address of the form; else web.url with /complain, where public.form is on."


def publish(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder for the pages.")],
    check: Annotated[bool, typer.Option("--check", help="Write nothing; say whether the pages are those of the policy.")] = False,
    form: Annotated[str | None, typer.Option("--form", metavar="ADDRESS", help=FORM)] = None,
    json: AsJson = False,
) -> None:
    """Write the pages that tell customers how to complain, in four languages; only pages of this command are written over."""
    setup = setup_of(ctx)
    made = published.pages(
        settings=setup.settings, book=setup.book, catalogue=setup.catalogue, now=setup.now(), form=_form(setup, form)
    )
    for lack in lacks(setup, form):
        message(lack)
    found = published.compare(folder, made) if check else published.write(folder, made)
    if json:
        print_json({"folder": folder, "checked": check, "written": [] if check else found.written, "same": found.same})
    if check and found.written:
        raise OperatorError(
            f"publish: {', '.join(found.written)} in {folder} are not as the policy says. Run: otklik publish {folder}"
        )
    if not json:
        data(f"{folder}: {len(found.written)} written, {len(found.same)} as they were")


def _form(setup: Setup, given: str | None) -> str | None:
    if given is not None:
        try:
            return address(given).rstrip("/")
        except ValueError as error:
            raise UsageError(f"--form: {error}") from error
    settings = setup.settings
    return f"{settings.web.url.rstrip('/')}/complain" if settings.public.form and settings.web.url else None


def lacks(setup: Setup, form: str | None) -> Iterator[str]:
    """Say what a customer would miss on the pages, and which key would tell it."""
    if form is None and setup.settings.public.form and not setup.settings.web.url:
        yield "the pages name no form: its public address is not known. Set web.url, or give --form ADDRESS"
    brands = own_brands(setup.settings)
    for name, told in (("higher", "where to go higher (A6)"), ("phone", "a telephone"), ("email", "a mail address")):
        found = {
            language: [getattr(contact_for(setup.policy.contacts, brand, language) or object(), name, "") for brand in brands]
            for language in SPOKEN
        }
        silent = [language for language, values in found.items() if not all(values)]
        if silent:
            yield f"the pages in {', '.join(silent)} do not name {told} for every brand. Write contacts: {name} into the policy"
