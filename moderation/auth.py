"""Who is there: one-time login links, sessions and API tokens (ASVS V6, V7). Only digests of their secrets are stored.

There is no password and no default account: a person is added on the machine and gets a link that opens one session.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from config.errors import Forbidden, NotFound, OperatorError, TryAgain, UsageError
from moderation import staff
from moderation.people import Scope, valid_scopes
from moderation.store import people, sessions, tokens

if TYPE_CHECKING:
    from moderation.people import Person
    from moderation.store.engine import Store
    from moderation.store.tokens import TokenRecord

IDLE = timedelta(hours=12)  # ASVS 7.3.1
ABSOLUTE = timedelta(days=7)  # ASVS 7.3.2
TOUCH = timedelta(minutes=1)  # how exactly the last use of a session or token is known
LINK_MINUTES = 15
TOKEN_PREFIX = "otk_"  # noqa: S105 - the mark by which a leaked token is recognised, not a secret
NAME_LIMIT = 100

_log = logging.getLogger("otklik.auth")


class LoginError(OperatorError):
    """Report a request that does not say who it comes from, or says it with a secret that opens nothing (any more)."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: the secret for the cookie, which is not stored, and whose session it is."""

    secret: str
    person: Person


def digest_of(secret: str) -> str:
    """Give the sha256 of a secret in hex: what is stored of it."""
    # No salt and no stretching: every secret is 256 random bits, which nobody can try through.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_link(store: Store, login: str, now: datetime, *, minutes: int = LINK_MINUTES) -> str:
    """Make a one-time login link and give its secret; see `link_path`. Raises NotFound, Forbidden."""
    login = staff.enabled(store, login).login
    secret = secrets.token_urlsafe(32)
    with store.write() as tx:
        # Here, for a link is made now and then and nobody waits for it; no other clock looks after these tables.
        sessions.sweep(tx, created_before=now - ABSOLUTE, seen_before=now - IDLE, links_before=now - ABSOLUTE)
        sessions.add_link(tx, digest_of(secret), login, now + timedelta(minutes=minutes))
    return secret


def link_path(secret: str) -> str:
    """Give the path of a link, to be put behind the address of the queue, which ends with a slash.

    A GET of it shows a button and changes nothing (mail scanners follow links); POST /login with the field `link` uses it.
    """
    return f"login/{secret}"


def use_link(store: Store, secret: str, now: datetime) -> Opened:
    """Use a login link up and open a session. Raises Forbidden where it was used, has run out, or never was."""
    digest, opened = digest_of(secret), secrets.token_urlsafe(32)
    with store.write() as tx:
        # Claimed before it is looked at: of two clicks at once only one finds it unused.
        claimed, found = sessions.claim_link(tx, digest, now), sessions.link(tx, digest)
        person = None if found is None else people.find(tx, found.login)
        if claimed and person is not None and not person.disabled:
            sessions.add(tx, digest_of(opened), person.login, now)
            _log.info("logged in: %s", person.login)
            return Opened(opened, person)
    why = "is not known here"
    if found is not None and not claimed:
        why = "has been used already" if found.used_at is not None else "has run out"
    _log.warning("a login link was refused, it %s: %s", why, "nobody's" if found is None else found.login)
    raise Forbidden(f"this login link {why}. Ask for a new one: otklik user link LOGIN")


def session_person(store: Store, secret: str, now: datetime) -> Person | None:
    """Say whose session a secret opens, None where it opens none: ended, idle for 12 h, 7 days old, or its person disabled."""
    if not secret:
        return None
    digest = digest_of(secret)
    with store.read() as tx:
        found = sessions.find(tx, digest)
    if found is None or found.person.disabled or now >= found.created_at + ABSOLUTE or now >= found.seen_at + IDLE:
        return None
    if now - found.seen_at >= TOUCH:
        # Where the database is locked for long, the next request notes it; nobody is turned away for that.
        with suppress(TryAgain), store.write() as tx:
            sessions.touch(tx, digest, now)
    return found.person


def end_session(store: Store, secret: str) -> None:
    """End a session; a copy of its cookie opens nothing any more."""
    with store.write() as tx:
        sessions.end(tx, digest_of(secret))


def csrf_of(session_secret: str) -> str:
    """Give the token that the forms of a session carry, derived from its secret; nothing for no session."""
    if not session_secret:
        return ""
    # Derived, so that there is nothing to store, and pages never hold the secret of the cookie itself.
    return hmac.new(session_secret.encode("utf-8", "surrogatepass"), b"otklik csrf", hashlib.sha256).hexdigest()


def csrf_matches(session_secret: str, given: str) -> bool:
    """Say whether a form's token belongs to the session, in a time that tells nothing about it."""
    expected = csrf_of(session_secret)
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))


def new_token(
    store: Store, login: str, name: str, now: datetime, days: int | None = None, *, scopes: Iterable[str] = (Scope.READ,)
) -> str:
    """Make an API token and give it, this once: it may do what its scopes say and its person may do.

    Raises NotFound, Forbidden, UsageError.
    """
    login = staff.enabled(store, login).login
    name = name.strip()
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise UsageError(f'token: "{name[:60]}" cannot be its name. Write what it is for, up to {NAME_LIMIT} characters')
    secret, wanted = TOKEN_PREFIX + secrets.token_urlsafe(32), valid_scopes(scopes)
    with store.write() as tx:
        tokens.add(tx, digest_of(secret), login, name, now, None if days is None else now + timedelta(days=days), wanted)
    return secret


def token_person(store: Store, secret: str, now: datetime) -> Person | None:
    """Say whose token this is, with its scopes; None where it opens nothing: unknown, revoked, run out, its person disabled."""
    with store.read() as tx:
        found = tokens.find(tx, digest_of(secret))
    if found is None or found[1].disabled or not found[0].valid(now):
        return None
    token, person = found
    if token.seen_at is None or now - token.seen_at >= TOUCH:
        with suppress(TryAgain), store.write() as tx:
            tokens.touch(tx, token.id, now)
    return replace(person, scopes=frozenset(token.scopes))


def revoke(store: Store, number: int, now: datetime) -> None:
    """Revoke a token. Raises NotFound where there is none of that number that is not revoked."""
    with store.write() as tx:
        if not tokens.revoke(tx, number, now):
            raise NotFound(f"there is no token {number} to revoke. See them: otklik token list")


def token_list(store: Store) -> tuple[TokenRecord, ...]:
    """List all tokens, without their secrets."""
    with store.read() as tx:
        return tokens.every(tx)
