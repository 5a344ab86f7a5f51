"""Crawled bytes on our pages: text, never mark-up, never an address that a browser would run (RELIABILITY rows 1 and 3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import Catalogue, Site
from moderation.plain import UNSAFE
from moderation.store import mentions
from moderation.web.links import reply_link, web_link
from tests.door import World
from tests.htmlpage import Html
from tests.payloads import ADDRESSES, PAYLOADS
from tests.showcase import ANNA, FORUM, logged_in

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytest_plugins = ("tests.webfixtures",)


def pages_of(made: World, client: TestClient) -> dict[str, Html]:
    with made.store.read() as tx:
        found = mentions.journal(tx, limit=100)
    cases = [f"/cases/{row.case_id}" if row.case_id else f"/mentions/{row.id}" for row in found]
    addresses = ["/", "/journal", "/sites", *cases]
    pages = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.text[:300])
        pages[address] = Html(answer.text)
    assert len(cases) == len(PAYLOADS)
    return pages


def test_payloads_are_text_on_every_page(attacked: World) -> None:
    for address, page in pages_of(attacked, logged_in(attacked, "boris")).items():
        assert page.css("iframe, object, embed, math, base, style, noscript, meta[http-equiv], main img, main b b") == [], address
        assert len(page.css("svg")) == len(page.css("header .bell > svg")) == 1, address  # the frame's own bell
        assert [(script.attributes["src"] or "")[:12] for script in page.css("script")] == ["/static/web."], address
        for node in page.css("*"):
            for name, value in node.attributes.items():
                assert not name.startswith("on"), (address, name, value)
                assert name != "style", (address, value)
        for link in page.css("[href], [src], [action], [formaction]"):
            for name in ("href", "src", "action", "formaction"):
                value = link.attributes.get(name) or "/"
                local = value.startswith("/") and not value.startswith("//")
                assert local or value.startswith(("http://", "https://", "#")), (address, value)
                assert (
                    "evil.example" not in value.partition("?")[0] or link.attributes.get("rel") == "noopener noreferrer nofollow"
                )


def test_what_is_shown_is_what_was_written(attacked: World) -> None:
    client = logged_in(attacked, "boris")
    with attacked.store.read() as tx:
        rows = mentions.journal(tx, limit=100)
    for row in rows:
        address = f"/cases/{row.case_id}" if row.case_id else f"/mentions/{row.id}"
        page = Html(client.get(address).text)
        shown = page.one(".complaint .text").text()
        assert shown == UNSAFE.sub("\ufffd", row.body).strip("\n"), address
        assert page.one(".answer .text").text() == shown


def test_no_page_holds_marks_that_reorder_or_command(attacked: World) -> None:
    client = logged_in(attacked, ANNA.login)
    for address in ("/", "/journal", *(f"/cases/{number}" for number in range(1, len(PAYLOADS) + 1))):
        assert UNSAFE.search(client.get(address).text.replace("\n", "")) is None, address


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_an_address_of_ours_is_text(full: World, anna: TestClient, payload: str) -> None:
    for name in ("q", "after", "site", "outcome", "before", "done"):
        for path in ("/", "/journal", "/cases/1"):
            page = Html(anna.get(path, params={name: payload}).text)
            assert page.css("main script, main svg, main iframe, main img, main form[action*=evil], main style") == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_could_deceive_is_no_link(address: str) -> None:
    assert web_link(address) is None


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://opinions.example/ozols#p1", "opinions.example"),
        ("http://127.0.0.1:8766/x?y=1&z=2", "127.0.0.1:8766"),
        ("https://сайт.example/", "xn--80aswg.example"),
        ("https://аррӏе.example/", "xn--80ak6aa92e.example"),
        ("HTTPS://Opinions.Example/", "opinions.example"),
    ],
)
def test_a_link_shows_the_host_that_it_opens(address: str, host: str) -> None:
    link = web_link(address)
    assert link is not None
    assert (link.href, link.host) == (address, host)


@given(st.text(max_size=80))
def test_no_text_becomes_a_link_that_is_not_http(text: str) -> None:
    link = web_link(text)
    assert link is None or link.href.lower().startswith(("http://", "https://"))
    assert link is None or link.host.isascii()


def test_the_address_of_a_reply_is_filled_safely(full: World) -> None:
    with full.store.read() as tx:
        row = mentions.one(tx, 2)
    assert row is not None
    evil = replace(row, native_id="1&to=x#/../", url="https://forum.example/a?b=c&d")

    def link(reply_url: str | None) -> str:
        site = Site(name=FORUM.name, url=FORUM.url, brand="Ozols", reply_url=reply_url)
        found = reply_link(Catalogue((site,)), evil)
        return "" if found is None else found.href

    assert link("https://forum.example/r?to={id}") == "https://forum.example/r?to=1%26to%3Dx%23%2F..%2F"
    assert link("https://forum.example/r?u={url}") == "https://forum.example/r?u=https%3A%2F%2Fforum.example%2Fa%3Fb%3Dc%26d"
    assert link("{url}") == evil.url
    assert link(None) == evil.url
    assert link("javascript:{id}") == ""
    assert reply_link(Catalogue(()), evil) == web_link(evil.url)
