"""`otklik thank`: praise may be thanked for, by hand and once (B4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import NotFound, UsageError
from moderation.cli.common import AsJson, AsPerson, setup_of
from moderation.cli.deed import Url, case_number
from moderation.cli.output import data, message, print_json
from moderation.desk import thanking
from moderation.judged import thanks_document
from moderation.prepared import prepared_document

if TYPE_CHECKING:
    from moderation.prepared import Prepared


def thank(
    ctx: typer.Context,
    n: Annotated[int, typer.Argument(metavar="ID", parser=case_number, help="The number of the mention in the journal.")],
    url: Url = "",
    text: Annotated[bool, typer.Option("--text", help="Print the prepared text and where to post it; records nothing.")] = False,
    template: Annotated[str, typer.Option("--template", metavar="NAME", help="Which prepared text, for --text.")] = "",
    login: AsPerson = None,
    json: AsJson = False,
) -> None:
    """Record that the author of praise was thanked on the site. With --text first see what to post."""
    setup = setup_of(ctx)
    if not text:
        if template:
            raise UsageError("thank: --template chooses the text that --text prints. Give both, or neither")
        done = thanking.thank(setup.store, setup.person(login), n, book=setup.book, now=setup.now(), url=url)
        if json:
            print_json({"mention": n, "thanked": thanks_document(done.thanked)})
        else:
            data(f"mention {n}: thanks recorded")
        return
    found = thanking.praise(setup.store, n, setup.book)
    listed = thanking.texts(found.mention, setup.person(login), settings=setup.settings, book=setup.book, now=setup.now())
    chosen = _chosen(listed, template)
    if json:
        shown = {"mention": n, "obstacle": found.obstacle, "thanked": thanks_document(found.thanked)}
        print_json({**shown, "url": found.mention.url, "template": prepared_document(chosen, "en")})
        return
    data(chosen.filled.text if chosen.filled else "")
    message(f"post it at {found.mention.url}, then: otklik thank {n} --url ADDRESS")
    if chosen.filled and chosen.filled.missing:
        message(f"still to be filled: {', '.join(chosen.filled.missing)}")
    if found.obstacle:
        message(f"mention {n} cannot be thanked for: {found.obstacle}")


def _chosen(listed: tuple[Prepared, ...], name: str) -> Prepared:
    if not listed:
        raise NotFound("there is no prepared text of thanks in this language. See them: otklik template list --kind thanks")
    found = next((one for one in listed if not name or one.template.name == name), None)
    if found is None:
        known = ", ".join(one.template.name for one in listed)
        raise NotFound(f'there are no prepared thanks named "{name[:64]}" in this language. There are: {known}')
    return found
