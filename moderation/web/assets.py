"""The few static files, read once; their addresses carry a digest, so that browsers may keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from config.errors import NotFound

if TYPE_CHECKING:
    from moderation.context import Context

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


def routes(_context: Context) -> APIRouter:
    """Give the route of the static files."""
    router = APIRouter()

    @router.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        # Looked up among the known names, never on the disk: no path leads out of the folder.
        found = assets().get(name)
        if found is None:
            raise NotFound(f'there is no file "{name[:60]}"')
        return Response(found.body, media_type=found.content_type, headers={"Cache-Control": KEPT})

    return router
