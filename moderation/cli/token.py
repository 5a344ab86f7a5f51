"""`otklik token`: secrets by which programs use the API in a person's name."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated

import typer

from moderation import auth
from moderation.cli.common import AsJson, setup_of
from moderation.cli.output import data, message, print_json, table
from moderation.moments import moment
from moderation.people import Scope
from moderation.store.base import LAST_KEY

if TYPE_CHECKING:
    from moderation.store.tokens import TokenRecord

app = typer.Typer(add_completion=False, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})


@app.callback()
def token() -> None:
    """API tokens: each may do what its scopes say, and never more than its person."""


@app.command()
def add(
    ctx: typer.Context,
    login: Annotated[str, typer.Argument(metavar="LOGIN", help="In whose name the program acts.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", help=f"What it may be used for, repeatable: {', '.join(Scope)}; else {Scope.READ}."),
    ] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, max=3650, help="How long it is good for; else for ever.")] = None,
    json: AsJson = False,
) -> None:
    """Make a token and print it, this once; `read` is a part of every scope."""
    setup = setup_of(ctx)
    secret = auth.new_token(setup.store, login, name, setup.now(), days, scopes=scope or (Scope.READ,))
    if json:
        print_json({"token": secret, **_document(auth.token_list(setup.store)[-1])})
        return
    data(secret)
    message("this is shown once; only its digest is kept. Send it as: Authorization: Bearer otk_…")


def _document(one: TokenRecord) -> dict[str, object]:
    return {field.name: getattr(one, field.name) for field in fields(one)}


@app.command("list")
def listed(ctx: typer.Context, json: AsJson = False) -> None:
    """List all tokens, without their secrets."""
    setup = setup_of(ctx)
    found, now = auth.token_list(setup.store), setup.now()
    if json:
        print_json(found)
    elif found:
        rows = [
            [
                one.id,
                one.login,
                one.name,
                " ".join(one.scopes),
                "good" if one.valid(now) else "revoked" if one.revoked_at else "run out",
                moment(one.expires_at) if one.expires_at else "never",
                moment(one.seen_at) if one.seen_at else "never",
            ]
            for one in found
        ]
        table(["id", "login", "name", "scopes", "state", "expires", "last used"], rows)
    else:
        message("there are no tokens. Make one: otklik token add LOGIN NAME")


@app.command()
def revoke(ctx: typer.Context, number: Annotated[int, typer.Argument(metavar="ID", min=1, max=LAST_KEY)]) -> None:
    """Revoke a token; it opens nothing from now on."""
    setup = setup_of(ctx)
    auth.revoke(setup.store, number, setup.now())
    message(f"token {number} is revoked")
