"""Full-text search by the API, over every mention and so over every case."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from moderation.api import shapes_search as shapes
from moderation.api.bodies import Body, Cursor, Size, Stored
from moderation.api.callers import Given, Reader
from moderation.api.cursors import cursor, next_link, position
from moderation.api.problems import LISTING
from moderation.documents import Document
from moderation.search import found_document
from moderation.search import search as look

router = APIRouter(tags=["mentions"])


class SearchQuery(Body):
    """What is looked for."""

    q: Annotated[str, Field(max_length=2000, description="words, all of which must occur; any text will do"), Stored] = ""
    limit: Size = 50
    cursor: Cursor = ""


@router.get("/search", response_model=shapes.FoundPage, responses=LISTING)
def search(caller: Reader, context: Given, response: Response, query: Annotated[SearchQuery, Query()]) -> Document:
    """Find mentions and their cases by words, newest first; from three letters on a word finds every word that begins so."""
    subject = f"search {query.q}"
    before = position(caller.digest, subject, query.cursor)[1] if query.cursor else None
    page = look(context.store, query.q, limit=query.limit, before=before)
    following = None if page.after is None else cursor(caller.digest, subject, (None, page.after))
    if following:
        response.headers["Link"] = next_link("/api/v1/search", q=query.q, limit=query.limit, cursor=following)
    return {
        "words": list(page.asked),
        "items": [found_document(found, page.asked) for found in page.found],
        "next": following,
    }
