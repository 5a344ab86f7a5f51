"""The journal by the API: every mention that came in, with what became of it (D1)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from config.errors import NotFound
from moderation.api import shapes
from moderation.api.bodies import MentionsQuery
from moderation.api.callers import Given, Reader
from moderation.api.cursors import cursor, next_link, position
from moderation.api.problems import LISTING, LOOKING
from moderation.desk.thanking import praised
from moderation.documents import Document, mention_document
from moderation.store import mentions as stored
from moderation.store.base import LAST_KEY

router = APIRouter(tags=["mentions"])
Number = Annotated[int, Path(ge=1, le=LAST_KEY, description="the number of the mention")]


@router.get("/mentions", response_model=shapes.Mentions, responses=LISTING)
def mentions(caller: Reader, context: Given, response: Response, query: Annotated[MentionsQuery, Query()]) -> Document:
    """List mentions, newest first."""
    thanked = None if query.thanked is None else str(query.thanked).lower()
    wanted = {"site": query.site, "brand": query.brand, "outcome": query.outcome, "rule": query.rule, "thanked": thanked}
    subject = f"mentions {wanted}"
    before = position(caller.digest, subject, query.cursor)[1] if query.cursor else None
    with context.store.read() as tx:
        # One more than is shown tells whether there is a next page.
        found = stored.journal(
            tx,
            limit=query.limit + 1,
            before=before,
            site=query.site,
            brand=query.brand,
            outcome=query.outcome,
            rule=query.rule,
            thanked=query.thanked,
            praised=praised(context.book),
        )
    shown = found[: query.limit]
    following = cursor(caller.digest, subject, (None, shown[-1].id)) if len(found) > query.limit else None
    if following:
        response.headers["Link"] = next_link("/api/v1/mentions", **wanted, limit=query.limit, cursor=following)
    return {"items": [mention_document(record) for record in shown], "next": following}


@router.get("/mentions/{number}", response_model=shapes.Mention, responses=LOOKING)
def mention(_: Reader, context: Given, number: Number) -> Document:
    """Give one mention."""
    with context.store.read() as tx:
        found = stored.one(tx, number)
    if found is None:
        raise NotFound(f"there is no mention {number}. See them: otklik journal")
    return mention_document(found)
