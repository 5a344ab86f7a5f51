"""`otklik serve`: the web queue and the API in one process."""

from __future__ import annotations

import errno
import ipaddress
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import UsageError
from moderation.cli.common import setup_of
from moderation.cli.output import message

if TYPE_CHECKING:
    from config.settings import WebSettings


def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option("--host", help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = None,
) -> None:
    """Serve the queue and the API until interrupted."""
    setup = setup_of(ctx)
    web = setup.settings.web
    check_public(host or web.host, web)
    # The port is taken before anything slow is loaded: one that is in use is told at once.
    listening = bind(host or web.host, web.port if port is None else port)
    with listening:
        import uvicorn  # late, as FastAPI behind the next line: `otklik demo --once` needs this module without them

        from moderation.app import create_app
        from moderation.delivering import Courier, running

        setup.book.limits.of("")  # read now: a list of sites that is broken later must not break the page of a case
        app = create_app(setup.settings, setup.store, setup.book, setup.catalogue, setup.now)
        message(f"the queue is at {web.url or address_of(listening)}; get a login link with: otklik user link LOGIN")
        # No proxy headers: whoever reaches the port could claim any address; the operator writes the public one, web.url.
        config = uvicorn.Config(app, log_level="warning", proxy_headers=False, server_header=False, timeout_graceful_shutdown=5)
        with running(Courier(setup.store, setup.settings.webhooks, setup.now, setup.environ)):
            uvicorn.Server(config).run(sockets=[listening])


def check_public(host: str, web: WebSettings) -> None:
    """Refuse to listen where others can reach it unless sessions travel over https, or web.url says http outright.

    Raises UsageError.
    """
    if local(host) or web.url:
        if web.url and not local(host) and web.url.startswith("http:"):
            message(f"web.url is {web.url}: sessions travel unencrypted, whoever can listen in can take them over")
        return
    raise UsageError(
        f"{host} can be reached from other machines, and without https their sessions could be stolen on the way. "
        "Put a proxy with https in front and set web.url to its https:// address, or listen on 127.0.0.1. "
        "If the network is trusted, say so: set web.url to the http:// address"
    )


def local(host: str) -> bool:
    """Say whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def bind(host: str, port: int) -> socket.socket:
    """Take a port, with the reason in one sentence when it cannot be had."""
    try:
        # An address of IPv6 is refused by a socket of IPv4, which is what `create_server` makes without being told.
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                f"port {port} on {host} is in use. Choose another with --port, or --port 0 for a free one"
            ) from error
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error


def address_of(listening: socket.socket) -> str:
    """Give the address to open in a browser."""
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"
