"""Plain mark-up without schema.org: texts cut on the list, whole on a page of their own, dates relative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moderation.demo.pages.render import page_of, render
from moderation.demo.view import Response, View, slices
from moderation.demo.world import Post

SHELF = "chestnoe-mnenie"
LENGTH = 170


def address(_shelf: str) -> str:
    """Give the path of a shelf."""
    return "/m/kronavolt/"


def permalink(post: Post) -> str:
    """Give the path of a post."""
    return f"/m/mnenie-{post.id}.html"


def answer(view: View, path: str, _query: Mapping[str, str]) -> Response | None:
    """Answer a request for the list or for one whole opinion."""
    if path.startswith("/m/kronavolt/"):
        return listing(view, int(path[13:].strip("/") or "1"))
    if path.startswith("/m/mnenie-") and path.endswith(".html") and (post := view.find(int(path[10:-5]))):
        return render(view, "cut", post.title, posts=[post], last=0, cut=cut, permalink=permalink)
    return None


def listing(view: View, number: int) -> Response | None:
    """Show one page of opinions."""
    posts, size = view.newest(SHELF), view.place.page_size
    if not (shown := page_of(posts, number, size)):
        return None
    values: dict[str, Any] = {
        "posts": shown,
        "number": number,
        "last": slices(len(posts), size),
        "cut": cut,
        "permalink": permalink,
    }
    return render(view, "cut", "Кронавольт — мнения", address="/m/kronavolt/%d/", **values)


def cut(text: str) -> str:
    """Cut a long text at a word; empty where it is short enough to be shown whole."""
    return "" if len(text) <= LENGTH else text[:LENGTH].rsplit(" ", 1)[0].replace("\n\n", " ")
