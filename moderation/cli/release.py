"""`otklik release`: what became of replies posted by machine, and a person's word on those of which nobody knows."""

from __future__ import annotations

from typing import Annotated

import typer

from config.errors import UsageError
from moderation.cli.common import AsJson, AsPerson, setup_of
from moderation.cli.deed import Url, Version, case_number, deed
from moderation.cli.output import data, message, print_json, table
from moderation.desk import releasing
from moderation.desk.outbox import state_of
from moderation.moments import moment

Case = Annotated[int | None, typer.Argument(metavar="[N]", parser=case_number, help="The case; else all that are in doubt.")]
Stands = Annotated[bool, typer.Option("--it-stands", help="I looked: the reply stands on the site.")]
Not = Annotated[bool, typer.Option("--it-does-not", help="I looked: it does not, and may be posted again.")]


def release(
    ctx: typer.Context,
    n: Case = None,
    stands: Stands = False,
    missing: Not = False,
    url: Url = "",
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Show what was posted by machine, or say of a reply in doubt whether it stands on the site."""
    if stands and missing:
        raise UsageError("release: say --it-stands or --it-does-not, not both. Look at the site first")
    if not stands and not missing:
        _show(ctx, n, json)
        return
    if n is None:
        raise UsageError("release: name the case whose reply you have looked for. See them: otklik release")
    if missing and not json:
        setup = setup_of(ctx)
        releasing.decide(setup.store, setup.person(login), n, book=setup.book, now=setup.now(), stands=False, url=url)
        data(f"case {n}: the reply does not stand on the site; it may be posted again")
        return
    deed(ctx, releasing.decide, n, login, version, json, stands=stands, url=url)


def _show(ctx: typer.Context, n: int | None, json: bool) -> None:
    setup = setup_of(ctx)
    now = setup.now()
    found = releasing.in_doubt(setup.store, now) if n is None else releasing.releases(setup.store, n)
    if json:
        print_json([releasing.release_document(one, now) for one in found])
    elif found:
        heads = ["case", "reply", "state", "tries", "by", "at", "address", "why"]
        rows = [
            [
                one.case_id,
                one.reply,
                state_of(one, now),
                one.tries,
                one.by,
                moment(one.claimed_at),
                one.address or "-",
                one.why,
            ]
            for one in found
        ]
        table(heads, rows)
    elif n is None:
        message("no reply is in doubt")
    else:
        message(f"case {n}: nothing was posted by machine. Do it, where the site has a connector: otklik post {n} --release")
