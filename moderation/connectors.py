"""Post a reply through a site's form, where the operator's list of sites says how: one request, never repeated.

The same guard as the crawler's stands before it: public addresses only, unless the operator permits a pair. Nothing is
followed, no login or captcha is passed by. What the site did is known, or it is said that nobody knows (RELIABILITY 45).
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode, urljoin, urlsplit

from config.errors import ConfigError
from crawler.guard import PORTS, Gate, host_port, is_public

if TYPE_CHECKING:
    from config.connectors import Connector

SECONDS = 30.0  # for the whole request

_LOGIN = ("login", "signin", "sign-in", "logon", "auth", "captcha", "challenge")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request: `released` and `failed` are certain, `check` is for a person to look at."""

    state: Literal["released", "failed", "check"]
    why: str = ""
    address: str | None = None


class _Refused(Exception):
    """Nothing has left this machine."""


def send(
    connector: Connector,
    text: str,
    *,
    native_id: str,
    url: str,
    private: Collection[str] = (),
    token: str = "",
    user_agent: str = "otklik",
    seconds: float = SECONDS,
) -> Outcome:
    """Post a text as the answer to the mention of this id and address."""
    fields = {**connector.fields, connector.text_field: text}
    fields |= {name: value for name, value in ((connector.id_field, native_id), (connector.url_field, url)) if name}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": user_agent, "Connection": "close"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        with _connection(connector.url, frozenset(private), seconds) as connection:
            return _asked(connection, connector, urlencode(fields).encode(), headers)
    except _Refused as refused:
        return Outcome("failed", str(refused))


def token_of(connector: Connector, environ: Mapping[str, str]) -> str:
    """Read the token of a connector from the environment. Raises ConfigError where it is not there or cannot be a header."""
    if not connector.token_env:
        return ""
    token = environ.get(connector.token_env, "").strip()
    if not token or not token.isascii() or not token.isprintable():
        told = f"the environment variable {connector.token_env} holds no token"
        raise ConfigError(f"connector: {told}. Set it where otklik runs, or post the reply by hand")
    return token


def _asked(connection: http.client.HTTPConnection, connector: Connector, body: bytes, headers: Mapping[str, str]) -> Outcome:
    parts = urlsplit(connector.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # From the first byte on the site may have taken the reply, whatever happens to the connection.
    try:
        connection.request("POST", path, body, dict(headers))
        response = connection.getresponse()
        location = response.getheader("Location", "")
    except (OSError, http.client.HTTPException) as error:
        return Outcome("check", f"the connection was lost after the reply was sent ({type(error).__name__})")
    return judged(connector, response.status, location)


def judged(connector: Connector, status: int, location: str) -> Outcome:
    """Say what an answer of the site means; what could mean either is for a person to look at."""
    if 200 <= status < 300:
        return Outcome("released", f"answer {status}", _address(connector, location))
    if status in (302, 303):
        try:
            there = urlsplit(urljoin(connector.url, location))
            elsewhere = there.hostname != urlsplit(connector.url).hostname
        except ValueError:
            return Outcome("check", f"answer {status} leads to no address")
        if not location or elsewhere or any(word in there.path.lower() for word in _LOGIN):
            return Outcome("check", f"answer {status} leads to another place ({(there.hostname or '')[:80]}{there.path[:80]})")
        return Outcome("released", f"answer {status}", _address(connector, location))
    # 408: the site did not read all of it, or says so only.
    if (400 <= status < 500 and status != 408) or status in (307, 308):
        return Outcome("failed", f"the site refused it with answer {status}")
    return Outcome("check", f"the site answered {status}, which does not tell whether it took the reply")


def _address(connector: Connector, location: str) -> str | None:
    if connector.answer_url != "location" or not location:
        return None
    found = urljoin(connector.url, location)
    parts = urlsplit(found)
    whole = parts.scheme in PORTS and parts.hostname == urlsplit(connector.url).hostname and "@" not in parts.netloc
    return found if whole and len(found) <= 2000 and found.isprintable() and " " not in found else None


@contextmanager
def _connection(url: str, private: frozenset[str], seconds: float) -> Iterator[http.client.HTTPConnection]:
    """Connect to an address that the guard lets through. Raises _Refused: nothing has been said to anybody then."""
    if reason := Gate(url, private).reason(url):
        raise _Refused(f"the address of the connector is refused: {reason}")
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    connected = _socket(host, port, host_port(url) in private, seconds)
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
        raise _Refused(f"{host} cannot be spoken to safely ({type(error).__name__})") from error


def _socket(host: str, port: int, permitted: bool, seconds: float) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _Refused(f"{host} cannot be found") from error
    # The address that was looked at is the one that is connected to: a name cannot answer differently the second time.
    open_to_all = [entry for entry in found if permitted or is_public(str(entry[4][0]))]
    if not open_to_all:
        raise _Refused(f"{host} has no public address. Permit it with scan.allow_private if it is yours")
    said = ""
    for family, kind, protocol, _, address in open_to_all:
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(seconds)
        try:
            connection.connect(address)
        except OSError as error:
            connection.close()
            said = type(error).__name__
        else:
            return connection
    raise _Refused(f"{host} does not answer ({said})")


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
