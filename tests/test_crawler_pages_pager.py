"""The way to the next page."""

from __future__ import annotations

from typing import Any

import pytest

from config.catalogue import Definition
from crawler.pages.document import Document
from crawler.pages.pager import next_address

URL = "https://shop.example/reviews?page=2"
START = "https://shop.example/reviews"


def following(html: str, url: str = URL, way: dict[str, Any] | None = None, records: int = 10, start: str = START) -> str | None:
    """Give the next page of a page with so many records."""
    how = None
    if way is not None:
        fields = {"body": {"path": "b"}} if html.startswith("{") else {"body": "b"}
        kind = "api" if html.startswith("{") else "reviews"
        how = Definition.model_validate({"name": "x", "kind": kind, "records": "b", "fields": fields, "next": way})
    return next_address(Document(html, url), how, records, start)


def test_it_works() -> None:
    assert following('<a rel="next" href="?page=3">дальше</a>') == "https://shop.example/reviews?page=3"


@pytest.mark.parametrize(
    "html",
    [
        '<link rel="next" href="/reviews?page=3">',
        '<a rel="nofollow next" href="/reviews?page=3">3</a>',
        '<div class="pager"><a href="/reviews?page=1">1</a> <b>2</b> <a href="/reviews?page=3">3</a></div>',
        '<ul class="pagination"><li class="active"><span>2</span></li><li><a href="/reviews?page=3">3</a></li></ul>',
        '<a href="/reviews?page=3">Следующая</a>',
        '<a href="/reviews?page=3">Next →</a>',
        '<a href="/reviews?page=3">Nākamā lapa</a>',
        '<a href="/reviews?page=3">Далі</a>',
        '<div class="paging"><a href="/reviews?page=3">»</a></div>',
        '<nav class="pages"><a class="btn next" href="/reviews?page=3"><i></i></a></nav>',
        '<nav class="pages"><a aria-label="Next page" href="/reviews?page=3"><svg></svg></a></nav>',
        '<a rel="next" href="/reviews?sid=0123456789abcdef0123&page=3">next</a>',
    ],
)
def test_a_next_page_is_found_however_it_is_shown(html: str) -> None:
    assert following(html) == "https://shop.example/reviews?page=3"


@pytest.mark.parametrize(
    "html",
    [
        "<p>no links</p>",
        '<a rel="next" href="https://elsewhere.example/?page=3">next</a>',
        '<a rel="next" href="https://shop.example:8443/?page=3">next</a>',
        '<a rel="next" href="?page=2#top">next</a>',
        '<a rel="next" href="javascript:void(0)">next</a>',
        '<a href="/cart">Next, choose how to pay and where to deliver</a>',
        '<a href="/slide/2">›</a>',
        '<div class="pager"><a href="/reviews?page=1">1</a> <b>2</b></div>',
        '<div class="pager"><a rel="prev" href="/reviews?page=1">Previous</a></div>',
    ],
)
def test_what_leads_nowhere_is_not_followed(html: str) -> None:
    assert following(html) is None


def test_another_scheme_and_www_are_the_same_host() -> None:
    assert (
        following('<a rel="next" href="http://www.shop.example/reviews?page=3">x</a>') == "http://www.shop.example/reviews?page=3"
    )


def test_a_definitions_link_counts_alone() -> None:
    html = '<a rel="next" href="?page=9">x</a><p class="go"><a href="?page=3">x</a></p>'
    assert following(html, way={"css": ".go a"}) == "https://shop.example/reviews?page=3"
    assert following(html, way={"css": ".gone a"}) is None


@pytest.mark.parametrize(
    ("url", "template", "found"),
    [
        (START, "?page={n}", "https://shop.example/reviews?page=2"),
        (URL, "?page={n}", "https://shop.example/reviews?page=3"),
        (START, "{url}/page/{n}/", "https://shop.example/reviews/page/2/"),
        (f"{START}/page/7/", "{url}/page/{n}/", "https://shop.example/reviews/page/8/"),
        (START, "?start={offset}", "https://shop.example/reviews?start=10"),
        (f"{START}?start=30", "?start={offset}", "https://shop.example/reviews?start=40"),
    ],
)
def test_a_template_counts_on_from_the_page_at_hand(url: str, template: str, found: str) -> None:
    assert following("<p></p>", url, {"template": template}) == found


@pytest.mark.parametrize(
    ("html", "way", "records"),
    [
        ("<p></p>", {"template": "?page={n}"}, 0),
        ("<p></p>", {"template": "?page={n}", "full": 20}, 19),
        ("<p></p>", {"template": "?page={n}", "more": {"css": ".more"}}, 20),
        ('{"more": false}', {"template": "?page={n}", "more": {"path": "more"}}, 20),
        ('{"all": 40}', {"template": "?page={n}", "full": 20, "total": "all"}, 20),
        ('{"next": null}', {"path": "next"}, 20),
    ],
)
def test_a_walk_ends_where_there_is_no_more(html: str, way: dict[str, Any], records: int) -> None:
    assert following(html, way=way, records=records) is None


def test_json_names_its_next_page() -> None:
    assert following('{"next": "/api?after=x"}', way={"path": "next"}) == "https://shop.example/api?after=x"
    assert following('{"all": 41}', way={"template": "?page={n}", "full": 20, "total": "all"}, records=20) == f"{START}?page=3"


def test_zero_counted_pages_begin_at_nought() -> None:
    assert following("<p></p>", START, {"template": "?page={n}", "first": 0}) == f"{START}?page=1"
