"""A seller's page on a Latvian marketplace: ratings as the width of a bar, dates in words or counted in days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from moderation.demo.pages.render import long_date, page_of, relative_date, render
from moderation.demo.view import Response, View, slices
from moderation.demo.world import Post

SELLERS = {"tirgus-placis": ("kronavolts", "Kronavolts"), "tirgus-placis-bitografs": ("bitografs", "Bitogrāfs")}


def address(shelf: str) -> str:
    """Give the path of a shelf."""
    return f"/veikals/{SELLERS[shelf][0]}/atsauksmes"


def permalink(post: Post) -> str:
    """Give the path of a post."""
    return f"/atsauksme/{post.id}"


def answer(view: View, path: str, query: Mapping[str, str]) -> Response | None:
    """Answer a request for a seller's page or for one review."""
    for shelf in SELLERS:
        if path.rstrip("/") == address(shelf):
            return listing(view, shelf, int(query.get("lapa", "1")))
    if path.startswith("/atsauksme/") and (post := view.find(int(path[11:]))):
        return show(view, post.title, [post])
    return None


def listing(view: View, shelf: str, number: int) -> Response | None:
    """Show one page of a seller's reviews."""
    posts, size = view.newest(shelf), view.place.page_size
    if not (shown := page_of(posts, number, size)):
        return None
    title = f"Veikals {SELLERS[shelf][1]}: pircēju atsauksmes"
    return show(view, title, shown, number=number, last=slices(len(posts), size), address=address(shelf) + "?lapa=%d")


def show(view: View, title: str, posts: Sequence[Post], **values: Any) -> Response:
    """Show reviews: the days of the last week counted, older ones with the month as a word."""

    def when(moment: datetime) -> str:
        here, now = view.local(moment), view.local(view.now)
        return relative_date(here, now, "lv") if (now.date() - here.date()).days < 7 else long_date(here, "lv")

    return render(view, "marketplace", title, posts=posts, when=when, permalink=permalink, **{"last": 0, **values})
