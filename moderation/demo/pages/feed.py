"""An RSS 2.0 feed of comments; a reply of the company is an item of its own that names what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as xml  # noqa: N813  # written here, never read

from moderation.demo.pages.render import render
from moderation.demo.view import Response, Turn, View, turns
from moderation.demo.world import Post

SHELF = "price-watch"
NAMESPACES = {"dc": "http://purl.org/dc/elements/1.1/", "content": "http://purl.org/rss/1.0/modules/content/"}


def address(_shelf: str) -> str:
    """Give the path of a shelf."""
    return "/feeds/kronavolt.xml"


def permalink(post: Post) -> str:
    """Give the path of a post."""
    return f"/comment/{post.id}"


def answer(view: View, path: str, _query: Mapping[str, str]) -> Response | None:
    """Answer a request for the feed or for one comment."""
    if path == address(SHELF):
        return feed(view)
    if path.startswith("/comment/") and (post := view.find(int(path[9:]))):
        return render(view, "feed", post.title, posts=[post])
    return None


def feed(view: View) -> Response:
    """Give the feed, newest item first, as XML."""
    for prefix, name in NAMESPACES.items():
        xml.register_namespace(prefix, name)
    root = xml.Element("rss", version="2.0")
    channel = xml.SubElement(root, "channel")
    about = {"title": "Price Watch: Kronavolt", "link": f"{view.base}/", "description": "What readers say", "language": "en"}
    for name, text in about.items():
        xml.SubElement(channel, name).text = text
    for turn in reversed(turns(view.posts[SHELF])):
        item = xml.SubElement(channel, "item")
        for name, text in fields(view, turn).items():
            xml.SubElement(item, name).text = text
        xml.SubElement(item, "guid", isPermaLink="false").text = f"pw-{turn.id}"
    return Response(xml.tostring(root, encoding="utf-8", xml_declaration=True), "application/rss+xml; charset=utf-8")


def fields(view: View, turn: Turn) -> dict[str, str]:
    """Give the fields of one item: a comment, or the company's reply to one."""
    post = turn.to or view.find(turn.id)
    assert post is not None
    title = f"Re: {post.title}" if turn.to else post.title
    return {
        "title": title,
        "link": f"{view.base}{permalink(post)}" + (f"#reply-{turn.id}" if turn.to else ""),
        f"{{{NAMESPACES['dc']}}}creator": turn.author,
        "pubDate": format_datetime(view.local(turn.published)),
        "description": f"{turn.body[:60]}…",
        f"{{{NAMESPACES['content']}}}encoded": "".join(f"<p>{escape(part)}</p>" for part in turn.body.split("\n\n")),
    }
