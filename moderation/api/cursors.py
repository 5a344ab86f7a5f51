"""Cursors of lists: opaque, signed, good for the one list and the one caller they were made for."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from config.errors import UsageError

_SIGNATURE = 16  # bytes of the HMAC, which is enough: a cursor that was made up shows only what its caller may see anyway


def cursor(key: str, subject: str, position: tuple[datetime | None, int]) -> str:
    """Make the cursor that goes on after a position.

    `key` is the digest of the caller's credential, `subject` names the list with its filter.
    """
    at, number = position
    # Signed with the caller's own credential: there is no key to keep, and nobody can go on with another's list.
    payload = json.dumps([None if at is None else at.isoformat(), number]).encode()
    return urlsafe_b64encode(_signature(key, subject, payload) + payload).decode().rstrip("=")


def position(key: str, subject: str, given: str) -> tuple[datetime | None, int]:
    """Read a cursor. Raises UsageError for one that was not made here for this list and this caller."""
    try:
        raw = urlsafe_b64decode(given.encode("ascii") + b"=" * (-len(given) % 4))
    except (Error, UnicodeEncodeError, ValueError):
        raw = b""
    signature, payload = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if not payload or not hmac.compare_digest(signature, _signature(key, subject, payload)):
        raise UsageError("cursor: it does not belong to this list, this filter and this token. Begin without a cursor")
    at, number = json.loads(payload)
    return (None if at is None else datetime.fromisoformat(at).astimezone(UTC)), int(number)


def _signature(key: str, subject: str, payload: bytes) -> bytes:
    return hmac.new(key.encode(), subject.encode() + b"\0" + payload, hashlib.sha256).digest()[:_SIGNATURE]


def next_link(path: str, **query: object) -> str:
    """Give the Link header that leads to the next page; parameters without a value are left out."""
    given = {name: str(value) for name, value in query.items() if value not in (None, "")}
    return f'<{path}?{urlencode(given, quote_via=quote)}>; rel="next"'
