"""A topic of a forum in the manner of Discourse: JSON with twenty posts a page, and a plain page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape

from moderation.demo.pages.render import page_of, render
from moderation.demo.view import Response, Turn, View, turns
from moderation.demo.world import Post

SHELF = "consumer-corner"
SLUG, TOPIC, TITLE = "kronavolt-good-or-bad", 88, "Kronavolt: good or bad?"


def address(_shelf: str) -> str:
    """Give the path of a shelf."""
    return f"/t/{SLUG}/{TOPIC}.json"


def permalink(post: Post) -> str:
    """Give the path of a post."""
    return f"/t/{SLUG}/{TOPIC}#post-{post.id}"


def answer(view: View, path: str, query: Mapping[str, str]) -> Response | None:
    """Answer a request for the topic as JSON, or as a page where what arrived last stands first."""
    if path in (address(SHELF), f"/t/{TOPIC}.json"):
        return topic(view, int(query.get("page", "1")))
    if path == f"/t/{SLUG}/{TOPIC}" or path.startswith(f"/t/{SLUG}/{TOPIC}/"):
        return render(view, "discourse", TITLE, turns=turns(view.posts[SHELF])[::-1])
    return None


def topic(view: View, number: int) -> Response | None:
    """Give one page of the topic as JSON."""
    everything, size = turns(view.posts[SHELF]), view.place.page_size
    if not (shown := page_of(everything, number, size)):
        return None
    places = {turn.id: place for place, turn in enumerate(everything, start=1)}
    data = {
        "post_stream": {"posts": [entry(turn, places) for turn in shown], "stream": [turn.id for turn in everything]},
        "id": TOPIC,
        "title": TITLE,
        "slug": SLUG,
        "posts_count": len(everything),
        "chunk_size": size,
        "created_at": stamp(everything[0].published),
        "suggested_topics": [{"id": 91, "title": "Best kettle under thirty?", "posts_count": 12}],
    }
    return Response(json.dumps(data, ensure_ascii=False).encode(), "application/json; charset=utf-8")


def entry(turn: Turn, places: Mapping[int, int]) -> dict[str, object]:
    """Give one post as Discourse does."""
    return {
        "id": turn.id,
        "name": turn.author,
        "username": turn.author.replace(" ", "_"),
        "created_at": stamp(turn.published),
        "updated_at": stamp(turn.published),
        "cooked": cooked(turn, places),
        "post_number": places[turn.id],
        "post_type": 1,
        "reply_to_post_number": places[turn.to.id] if turn.to else None,
        "topic_id": TOPIC,
        "topic_slug": SLUG,
        "post_url": f"/t/{SLUG}/{TOPIC}/{places[turn.id]}",
    }


def cooked(turn: Turn, places: Mapping[int, int]) -> str:
    """Give a post's text as HTML, behind the quote of what it answers."""
    text = "".join(f"<p>{escape(part)}</p>" for part in turn.body.split("\n\n"))
    if turn.to is None:
        return text
    head = f'data-username="{escape(turn.to.author)}" data-post="{places[turn.to.id]}" data-topic="{TOPIC}"'
    return f'<aside class="quote no-group" {head}><blockquote><p>{escape(turn.to.body[:80])}…</p></blockquote></aside>{text}'


def stamp(moment: datetime) -> str:
    """Write a moment as Discourse does: UTC with milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
