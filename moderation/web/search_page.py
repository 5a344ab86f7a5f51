"""Search as a page: every mention that holds some words, with the case that was made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from moderation.search import Piece, excerpt, pieces, search
from moderation.web.pages import page, speech_for
from moderation.web.shown import Shown, shown_to

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.store.search import Found

ROWS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One mention as a line of what was found, the words that were asked for apart."""

    found: Found
    author: str
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]


def routes(context: Context) -> APIRouter:
    """Give the route of the search."""
    router = APIRouter()

    @router.get("/search", include_in_schema=False)
    def show(request: Request, q: str = "", before: str = "") -> HTMLResponse:
        person = context.person_of(request)
        texts = shown_to(person)
        found = search(context.store, q, limit=ROWS, before=_number(before))
        view = {
            "say": speech_for(request, context),
            "q": q,
            "asked": found.asked,
            "lines": [line(one, found.asked, texts) for one in found.found],
            "more": None if found.after is None else f"/search?{urlencode({'q': q, 'before': found.after})}",
            "later": bool(before),
        }
        return page(request, context, person, "search.html", view)

    return router


def line(found: Found, sought: tuple[str, ...], texts: Shown) -> Line:
    """Make a line out of what was found."""
    text = excerpt(texts.whole(found.body), sought)
    return Line(found, texts.line(found.author, 60), pieces(texts.line(found.headline, 160), sought), pieces(text, sought))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
