"""A thread of a forum in the manner of phpBB 3: posts as numbered blocks, `start=` paging, answers as posts that quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moderation.demo.pages.render import render
from moderation.demo.view import Response, Turn, View, slices, turns
from moderation.demo.world import Post

SHELF = "bereg-forum"
TITLE = "Кронавольт: у кого какой опыт?"


def address(_shelf: str) -> str:
    """Give the path of a shelf."""
    return "/viewtopic.php?f=12&t=417"


def permalink(post: Post) -> str:
    """Give the path of a post."""
    return f"/viewtopic.php?p={post.id}#p{post.id}"


def answer(view: View, path: str, query: Mapping[str, str]) -> Response | None:
    """Answer a request for a page of the thread; `p=` asks for the page with that post."""
    everything, size = turns(view.posts[SHELF]), view.place.page_size
    start = first(everything, query, size) if path == "/viewtopic.php" else -1
    if not 0 <= start < len(everything):
        return None
    shown, last = everything[start : start + size], slices(len(everything), size)
    return render(view, "thread", TITLE, turns=shown, number=start // size + 1, last=last, size=size)


def first(everything: Sequence[Turn], query: Mapping[str, str], size: int) -> int:
    """Give the index of the first post to show, -1 where the thread or the post is unknown."""
    if "p" in query:
        return next((index // size * size for index, turn in enumerate(everything) if str(turn.id) == query["p"]), -1)
    return int(query.get("start", "0")) if query.get("t") == "417" else -1
