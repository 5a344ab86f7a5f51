"""Speak to one address outside, behind the guard of the crawler: public addresses only, a limit in time, nothing followed."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from crawler.guard import PORTS, Gate, host_port, is_public

Entry = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]  # as getaddrinfo gives them
SECONDS = 30.0  # for a whole request


class Refused(Exception):
    """Report that nothing has left this machine."""


@contextmanager
def connection_to(
    url: str, private: frozenset[str], seconds: float, *, permit: str = "scan.allow_private"
) -> Iterator[http.client.HTTPConnection]:
    """Connect to an address that the guard lets through. Raises Refused: nothing has been said to anybody then.

    `private` are the host:port pairs that may be reached although they are not public, `permit` names the setting for that.
    """
    if reason := Gate(url, private).reason(url):
        raise Refused(f"the address is refused: {reason}")
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    entries = _addresses(host, port, host_port(url) in private, permit)
    connected = _socket(host, entries, seconds)
    if parts.scheme == "https":
        connected = _safe(connected, host)
    connection = http.client.HTTPConnection(host, port)
    connection.sock = connected
    # A site that sends one byte a minute would hold the request for ever: each read has a limit of its own only.
    watch = Timer(seconds, _cut, (connected,))
    watch.daemon = True
    watch.start()
    try:
        yield connection
    finally:
        watch.cancel()
        connection.close()


def _safe(connected: socket.socket, host: str) -> socket.socket:
    try:
        return ssl.create_default_context().wrap_socket(connected, server_hostname=host)
    except OSError as error:
        connected.close()
        raise Refused(f"{host} cannot be spoken to safely ({type(error).__name__})") from error


def _addresses(host: str, port: int, permitted: bool, permit: str) -> Sequence[Entry]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(f"{host} cannot be found") from error
    # The address that was looked at is the one that is connected to: a name cannot answer differently the second time.
    open_to_all = [entry for entry in found if permitted or is_public(str(entry[4][0]))]
    if not open_to_all:
        raise Refused(f"{host} has no public address. Permit it with {permit} if it is yours")
    return open_to_all


def _socket(host: str, entries: Sequence[Entry], seconds: float) -> socket.socket:
    said = ""
    for family, kind, protocol, _, address in entries:
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(seconds)
        try:
            connection.connect(address)
        except OSError as error:
            connection.close()
            said = type(error).__name__
        else:
            return connection
    raise Refused(f"{host} does not answer ({said})")


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
