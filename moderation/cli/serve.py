"""`otklik serve`: the web queue and the API in one process."""

from __future__ import annotations

import errno
import socket
from typing import Annotated

import typer

from config.errors import UsageError
from moderation.cli.common import setup_of
from moderation.cli.output import message


def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option("--host", help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = None,
) -> None:
    """Serve the queue and the API until interrupted."""
    import uvicorn

    from moderation.app import create_app

    setup = setup_of(ctx)
    web = setup.settings.web
    listening = bind(host or web.host, web.port if port is None else port)
    with listening:
        app = create_app(setup.settings, setup.store, setup.policy, setup.catalogue, setup.now)
        message(f"the queue is at {web.url or address_of(listening)}; get a login link with: otklik user link LOGIN")
        uvicorn.Server(uvicorn.Config(app, log_level="warning", proxy_headers=False)).run(sockets=[listening])


def bind(host: str, port: int) -> socket.socket:
    """Take a port, with the reason in one sentence when it cannot be had."""
    try:
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
