"""The few static files, read once; their addresses carry a digest, so that browsers may keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
KEPT = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file."""

    body: bytes
    content_type: str
    address: str


@cache
def assets() -> Mapping[str, Asset]:
    """Read the static files, by name."""
    found = {}
    for file in (resources.files("moderation.web") / "static").iterdir():
        kind = _TYPES.get(file.name.rpartition(".")[2])
        if kind is not None:
            body = file.read_bytes()
            digest = hashlib.sha256(body).hexdigest()[:12]
            found[file.name] = Asset(body, kind, f"/static/{file.name}?v={digest}")
    return found


def address_of(name: str) -> str:
    """Give the address of a static file. Raises KeyError for one that is not there."""
    return assets()[name].address
