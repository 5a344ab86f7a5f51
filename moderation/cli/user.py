"""`otklik user`: the people who work with otklik.

Whoever may run this on the machine may do this; no account is there from the start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import UsageError
from moderation import staff
from moderation.auth import LINK_MINUTES, link_path, new_link
from moderation.cli.common import AsJson, Setup, setup_of
from moderation.cli.output import data, message, print_json, table
from moderation.people import Person, Role, valid_login, valid_role

if TYPE_CHECKING:
    from config.settings import WebSettings
    from moderation.store.people import Mailbox

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
    staff.add(setup.store, new, setup.now())
    message(f"{new.login} is added as {new.role}. Give a login link: otklik user link {new.login}")
    if not staff.admins(setup.store):
        message("nobody is an admin yet; add one: otklik user add LOGIN --role admin")


@app.command("list")
def listed(ctx: typer.Context, json: AsJson = False) -> None:
    """List everybody, the disabled ones too."""
    found = staff.everybody(setup_of(ctx).store)
    boxes = staff.mailboxes(setup_of(ctx).store)
    if json:
        print_json([_document(one, boxes[one.login]) for one in found])
    elif found:
        heads = ["login", "name", "role", "mail", "language", "state"]
        rows = [[p.login, p.name, p.role, (box := boxes[p.login]).mail, box.language, _state(p)] for p in found]
        table(heads, rows)
    else:
        message("there is nobody yet. Add yourself: otklik user add LOGIN --role admin")


def _document(person: Person, box: Mailbox) -> dict[str, object]:
    shown = {"login": person.login, "name": person.name, "role": person.role, "disabled": person.disabled}
    return {**shown, "mail": box.mail, "language": box.language}


def _state(person: Person) -> str:
    return "disabled" if person.disabled else ""


@app.command()
def mail(
    ctx: typer.Context,
    login: Login,
    address: Annotated[str | None, typer.Argument(metavar="[ADDRESS]", help="For example anna@example.org.")] = None,
    language: Annotated[str | None, typer.Option("--language", metavar="CODE", help="Of letters: en, ru, uk, lv.")] = None,
    none: Annotated[bool, typer.Option("--none", help="Forget the address: notices then stand in the list only.")] = False,
) -> None:
    """Say where and in which language a person gets notices."""
    if none and address:
        raise UsageError("user mail: give an address or --none, not both")
    if not none and address is None and language is None:
        raise UsageError(f"user mail needs an address. Write: otklik user mail {login} anna@example.org, or --none")
    box = staff.set_mailbox(setup_of(ctx).store, login, mail="" if none else address, language=language)
    spoken = f", in {box.language}" if box.language else ""
    message(f"{box.login}: notices go to {box.mail}{spoken}" if box.mail else f"{box.login}: notices stand in the list only")


@app.command()
def disable(ctx: typer.Context, login: Login) -> None:
    """Disable a person: sessions and links end, tokens are revoked, the history keeps the name."""
    setup = setup_of(ctx)
    person = staff.disable(setup.store, login, setup.now())
    message(f"{person.login} is disabled: sessions and links have ended, tokens are revoked")


@app.command()
def enable(ctx: typer.Context, login: Login) -> None:
    """Enable a disabled person; revoked tokens stay revoked."""
    person = staff.enable(setup_of(ctx).store, login)
    message(f"{person.login} is enabled. Give a login link: otklik user link {person.login}")


@app.command()
def link(ctx: typer.Context, login: Login) -> None:
    """Print a link that logs a person in, once, within 15 minutes."""
    setup = setup_of(ctx)
    secret = new_link(setup.store, login, setup.now())
    data(base_of(setup.settings.web) + link_path(secret))
    message(f"it works once, within {LINK_MINUTES} minutes; hand it over privately")
    _hint_port(setup)


def base_of(web: WebSettings) -> str:
    """Give the address of the queue, with a slash at its end."""
    if web.url:
        return web.url.rstrip("/") + "/"
    # A link to "every address of this machine" leads nowhere; the loopback one is among them.
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(web.host, web.host)  # noqa: S104 - compared, not bound
    return f"http://{f'[{host}]' if ':' in host and '[' not in host else host}:{web.port}/"


def _hint_port(setup: Setup) -> None:
    web = setup.settings.web
    if not web.url and not web.port:
        message("web.port is 0, so put the port in that `otklik serve` said")
