"""Idempotency-Key: a request that names a key is carried out once, however often it is sent.

As draft-ietf-httpapi-idempotency-key-header says, with two choices of our own: the key is claimed in the transaction of the act,
so that act and answer stand together or not at all, whenever the process dies; and a refusal, which has changed nothing, leaves
its key free.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from config.errors import UsageError
from moderation.api.bodies import Body
from moderation.api.callers import Given, Writer
from moderation.context import Context
from moderation.documents import Document
from moderation.store import once
from moderation.store.once import Kept, Ticket

LONGEST_KEY = 255
REPLAYED = "Idempotency-Replayed"
_REPEATED = ("etag", "location")  # headers of the answer that belong to it
_ABOUT = (
    "any text of your own, up to 255 visible ASCII characters, for example a UUID: the request is carried out once in 24 hours, "
    "and sent again it gets the same answer again"
)
Key = Annotated[str | None, Header(alias="Idempotency-Key", description=_ABOUT)]
_running: set[tuple[str, str]] = set()


@dataclass(frozen=True, slots=True)
class Once:
    """One request that is to be carried out once."""

    context: Context
    response: Response
    ticket: Ticket | None

    def run(self, act: Callable[[], Document], *, sends: bool) -> Document:
        """Carry the request out, or give the answer that it got before.

        `sends`: something leaves this machine in the middle of the act, which cannot wait for the end of a transaction.
        Raises 409 while it is running, UsageError where the key was used for another request.
        """
        if self.ticket is None:
            return act()
        with _busy(self.ticket):
            return self._apart(act, self.ticket) if sends else self._together(act, self.ticket)

    def _together(self, act: Callable[[], Document], ticket: Ticket) -> Document:
        store = self.context.store
        with store.together() as tx:
            kept = once.claim(tx, ticket, self.context.now())
            if kept is not None:
                return self._again(kept, ticket)
            done = act()
            self._keep(tx, ticket, done)
            return done

    def _apart(self, act: Callable[[], Document], ticket: Ticket) -> Document:
        """Claim, act, answer, one after the other: if the process dies in between, the desk itself lets nothing go twice."""
        store = self.context.store
        with store.write() as tx:
            kept = once.claim(tx, ticket, self.context.now())
        if kept is not None:
            return self._again(kept, ticket)
        done: Document | None = None
        try:
            done = act()
        finally:
            with store.write() as tx:
                if done is None:
                    once.let_go(tx, ticket)
                else:
                    self._keep(tx, ticket, done)
        return done

    def _keep(self, tx: Any, ticket: Ticket, done: Document) -> None:
        headers = {name: value for name, value in self.response.headers.items() if name.lower() in _REPEATED}
        body = json.dumps(done, ensure_ascii=False, default=str)
        once.keep(tx, ticket, self.response.status_code or 200, body, headers, self.context.now())

    def _again(self, kept: Kept, ticket: Ticket) -> Document:
        if kept.fingerprint != ticket.fingerprint:
            raise UsageError(
                f'Idempotency-Key: "{ticket.key[:60]}" was used for another request of yours in the last 24 hours. '
                "Give each request a key of its own, and send it again unchanged"
            )
        if kept.body is None:
            raise _still_running(ticket)
        self.response.headers.update({**(kept.headers or {}), REPLAYED: "true"})
        found: Document = json.loads(kept.body)
        return found


@contextmanager
def _busy(ticket: Ticket) -> Iterator[None]:
    """Hold a key while its request is running in this process: a second one is told so, and need not wait for the database."""
    name = ticket.login, ticket.key
    if name in _running:
        raise _still_running(ticket)
    _running.add(name)
    try:
        yield
    finally:
        _running.discard(name)


def _still_running(ticket: Ticket) -> HTTPException:
    told = f'the request with the Idempotency-Key "{ticket.key[:60]}" is still running. Send it again in a moment for its answer'
    return HTTPException(409, told, {"Retry-After": "1"})


async def once_of(request: Request, response: Response, caller: Writer, context: Given, idempotency_key: Key = None) -> Once:
    """Read the key of a request. Raises UsageError for one that is none."""
    given = request.headers.getlist("idempotency-key")
    if not given or idempotency_key is None:
        return Once(context, response, None)
    key = _checked(given)
    scopes = " ".join(sorted(caller.person.scopes or ()))  # or a token that may less would get the answer of one that may more
    parts = (request.method, request.url.path, request.url.query, request.headers.get("if-match", ""), scopes)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass") + b"\0" + await request.body()).hexdigest()
    return Once(context, response, Ticket(caller.person.login, key, digest))


def _checked(given: list[str]) -> str:
    # The draft writes the key in quotes, most programs without; both mean the same key.
    key = given[0].strip()
    key = key[1:-1] if len(key) > 1 and key[0] == key[-1] == '"' else key
    if len(given) > 1 or not re.fullmatch(rf"[!-~]{{1,{LONGEST_KEY}}}", key):
        raise UsageError(
            f"Idempotency-Key: give one key of 1 to {LONGEST_KEY} visible ASCII characters without blanks, for example a UUID"
        )
    return key


class OnceRoute(APIRoute):
    """A route whose POST takes an Idempotency-Key: `APIRouter(route_class=OnceRoute)`."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        if "POST" in (given.get("methods") or ()):
            endpoint = _once(endpoint)
        super().__init__(path, endpoint, **given)


def _once(endpoint: Callable[..., Document]) -> Callable[..., Document]:
    """Let an endpoint be called through Once."""

    @functools.wraps(endpoint)
    def called(*, request_once: Once, **given: Any) -> Document:
        sends = any(isinstance(value, Body) and value.sends for value in given.values())
        return request_once.run(lambda: endpoint(**given), sends=sends)

    own = inspect.signature(endpoint)
    named = inspect.Parameter("request_once", inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[Once, Depends(once_of)])
    called.__signature__ = own.replace(parameters=[*own.parameters.values(), named])  # type: ignore[attr-defined]
    return called
