"""`otklik user`: the people who work with otklik. Whoever may run this on the machine is trusted with it; there is no default account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import Impossible, NotFound
from moderation.cli.common import AsJson, Setup, setup_of
from moderation.cli.output import data, message, print_json, table
from moderation.people import Person, Role, valid_login, valid_role
from moderation.store import people, sessions, tokens

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.settings import WebSettings

app = typer.Typer(add_completion=False, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})
Login = Annotated[str, typer.Argument(metavar="LOGIN", help="Small Latin letters and digits, for example anna.")]


@app.callback()
def user() -> None:
    """People: who may log in, and what each may do."""


@app.command()
def add(
    ctx: typer.Context,
    login: Login,
    name: Annotated[str, typer.Option("--name", help="The name that colleagues see; else the login.")] = "",
    role: Annotated[str, typer.Option("--role", help=f"One of {', '.join(Role)}.")] = Role.MODERATOR.value,
) -> None:
    """Add a person."""
    setup = setup_of(ctx)
    new = Person(valid_login(login), " ".join(name.split()) or valid_login(login), valid_role(role))
    with setup.store.write() as tx:
        people.add(tx, new, setup.now())
        admins = _admins(tx)
    message(f"{new.login} is added as {new.role}. Give a login link: otklik user link {new.login}")
    if not admins:
        message("nobody is an admin yet; add one: otklik user add LOGIN --role admin")


@app.command("list")
def listed(ctx: typer.Context, json: AsJson = False) -> None:
    """List everybody, the disabled ones too."""
    with setup_of(ctx).store.read() as tx:
        found = people.every(tx)
    if json:
        print_json(found)
    elif found:
        table(["login", "name", "role", "state"], [[p.login, p.name, p.role, "disabled" if p.disabled else ""] for p in found])
    else:
        message("there is nobody yet. Add yourself: otklik user add LOGIN --role admin")


@app.command()
def disable(ctx: typer.Context, login: Login) -> None:
    """Disable a person: sessions and links end, tokens are revoked, the history keeps the name."""
    setup = setup_of(ctx)
    with setup.store.write() as tx:
        person = _one(tx, login)
        if [admin.login for admin in _admins(tx)] == [person.login]:
            raise Impossible(f"{person.login} is the only admin. Add another first: otklik user add LOGIN --role admin")
        people.set_disabled(tx, person.login, True)
        sessions.end_all(tx, person.login)
        tokens.revoke_all(tx, person.login, setup.now())
    message(f"{person.login} is disabled: sessions and links have ended, tokens are revoked")


@app.command()
def enable(ctx: typer.Context, login: Login) -> None:
    """Enable a disabled person; revoked tokens stay revoked."""
    with setup_of(ctx).store.write() as tx:
        person = _one(tx, login)
        people.set_disabled(tx, person.login, False)
    message(f"{person.login} is enabled. Give a login link: otklik user link {person.login}")


@app.command()
def link(ctx: typer.Context, login: Login) -> None:
    """Print a link that logs a person in, once, within 15 minutes."""
    from moderation.auth import LINK_MINUTES, link_path, new_link

    setup = setup_of(ctx)
    secret = new_link(setup.store, valid_login(login), setup.now())
    data(base_of(setup.settings.web) + link_path(secret))
    message(f"it works once, within {LINK_MINUTES} minutes; hand it over privately")
    _hint_port(setup)


def base_of(web: WebSettings) -> str:
    """Give the address of the queue, with a slash at its end."""
    if web.url:
        return web.url.rstrip("/") + "/"
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(web.host, web.host)  # noqa: S104 - compared, not bound
    return f"http://{f'[{host}]' if ':' in host and '[' not in host else host}:{web.port}/"


def _hint_port(setup: Setup) -> None:
    web = setup.settings.web
    if not web.url and not web.port:
        message("web.port is 0, so put the port in that `otklik serve` said")


def _one(tx: Connection, login: str) -> Person:
    person = people.find(tx, valid_login(login))
    if person is None:
        raise NotFound(f'there is no person "{login[:60]}". See who is there: otklik user list')
    return person


def _admins(tx: Connection) -> list[Person]:
    return [person for person in people.every(tx) if person.role is Role.ADMIN and not person.disabled]
