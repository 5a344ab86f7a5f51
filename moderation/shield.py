"""What holds for every request before any route sees it (RELIABILITY rows 34, 41, 59): who may be asked, how much, by whom; and
the headers of every answer, errors included."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request

from moderation.answers import for_program, refuse
from moderation.auth import csrf_matches
from moderation.context import COMPLAIN, CSRF_FIELD, LOGIN, STATUS

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from moderation.context import Context

MOST_BYTES = 1024 * 1024  # of a request's body; a reply of 100 kB takes three times that in a form
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
HERE = ("localhost", "127.0.0.1", "::1")
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000"
_ELSEWHERE = "this was sent from another page than ours and was not carried out. Open the page again and repeat it there"
_FORM = "application/x-www-form-urlencoded"


class Shield:
    """Stand around the whole application, its error handling too."""

    def __init__(self, app: ASGIApp, context: Context) -> None:
        self.app = app
        self.context = context
        web = context.settings.web
        given = (urlsplit(web.url).hostname if web.url else None, web.host.strip("[]").lower())
        self.hosts = frozenset(HERE) | {host for host in given if host and host not in ("0.0.0.0", "::")}  # noqa: S104

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let the application answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request, send = Request(scope, receive), self._with_headers(send)
        refused = self._stranger(request)
        if refused is None and request.method not in SAFE:
            body = await _body(request)
            refused = _too_large(request) if body is None else self._forged(request, body)
            # The body can be read from the network only once; the application is handed what was read here.
            receive = _again(body or b"", receive)
        await (refused or self.app)(scope, receive, send)

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
                if self.context.secure:
                    headers["Strict-Transport-Security"] = HSTS
            await send(message)

        return sending

    def _stranger(self, request: Request) -> Response | None:
        """Refuse a request for another host: a foreign name that was made to point here, or a byte that no text holds."""
        if host_of(request.headers.get("host", "")) not in self.hosts:
            return refuse(request, 421, "this address is not one of otklik. If it should be, set web.url to it")
        if "\0" in request.url.path or "%00" in request.url.query:
            return refuse(request, 400, "the address holds a character that no text can hold")
        return None

    def _forged(self, request: Request, body: bytes) -> Response | None:
        """Refuse a change that our own pages did not ask for. In the API no cookie changes anything, so nothing can be forged."""
        if for_program(request):
            return None
        if body and not _is_form(request):
            return refuse(request, 415, f"pages take forms only, sent as {_FORM}")
        # The last of several values, which is the one that FastAPI takes: none may be proven here and another carried out.
        form = {name: values[-1] for name, values in parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True).items()}
        if any("\0" in value for value in form.values()):
            return refuse(request, 400, "the form holds a character that no text can hold")
        session = self.context.session_of(request)
        ours = same_origin(request, self.context.settings.web.url)
        given = form.get(CSRF_FIELD) or request.headers.get("x-csrf-token", "")
        proven = csrf_matches(session, given)
        # Before the login there is no session to bind a form to; then the browser itself must say that the page is ours.
        # What customers send is bound to no session either, though a member of the staff may have one in the same browser.
        without = not session or request.url.path in (LOGIN, COMPLAIN, STATUS)
        if ours is False or (not proven and not (without and ours)):
            if ours:  # a tab of an earlier session: its text is given back; a foreign page's never is
                request.state.typed = form
            return refuse(request, 403, _ELSEWHERE)
        return None


def host_of(header: str) -> str:
    """Give the host of a Host header without its port."""
    try:
        return (urlsplit(f"//{header}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def same_origin(request: Request, url: str | None) -> bool | None:
    """Say whether a page of ours sent the request, as the browser tells; None where it tells nothing."""
    if site := request.headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return None
    own = {f"{request.url.scheme}://{request.headers.get('host', '')}".lower()}
    if url:
        parts = urlsplit(url)
        own.add(f"{parts.scheme}://{parts.netloc}".lower())
    return origin.lower() in own


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM


async def _body(request: Request) -> bytes | None:
    """Read the body; None where it is longer than may be, or was cut short: half a request is not carried out."""
    if int_of(request.headers.get("content-length", "0")) > MOST_BYTES:
        return None
    body = bytearray()
    with suppress(ClientDisconnect):
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return None
        return bytes(body)
    return None


def int_of(text: str) -> int:
    """Read a length; what is no number counts as too long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else MOST_BYTES + 1


def _too_large(request: Request) -> Response:
    return refuse(request, 413, f"the request is longer than {MOST_BYTES // 1024} kB. Send less")


def _again(body: bytes, receive: Receive) -> Receive:
    """Give the body that was read to whoever asks next."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving() -> Message:
        return waiting.pop() if waiting else await receive()

    return receiving
