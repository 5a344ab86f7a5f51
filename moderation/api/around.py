"""What stands around the cases: the watched sites, who calls, and the description of the API itself."""

from __future__ import annotations

from fastapi import APIRouter, Response

from moderation.api import shapes
from moderation.api.callers import Given, Reader
from moderation.api.problems import LISTING
from moderation.documents import Document, site_document
from moderation.people import MAY, Scope, may
from moderation.store import scans

router = APIRouter(tags=["around"])


@router.get("/sites", response_model=shapes.Sites, responses=LISTING)
def sites(_: Reader, context: Given) -> Document:
    """List the watched sites with the verdict of their last scan."""
    with context.store.read() as tx:
        last = scans.last_by_site(tx)
    return {"items": [site_document(site, last.get(site.name)) for site in context.catalogue.sites]}


@router.get("/me", response_model=shapes.Me, responses=LISTING)
def me(caller: Reader) -> Document:
    """Say who calls, and what they may do."""
    person = caller.person
    return {
        "login": person.login,
        "name": person.name,
        "role": person.role.value,
        "scopes": None if person.scopes is None else [scope.value for scope in Scope if scope in person.scopes],
        "may": [right for right in MAY if may(person, right)],
    }


@router.get("/openapi.json", include_in_schema=False)
def openapi(_: Reader) -> Response:
    """Give the description of the API; like everything but the login it is for members of the staff (ASVS 13.4.5)."""
    from moderation.api.description import text  # late: it describes the routes, of which this is one

    return Response(text(), media_type="application/json")
