"""A guest book of the nineties: windows-1251, rules and line breaks instead of structure."""

from __future__ import annotations

from collections.abc import Mapping

from moderation.demo.pages.render import page_of, render
from moderation.demo.view import Response, View, slices
from moderation.demo.world import Post

SHELF = "zarechny"


def address(_shelf: str) -> str:
    """Give the path of a shelf."""
    return "/guestbook.php"


def permalink(post: Post) -> str:
    """Give the path of a post."""
    return f"/guestbook.php?m={post.id}#m{post.id}"


def answer(view: View, path: str, query: Mapping[str, str]) -> Response | None:
    """Answer a request for a page of the book; `m=` asks for the page with that entry."""
    if path != address(SHELF):
        return None
    posts, size = view.newest(SHELF), view.place.page_size
    number = int(query.get("p", "1"))
    if "m" in query:
        number = next((index // size + 1 for index, post in enumerate(posts) if str(post.id) == query["m"]), 0)
    if not (shown := page_of(posts, number, size)):
        return None
    last = slices(len(posts), size)
    return render(view, "guestbook", "Гостевая книга", charset="windows-1251", posts=shown, number=number, last=last)
