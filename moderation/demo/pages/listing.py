"""A review listing with JSON-LD: ten reviews a page, each with an address of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from moderation.demo.pages.render import page_of, render
from moderation.demo.view import Response, View, slices
from moderation.demo.world import Post

COMPANIES = {"gorod-govorit": ("kronavolt", "Кронавольт"), "gorod-govorit-bytograf": ("bytograf", "Бытограф")}


def address(shelf: str) -> str:
    """Give the path of a shelf."""
    return f"/company/{COMPANIES[shelf][0]}/otzyvy"


def permalink(post: Post) -> str:
    """Give the path of a post."""
    return f"/otzyv/{post.id}"


def answer(view: View, path: str, query: Mapping[str, str]) -> Response | None:
    """Answer a request for a listing or for one review."""
    for shelf in COMPANIES:
        if path.rstrip("/") == address(shelf):
            return listing(view, shelf, int(query.get("page", "1")))
    if path.startswith("/otzyv/") and (post := view.find(int(path[7:]))):
        return show(view, post.title, [post], post.shelf)
    return None


def listing(view: View, shelf: str, number: int) -> Response | None:
    """Show one page of a company's reviews."""
    posts, size = view.newest(shelf), view.place.page_size
    if not (shown := page_of(posts, number, size)):
        return None
    return show(view, f"Отзывы о компании {COMPANIES[shelf][1]}", shown, shelf, number, slices(len(posts), size))


def show(view: View, title: str, posts: Sequence[Post], shelf: str, number: int = 0, last: int = 0) -> Response:
    """Show reviews to people, and in schema.org words to search engines."""
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": COMPANIES[shelf][1],
        "review": [schema(view, post) for post in posts],
    }
    # "</script>" in somebody's text must not end the script.
    safe = json.dumps(data, ensure_ascii=False).replace("</", r"<\/")
    values: dict[str, Any] = {
        "posts": posts,
        "number": number,
        "last": last,
        "address": address(shelf) + "?page=%d",
        "permalink": permalink,
    }
    return render(view, "listing", title, linked_data=Markup(safe), **values)  # noqa: S704


def schema(view: View, post: Post) -> dict[str, object]:
    """Describe one review."""
    item: dict[str, object] = {
        "@type": "Review",
        "@id": f"{view.base}{permalink(post)}",
        "url": f"{view.base}{permalink(post)}",
        "name": post.title,
        "author": {"@type": "Person", "name": post.author},
        "datePublished": view.local(post.published).isoformat(timespec="seconds"),
        "inLanguage": post.language,
        "reviewBody": post.body,
    }
    if post.rating:
        item["reviewRating"] = {"@type": "Rating", "ratingValue": post.rating, "bestRating": 5, "worstRating": 1}
    if post.answers:
        item["comment"] = [
            {
                "@type": "Comment",
                "author": {"@type": "Organization", "name": answer.author},
                "datePublished": view.local(answer.published).isoformat(timespec="seconds"),
                "text": answer.text,
            }
            for answer in post.answers
        ]
    return item
