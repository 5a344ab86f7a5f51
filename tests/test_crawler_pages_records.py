"""Records found by their shape alone, on pages written by hand after the make of real ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import Site
from crawler.items import Mention
from crawler.pages.anyjson import json_drafts
from crawler.pages.document import Document
from crawler.pages.outline import outline, pattern
from crawler.pages.page import Page
from crawler.pages.read import read_page
from crawler.pages.records import record_drafts
from crawler.pages.tame import tame

PAGES = Path(__file__).parent / "pages"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def read(content: bytes, url: str) -> Page:
    """Read a page of which nothing is known."""
    site = Site(name="unknown", url=url, brand="x")
    return read_page(content, url=url, site=site, definition=None, now=NOW, generic=True)


def told(mention: Mention, expected: dict[str, Any]) -> dict[str, Any]:
    """Give of a mention what the expectation speaks of, in its words."""
    clock = datetime.fromisoformat(mention.published_raw) if mention.published_raw[10:11] == "T" else mention.published
    found = {
        "id": mention.native_id,
        "author": mention.author,
        "published": f"{clock:%Y-%m-%dT%H:%M}" if clock else None,
        "rating": mention.rating and mention.rating.value,
        "title": mention.headline,
        "text": mention.body,
        "reply": mention.replies[0].text if mention.replies else None,
    }
    return {key: found[key] for key in expected}


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.iterdir()))
def test_each_stored_page_is_read_as_a_person_reads_it(name: str) -> None:
    expected = json.loads((PAGES / name / "mentions.json").read_text(encoding="utf-8"))
    page = read((PAGES / name / "page.html").read_bytes(), expected["url"])
    assert len(page.mentions) == len(expected["mentions"])
    for mention, wanted in zip(page.mentions, expected["mentions"], strict=True):
        assert told(mention, wanted) == wanted
    assert page.next_url == expected["next_page"]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>text</p>",
        "<ul><li><a href=/1>One</a></li><li><a href=/2>Two</a></li><li><a href=/3>Three</a></li></ul>",
        "<table><tr><td>01.02.2026</td><td>12</td></tr><tr><td>02.02.2026</td><td>15</td></tr></table>",
        "<footer>© 2026</footer><footer>12 марта 2024</footer>",
    ],
)
def test_what_is_no_list_of_posts_gives_none(html: str) -> None:
    assert record_drafts(Document(html, "https://x.example/")) == []


STAR_PAGES = {
    "signs": "<span class=rating>★★★★☆</span>",
    "width": '<div class="rating"><span style="width: 80%"></span></div>',
    "label": '<div aria-label="4 out of 5 stars"></div>',
    "title": '<i class="stars" title="4 из 5"></i>',
    "class": '<i class="star-rating rating-4"></i>',
    "half class": '<i class="a-icon a-star-4"></i>',
    "image": '<img class="stars" alt="4 stars">',
    "counted": '<div class="stars">' + '<i class="full"></i>' * 4 + '<i class="empty"></i></div>',
    "number": '<b class="rating">4,0</b>',
    "data": '<b class="score" data-rating="4"></b>',
}


@pytest.mark.parametrize("shown", STAR_PAGES)
def test_a_rating_is_read_however_it_is_drawn(shown: str) -> None:
    said = ("Pays no refund at all", "Came a week late and broken", "Nobody answers the phone there")
    people = ("Ann Lee", "Bob Ray", "Cleo Fox")
    card = '<div class="review"><b class="author">{}</b><time datetime="2026-10-0{}">x</time>{}<p>{}</p></div>'
    html = "".join(card.format(people[n], n + 1, STAR_PAGES[shown], said[n]) for n in range(3))
    drafts = record_drafts(Document(html, "https://x.example/"))
    assert [(draft.author, draft.rating and draft.rating.share) for draft in drafts] == [(name, 0.8) for name in people]


def test_an_outline_leaves_out_scripts_and_keeps_the_order() -> None:
    tree = Document("<body><div>a<script>b</script><p class='x y-12'>c</p></div><i>d</i></body>", "").tree
    assert [(part.tag, part.text) for part in outline(tree)] == [("body", ""), ("div", "a"), ("p", "c"), ("i", "d")]


@pytest.mark.parametrize(
    ("identifier", "shape"), [("post-123", "post-#"), ("p7", "p#"), ("12", "#"), ("t1_x2y", ""), ("main", ""), (None, "")]
)
def test_an_id_is_reduced_to_its_pattern(identifier: str | None, shape: str) -> None:
    assert pattern(identifier) == shape


def test_taming_changes_no_page_of_people() -> None:
    html = (PAGES / "forum" / "page.html").read_text(encoding="utf-8")
    assert tame(html, html.encode()) == html


def test_taming_cuts_down_what_nests_without_end() -> None:
    deep = "<div>" * 50_000 + "text"
    assert tame(deep, deep.encode()).count("<div>") == 1000
    assert tame(deep, deep).endswith("text")
    fonts = "".join(f"<p><font a={number}>" for number in range(5_000))
    assert tame(fonts, fonts).count("<font") == 64


DISCOURSE = {"posts": [{"username": "ann", "created_at": "2024-03-12T10:00:00Z", "cooked": "<p>Broken.</p>", "id": 5}]}
ANSWER = {"author": "bob", "created_utc": 1710226900, "body": "Yes"}
TREE = {"a": [{"author": {"name": "ann"}, "created_utc": 1710226800, "body": "Late", "replies": [ANSWER]}]}
STORE = [{"author": {"name": {"label": "ann"}}, "im:rating": {"label": "2"}, "content": {"label": "Slow"}, "id": {"label": "9"}}]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (DISCOURSE, [("ann", "Broken.", "5")]),
        (TREE, [("ann", "Late", ""), ("bob", "Yes", "")]),
        (STORE, [("ann", "Slow", "9")]),
        ({"title": "Shop", "description": "We sell kettles", "name": "Shop"}, []),
        ([1, "x", None, {"text": "nobody's"}], []),
        (None, []),
    ],
)
def test_json_of_unknown_shape_is_read(found: Any, expected: list[tuple[str, str, str]]) -> None:
    assert [(draft.author, draft.body, draft.id) for draft in json_drafts(found)] == expected
