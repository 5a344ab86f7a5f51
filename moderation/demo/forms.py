"""The pages that every site of the demo world has: home, rules, robots.txt and the form for a company's reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from moderation.demo.pages.render import render, words
from moderation.demo.texts import book
from moderation.demo.view import Response, View
from moderation.demo.world import Post

ROBOTS = "User-agent: *\nCrawl-delay: 0\nDisallow: /reply\nDisallow: /rules\nDisallow: /private/\n"


def robots() -> Response:
    """Say what a crawler may not fetch."""
    return Response(ROBOTS.encode(), "text/plain; charset=utf-8")


def home(view: View, shelves: Mapping[str, str]) -> Response:
    """List what stands on this site."""
    return render(view, "home", view.place.title, shelves=shelves)


def rules(view: View) -> Response:
    """Show the rules page, which robots.txt keeps crawlers from."""
    return render(view, "frame", words()[view.place.language]["rules"], main="1. …")


def form(view: View, post: Post) -> Response:
    """Show the form through which the company answers a post."""
    return render(
        view, "form", words()[view.place.language]["reply"], post=post, company=book(post.language).brands["own"]["name"]
    )


def thanks(view: View, address: str) -> Response:
    """Send the browser from the form to the post with its new reply."""
    return replace(render(view, "frame", words()[view.place.language]["answer"], main=address), status=303, location=address)


def missing(view: View) -> Response:
    """Answer 404 in the site's own frame."""
    return replace(render(view, "frame", "404", main="404"), status=404)
