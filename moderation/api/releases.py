"""Replies posted by machine, by the API: what became of them, and a person's word on those of which nobody knows."""

from __future__ import annotations

from fastapi import APIRouter

from moderation.api import shapes
from moderation.api import shapes_templates as texts
from moderation.api.acting import Act, Number
from moderation.api.bodies import Looked
from moderation.api.callers import Given, Reader
from moderation.api.once import OnceRoute
from moderation.api.problems import ACTING, LOOKING
from moderation.desk import releasing
from moderation.documents import Document

router = APIRouter(tags=["cases"], route_class=OnceRoute)


@router.get("/cases/{number}/releases", response_model=texts.Releases, responses=LOOKING)
def releases(_: Reader, context: Given, number: Number) -> Document:
    """List what was posted by machine for a case; `check` is for a person to look at."""
    now = context.now()
    return {"items": [releasing.release_document(one, now) for one in releasing.releases(context.store, number)]}


@router.post("/cases/{number}/release", response_model=shapes.Case, responses=ACTING)
def release(act: Act, body: Looked) -> Document:
    """Say of a reply in doubt whether it stands on the site: then it is posted, else it may be sent again."""
    return act.do(releasing.decide, stands=body.stands, url=body.url)
