"""What a request works with: settings, store, rules, catalogue, clock, and who asks. Given to every web door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from moderation import auth
from moderation.auth import LoginError
from moderation.people import VIEW, require

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.responses import Response

    from config.catalogue import Catalogue
    from config.settings import Settings
    from moderation.auth import Opened
    from moderation.people import Person
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store

LOGIN = "/login"  # GET shows how to get a link, POST uses one (form field `link`); GET /login/{secret} shows the button
COMPLAIN, STATUS = "/complain", "/complain/status"  # the form for customers, who have no session, and what became of it
CSRF_FIELD = "csrf"  # the hidden field of every form; a script may send the header X-CSRF-Token in its place


@dataclass(frozen=True)
class Context:
    """Everything that a door needs to answer a request."""

    settings: Settings
    store: Store
    book: Rulebook
    catalogue: Catalogue
    now: Callable[[], datetime]

    @property
    def secure(self) -> bool:
        """Say whether people reach the queue over https."""
        return (self.settings.web.url or "").startswith("https://")

    @property
    def cookie(self) -> str:
        """Name the session's cookie; over https browsers guard the __Host- ones (ASVS 3.3.1)."""
        return "__Host-otklik_session" if self.secure else "otklik_session"

    def session_of(self, request: HTTPConnection) -> str:
        """Give the session's secret as the browser sent it, nothing where it sent none."""
        return request.cookies.get(self.cookie, "")

    def person_of(self, request: HTTPConnection) -> Person:
        """Say who is logged in and may look. Raises LoginError, answered for pages by the way to /login, and Forbidden."""
        person = auth.session_person(self.store, self.session_of(request), self.now())
        if person is None:
            raise LoginError("you are not logged in, or have not been here for a while. Get a link: otklik user link LOGIN")
        require(person, VIEW)
        return person

    def csrf(self, request: HTTPConnection) -> str:
        """Give the value of the hidden field `csrf` of this session's forms."""
        return auth.csrf_of(self.session_of(request))

    def enter(self, request: HTTPConnection, response: Response, secret: str) -> Opened:
        """Log a person in by the secret of a link: a new session, its cookie on the response, the one before ended.

        Raises Forbidden for a link that opens nothing (any more).
        """
        opened = auth.use_link(self.store, secret, self.now())
        # Whoever planted a cookie in this browser must not share the session that begins now (ASVS 7.2.4).
        if before := self.session_of(request):
            auth.end_session(self.store, before)
        age = int(auth.ABSOLUTE.total_seconds())
        # Lax and not Strict: a link in the weekly letter leads to a case and must find its reader logged in.
        response.set_cookie(self.cookie, opened.secret, max_age=age, path="/", secure=self.secure, httponly=True, samesite="lax")
        return opened

    def leave(self, request: HTTPConnection, response: Response) -> None:
        """Log out: end the session and take the cookie away."""
        if secret := self.session_of(request):
            auth.end_session(self.store, secret)
        response.delete_cookie(self.cookie, path="/", secure=self.secure, httponly=True, samesite="lax")


def local_path(text: str) -> str:
    """Give a path of this server to go on to after the login; "/" for everything that could lead elsewhere."""
    # Browsers read a backslash as a slash, so /\host is another server as much as //host.
    if not text.startswith("/") or text.startswith(("//", "/\\")) or not text.isprintable() or "\\" in text:
        return "/"
    parts = urlsplit(text)
    return "/" if parts.scheme or parts.netloc else text
