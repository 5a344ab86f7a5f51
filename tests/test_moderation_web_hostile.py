"""Crawled bytes on our pages: text, never mark-up, never an address that a browser would run (RELIABILITY rows 1 and 3)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as Html

from config.catalogue import Catalogue, Site
from crawler.items import Reply
from moderation.plain import UNSAFE
from moderation.store import mentions
from moderation.store.engine import Store
from moderation.web.links import reply_link, web_link
from tests.door import TestClient, World
from tests.showcase import ANNA, CAST, FORUM, NOW, OPINIONS, Told, application, logged_in, take_in

PAYLOADS = (
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='&lt;script&gt;parent.alert(1)&lt;/script&gt;'></iframe>",
    "<a href='javascript:alert(1)'>Жмите сюда</a>",
    "<form action=//evil.example><button>Войти</button></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>body{display:none}</style>",
    "{{ 7*7 }}{% raw %}{{ config }}{% endraw %}",
    "%(span)s %s %d {} {0.__class__}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u202egnp.exe\u202c \u2066скрыто\u2069",
    "\x1b]0;заголовок\x07\x1b[31m",
    "Z\u0335\u0321a\u0336l\u0337g\u0338o " * 20,
    "‮ اختبار \u200f",
    "\ud800 одинокий суррогат".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
)
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.example/",
    "https:evil.example",
    "https://",
    "https://user@evil.example/",
    "https://bank.example\\@evil.example/",
    "https://bank.example@evil.example/",
    "https://evil.example/\u202egnp",
    "https://evil.example:99999/",
    "https://[::1/",
    'https://evil.example/"onmouseover=alert(1)',
    "https://evil.example/<b>",
    "https://ev il.example/",
    "https://evil.example/\x00",
    "https://" + "a" * 3000,
    "https://" + "ы" * 100 + ".example/",
    "",
)


def told(payload: str) -> Told:
    return Told(OPINIONS, "ru", NOW - NOW, payload, payload, payload, 1, ("delivery",))


@pytest.fixture
def attacked(sqlite_store: Store, tmp_path: Path) -> World:
    """Give a queue in which every text and name from outside is a payload."""
    from moderation import staff

    made = application(sqlite_store, tmp_path)
    for person in CAST:
        staff.add(sqlite_store, replace(person, name=f"<b>{person.name}</b>"), made.now)
    for number, payload in enumerate(PAYLOADS, 1):
        changes = {
            "url": ADDRESSES[number % len(ADDRESSES)],
            "language": payload[:20],
            "published": None,
            "published_raw": payload,
            "replies": (Reply(payload, payload, None, payload),),
        }
        take_in(made, told(payload), number, made.now, **changes)
    return made


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
        assert page.css("iframe, object, embed, svg, math, base, style, noscript, meta[http-equiv], main img, main b b") == [], (
            address
        )
        assert [script.attributes.get("src", "")[:12] for script in page.css("script")] == ["/static/web."], address
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
        shown = page.css_first(".complaint .text").text()
        assert shown == UNSAFE.sub("\ufffd", row.body).strip("\n"), address
        assert page.css_first(".answer .text").text() == shown


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


pytest_plugins = ("tests.webfixtures",)
