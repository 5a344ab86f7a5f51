"""Reviews with microdata in the mark-up itself, pages as part of the path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moderation.demo.pages.render import page_of, render
from moderation.demo.view import Response, View, slices
from moderation.demo.world import Post

COMPANIES = {"vidhukarnia": ("kronavolt", "Кронавольт"), "vidhukarnia-technoveya": ("technoveya", "Техновея")}


def address(shelf: str) -> str:
    """Give the path of a shelf."""
    return f"/{COMPANIES[shelf][0]}/vidhuky"


def permalink(post: Post) -> str:
    """Give the path of a post."""
    return f"/vidhuk/{post.id}"


def answer(view: View, path: str, _query: Mapping[str, str]) -> Response | None:
    """Answer a request for a listing or for one review."""
    for shelf in COMPANIES:
        if path == address(shelf) or path.startswith(address(shelf) + "/page/"):
            return listing(view, shelf, int(path.removeprefix(address(shelf)).removeprefix("/page/") or "1"))
    if path.startswith("/vidhuk/") and (post := view.find(int(path[8:]))):
        company = COMPANIES[post.shelf][1]
        return render(view, "microdata", post.title, posts=[post], company=company, last=0, permalink=permalink)
    return None


def listing(view: View, shelf: str, number: int) -> Response | None:
    """Show one page of a company's reviews."""
    posts, size = view.newest(shelf), view.place.page_size
    if not (shown := page_of(posts, number, size)):
        return None
    company = COMPANIES[shelf][1]
    values: dict[str, Any] = {
        "posts": shown,
        "company": company,
        "number": number,
        "last": slices(len(posts), size),
        "permalink": permalink,
    }
    return render(view, "microdata", f"{company}: відгуки покупців", address=address(shelf) + "/page/%d", **values)
