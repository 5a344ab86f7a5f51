"""Read a feed (RSS, Atom) from bytes already fetched; feedparser never fetches here."""

from __future__ import annotations

from typing import Any

from crawler.pages.draft import Draft
from crawler.rating import parse_rating
from crawler.text import clean, plain


def read_feed(text: str) -> tuple[list[Draft], str]:
    """Give the entries of a feed and the address of its next page, if it names one; no entries where it is no feed."""
    import feedparser

    # A string that begins with white space can be neither an address nor a file name, so that nothing is opened.
    found = feedparser.parse(" " + text.lstrip("\ufeff \r\n\t"), sanitize_html=False, resolve_relative_uris=False)
    links = found.feed.get("links", []) if found.feed else []
    following = next((link.get("href", "") for link in links if link.get("rel") == "next"), "")
    return [_entry(entry) for entry in found.entries], following


def _entry(entry: Any) -> Draft:
    given = entry.get("content", [])
    contents = [part.get("value", "") for part in given] + [entry.get("summary", "")]
    unmarked = next((clean(part.get("value", "")) for part in given if part.get("type") == "text/plain"), "")
    rating = entry.get("im_rating") or entry.get("rating") or ""
    return Draft(
        "feed",
        body=unmarked or max(map(plain, contents), key=len, default=""),
        author=plain(entry.get("author", "")),
        published=entry.get("published") or entry.get("updated") or "",
        headline=plain(entry.get("title", "")),
        rating=parse_rating(rating) if isinstance(rating, str) and rating else None,
        url=entry.get("link", ""),
        id=entry.get("id", ""),
    )
