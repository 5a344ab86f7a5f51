"""Post a reply through a site's form, where the operator's list of sites says how: one request, never repeated.

The same guard as the crawler's stands before it: public addresses only, unless the operator permits a pair. Nothing is
followed, no login or captcha is passed by. What the site did is known, or it is said that nobody knows (RELIABILITY 45).
"""

from __future__ import annotations

import http.client
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode, urljoin, urlsplit

from config.errors import ConfigError
from crawler.guard import PORTS
from moderation.outward import SECONDS, Refused, connection_to

if TYPE_CHECKING:
    from config.connectors import Connector

_LOGIN = ("login", "signin", "sign-in", "logon", "auth", "captcha", "challenge")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request: `released` and `failed` are certain, `check` is for a person to look at."""

    state: Literal["released", "failed", "check"]
    why: str = ""
    address: str | None = None


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
        with connection_to(connector.url, frozenset(private), seconds) as connection:
            return _asked(connection, connector, urlencode(fields).encode(), headers)
    except Refused as refused:
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
