"""One page as `otklik read` gives it: a document for scripts (README, "read"), lines for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from crawler.items import Mention, Reply, Verdict
from crawler.pages.page import Page
from crawler.verdict import problem_of_empty
from moderation.cli.output import data, message
from moderation.plain import one_line

_OFFSET = re.compile(r"T?\d\d:\d\d(?::\d\d)?(?:\.\d+)?\s?([+-])((?:0\d|1[0-4])):?([0-5]\d)$")


def page_document(page: Page, zone: tzinfo, verdict: Verdict, *, url: str, file: str | None) -> dict[str, object]:
    """Give a page that was read, with its mentions."""
    rows = [row(mention, zone) for mention in page.mentions]
    return {**empty_document(verdict, url=url, file=file), "mentions": rows, "next_page": page.next_url}


def empty_document(verdict: Verdict, *, url: str, file: str | None) -> dict[str, object]:
    """Give a page without mentions."""
    return {"url": url or None, "file": file, "verdict": verdict, "mentions": [], "next_page": None}


def verdict_of(page: Page, content: bytes, name: str, content_type: str) -> Verdict:
    """Say how reading one page ended; `name` is what an error calls it."""
    if page.verdict_hint is not None:
        return page.verdict_hint
    if page.mentions:
        return Verdict.OK
    problem = problem_of_empty(name, content, content_type, wants_json=False)
    return Verdict.QUIET if problem is None else problem.verdict


def row(mention: Mention, zone: tzinfo = UTC) -> dict[str, object]:
    """Give a mention in the shape that scripts rely on; times are on the clock of the site, as far as it is known."""
    rating = mention.rating
    return {
        "author": mention.author,
        "published": on_clock(mention.published, mention.published_raw, zone),
        "published_raw": mention.published_raw,
        "rating": None if rating is None else {"value": rating.value, "best": rating.best},
        "title": mention.headline,
        "text": mention.body,
        "url": mention.url,
        "id": mention.native_id,
        "reply": _reply(mention.replies[0], zone) if mention.replies else None,
        "truncated": mention.truncated,
        "layers": dict(mention.layers),
    }


def _reply(reply: Reply, zone: tzinfo) -> Mapping[str, object]:
    return {"author": reply.author, "published": on_clock(reply.published, reply.published_raw, zone), "text": reply.text}


def on_clock(moment: datetime | None, shown: str, zone: tzinfo) -> str | None:
    """Give a moment as ISO 8601 with the offset that the page itself shows, else in the zone of the site."""
    if moment is None:
        return None
    offset = _OFFSET.search(shown)
    if offset:
        size = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        zone = timezone(-size if offset[1] == "-" else size)
    return moment.astimezone(zone).isoformat(timespec="seconds")


def show(document: Mapping[str, object]) -> None:
    """Print a page for a person to read."""
    mentions = document["mentions"]
    assert isinstance(mentions, list)
    for mention in mentions:
        published = mention["published"]
        when = published or mention["published_raw"] or "no date"
        rating = mention["rating"]
        stars = f"{rating['value']:g} of {rating['best']:g}" if rating else ""
        data(one_line(" · ".join(filter(None, (mention["author"] or "nobody named", when, stars, mention["title"])))))
        data(_indented(mention["text"]))
        if mention["reply"]:
            data(_indented(f"{mention['reply']['author'] or 'reply'}: {mention['reply']['text']}", "    "))
        data()
    message(f"{document['verdict']}: {len(mentions)} mentions; next page: {document['next_page'] or 'none'}")


def _indented(text: str, by: str = "  ") -> str:
    return "\n".join(by + line for line in text.splitlines() if line.strip())
