"""Reading one page: by definition, by what the page says of itself, and whatever the bytes are."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import Definition, Site
from crawler.items import Verdict
from crawler.pages import engines
from crawler.pages.page import Page
from crawler.pages.read import merge_detail, read_page

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://shop.example/reviews"
CARD = (
    '<article class="r" id="r{n}"><b class="a">Автор {n}</b><i class="d">1{n} марта 2024</i><u class="s" data-v="{n}"></u>'
    '<h3>Заголовок {n}</h3><div class="t"><p>Первый абзац {n}.</p><p>Второй.</p>{more}</div>'
    '<a class="l" href="/r/{n}">#</a></article>'
)
FIELDS: dict[str, Any] = {
    "id": {"attr": "id"},
    "author": ".a",
    "published": ".d",
    "rating": {"css": ".s", "attr": "data-v"},
    "headline": "h3",
    "body": {"css": ".t", "drop": "a.more"},
    "url": "a.l@href",
    "truncated": "a.more",
}


def definition(**more: Any) -> Definition:
    """Describe the cards."""
    return Definition.model_validate(
        {"name": "cards", "records": "article.r", "fields": FIELDS, "dates": {"language": "ru"}, **more}
    )


def site(**more: Any) -> Site:
    """Watch the page."""
    return Site.model_validate({"name": "shop", "url": URL, "brand": "Shop", "timezone": "Europe/Moscow", **more})


def cards(count: int, more: str = "") -> str:
    """Write a page of cards."""
    return "<!doctype html><meta charset=utf-8>" + "".join(CARD.format(n=n, more=more) for n in range(1, count + 1))


def read(
    content: str | bytes,
    how: Definition | None = None,
    *,
    url: str = URL,
    generic: bool = False,
    content_type: str = "",
    **more: Any,
) -> Page:
    """Read a page of the site."""
    raw = content.encode() if isinstance(content, str) else content
    return read_page(raw, url=url, site=site(**more), definition=how, now=NOW, content_type=content_type, generic=generic)


def test_it_works() -> None:
    mention = read(cards(3), definition()).mentions[1]
    assert (mention.site, mention.native_id, mention.author, mention.headline) == ("shop", "r2", "Автор 2", "Заголовок 2")
    assert mention.body == "Первый абзац 2.\n\nВторой."
    assert mention.published == datetime(2024, 3, 11, 21, tzinfo=UTC)
    assert mention.published_raw == "12 марта 2024"
    assert mention.rating is not None
    assert (mention.rating.value, mention.language, mention.url) == (2, "ru", "https://shop.example/r/2")
    assert dict(mention.layers)["author"] == "definition"


def people() -> str:
    """Write a page of cards by people with names and words of their own."""
    said = {"Анна": "Привезли не тот чайник.", "Борис": "Деньги не вернули до сих пор.", "Вера": "Курьер нагрубил и уехал."}
    pages = [CARD.format(n=n, more="").replace(f"Автор {n}", name) for n, name in enumerate(said, start=1)]
    return "".join(
        page.replace(f"Первый абзац {n}.", text) for n, (page, text) in enumerate(zip(pages, said.values(), strict=True), 1)
    )


def test_generic_uses_no_definition() -> None:
    mention = read(people(), definition(), generic=True).mentions[1]
    assert dict(mention.layers)["body"] == "records"
    assert (mention.author, mention.body) == ("Борис", "Деньги не вернули до сих пор.\n\nВторой.")


def test_the_engine_of_an_unknown_site_is_recognised_by_its_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    how = definition(name="cardware", match={"fingerprints": ["made with Cardware"]})
    monkeypatch.setattr(engines, "bundled_definitions", lambda: {"cardware": how})
    engines._fingerprints.cache_clear()
    marked = cards(2) + "<!-- made with Cardware -->"
    assert [mention.native_id for mention in read(marked).mentions] == ["r1", "r2"]
    assert dict(read(people() + "<!-- made with Cardware -->", generic=True).mentions[0].layers)["body"] == "records"
    monkeypatch.undo()
    engines._fingerprints.cache_clear()


def test_a_record_without_text_is_left_out() -> None:
    page = cards(2) + '<article class="r" id="r9"><b class="a">Никто</b></article>'
    assert [mention.native_id for mention in read(page, definition()).mentions] == ["r1", "r2"]


def test_two_posts_of_one_author_on_one_day_are_two() -> None:
    fields = {key: value for key, value in FIELDS.items() if key not in ("id", "url")}
    twice = CARD.format(n=1, more="") + CARD.format(n=1, more="<p>Дополнение.</p>") + CARD.format(n=1, more="")
    mentions = read(twice, definition(fields=fields)).mentions
    assert len(mentions) == 2
    assert mentions[1].native_id == f"{mentions[0].native_id}-2"


def test_an_id_outlives_a_move_to_https_and_an_edit() -> None:
    fields = {key: value for key, value in FIELDS.items() if key != "id"}
    old = read(cards(1), definition(fields=fields), url="http://shop.example/reviews").mentions[0]
    new = read(cards(1, "<p>Дописал.</p>"), definition(fields=fields)).mentions[0]
    assert old.native_id == new.native_id
    assert old.digest != new.digest


def test_the_order_of_day_and_month_is_told_by_the_page() -> None:
    page = cards(2).replace("11 марта 2024", "03/25/2024").replace("12 марта 2024", "03/04/2024")
    days = [
        mention.published.date().isoformat() for mention in read(page, definition(), timezone="UTC").mentions if mention.published
    ]
    assert days == ["2024-03-25", "2024-03-04"]


ME_TOO = {"id": 8, "text": "Me too", "who": {"name": "Bob"}}
ITEM = {"id": 7, "who": {"name": "Ann"}, "at": "2024-03-12T10:00:00Z", "html": "<p>Broken.</p><p>Twice.</p>", "inner": [ME_TOO]}
JSON = {"data": [ITEM], "links": {"next": "/api?page=2"}}
JSON_FIELDS = {
    "id": {"path": "id"},
    "author": {"path": "who.name"},
    "published": {"path": "at"},
    "body": [{"path": "html", "html": True}, {"path": "text"}],
}


def test_json_is_read_by_paths_with_records_inside_records() -> None:
    how = definition(kind="api", records="data", nested="inner", fields=JSON_FIELDS, next={"path": "links.next"})
    page = read(json.dumps(JSON), how)
    assert [(m.native_id, m.author, m.body) for m in page.mentions] == [("7", "Ann", "Broken.\n\nTwice."), ("8", "Bob", "Me too")]
    assert page.next_url == "https://shop.example/api?page=2"


def test_json_inside_a_script_is_read_past_its_assignment() -> None:
    how = definition(script="script.state", records="data", fields=JSON_FIELDS)
    page = read(f'<script class="state">window.__STATE__ = {json.dumps(JSON)};</script>', how)
    assert [m.native_id for m in page.mentions] == ["7"]


def test_html_inside_json_is_read_by_css() -> None:
    how = definition(kind="api", html_in="page.html")
    page = read(json.dumps({"page": {"html": cards(2)}}), how)
    assert [m.native_id for m in page.mentions] == ["r1", "r2"]


def test_html_where_json_was_expected_is_noted() -> None:
    how = definition(kind="api", records="data", fields=JSON_FIELDS)
    page = read("<p>Sorry</p>", how)
    assert page.mentions == ()
    assert page.notes == ("https://shop.example/reviews holds no JSON where cards expects it",)


FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>'
    "<item><title>Late</title><guid>g1</guid><author>Ann</author><pubDate>Tue, 12 Mar 2024 10:00:00 +0200</pubDate>"
    "<description>&lt;p&gt;Still waiting.&lt;/p&gt;</description><link>https://shop.example/1</link></item></channel></rss>"
)


@pytest.mark.parametrize("how", [None, Definition(name="feed", kind="feed")])
def test_a_feed_is_read_with_and_without_a_definition(how: Definition | None) -> None:
    mention = read(FEED, how).mentions[0]
    assert (mention.native_id, mention.headline, mention.body, mention.author) == ("g1", "Late", "Still waiting.", "Ann")
    assert mention.published == datetime(2024, 3, 12, 8, tzinfo=UTC)


def test_a_cut_text_names_its_detail_page_and_is_made_whole() -> None:
    how = definition(detail={"record": "article.r", "fields": FIELDS})
    cut = read(cards(1).replace("<p>Второй.</p>", '… <a class="more" href="/r/1">дальше</a>'), how)
    assert [(detail.native_id, detail.url) for detail in cut.details] == [("r1", "https://shop.example/r/1")]
    assert cut.mentions[0].truncated
    whole = merge_detail(cut.mentions[0], read(cards(1), how, url="https://shop.example/r/1"))
    assert whole is not None
    assert (whole.native_id, whole.body, whole.truncated) == ("r1", "Первый абзац 1.\n\nВторой.", False)


def test_a_detail_page_of_its_own_make_is_read_as_its_definition_says() -> None:
    detail = {"record": "main", "fields": {"body": ".whole", "author": "h1"}}
    how = definition(detail=detail)
    cut = replace(read(cards(1), how).mentions[0], body="Первый абзац…", truncated=True)
    page = read(
        '<main><h1>Автор 1</h1><div class="whole">Первый абзац и всё остальное.</div></main>', how, url="https://shop.example/r/1"
    )
    whole = merge_detail(cut, page)
    assert whole is not None
    assert (whole.native_id, whole.body) == ("r1", "Первый абзац и всё остальное.")


def test_another_text_is_no_whole_one() -> None:
    how = definition(detail={"record": "article.r", "fields": FIELDS})
    cut = replace(read(cards(1), how).mentions[0], body="Совсем другой текст…", author="Чужой", truncated=True)
    assert merge_detail(cut, read(cards(1), how)) is None


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        ('<div id="captcha">?</div>', Verdict.BLOCKED),
        ("<p>Подтвердите, что вы не робот</p>", Verdict.BLOCKED),
        ('<form class="login"></form>', Verdict.LOGIN_WALL),
        ('<p class="none">Отзывов нет</p>', Verdict.QUIET),
        ("<p>Новый дизайн!</p>", Verdict.LAYOUT_CHANGED),
        (cards(1), Verdict.LAYOUT_CHANGED),
        (cards(2), None),
        (cards(2) + '<form class="login"></form>', None),
    ],
)
def test_a_page_that_is_something_else_is_told(content: str, verdict: Verdict | None) -> None:
    markers = {"captcha": ["#captcha", "text: вы не робот"], "login": ".login", "empty": ".none"}
    page = read(content, definition(minimum=2, markers=markers))
    assert page.verdict_hint == verdict


def test_a_bare_login_form_is_a_login_wall_without_any_definition() -> None:
    assert read('<form><input type="password"></form>').verdict_hint is Verdict.LOGIN_WALL
    assert read(people() + '<form><input type="password"></form>').verdict_hint is None


WORDS = {
    "windows-1251": "Заказал чайник, привезли не тот, деньги не вернули, никто не отвечает на звонки.",
    "koi8-u": "Замовила чайник, привезли не той, гроші не повернули, ніхто не відповідає.",
    "iso-8859-13": "Pasūtīju tējkannu, atveda kafijas dzirnaviņas, naudu neatdeva, neviens neatbild.",
    "utf-8": "Заказал чайник. Pasūtīju tējkannu. Замовила ґанок.",
}


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("declared", ["header", "meta", "nowhere", "wrongly"])
def test_encodings_are_read_as_declared_or_guessed(name: str, declared: str) -> None:
    meta = {"meta": f'<meta charset="{name}">', "wrongly": '<meta charset="utf-8">'}.get(declared, "")
    page = f"<html>{meta}" + CARD.format(n=1, more=f"<p>{WORDS[name]}</p>").replace("Автор 1", "N").replace("Заголовок 1", "N")
    page = page.replace("Первый абзац 1.", "").replace("Второй.", "").replace("11 марта 2024", "2024-03-11")
    found = read(page.encode(name), definition(), content_type=f"text/html; charset={name}" if declared == "header" else "")
    assert found.mentions[0].body == WORDS[name]


def test_a_page_that_is_utf8_in_spite_of_its_declaration_is_read_as_utf8() -> None:
    page = cards(1).replace("charset=utf-8", "charset=iso-8859-1")
    assert read(page, definition()).mentions[0].author == "Автор 1"


HOSTILE = {
    "nothing": b"",
    "zeros": b"\0" * 1000,
    "noise": random.Random(1).randbytes(50_000),
    "nested": b"<div>" * 100_000,
    "nested and closed": b"<span>" * 100_000 + b"x" + b"</span>" * 100_000,
    "nested lists": b"<ul><li>" * 50_000,
    "formats": b"".join(b"<p><font a=%d>" % number for number in range(30_000)),
    "angles": b"<" * 300_000,
    "comments": b"<!--" * 100_000,
    "attributes": b"<div " + b"a=1 " * 100_000 + b">",
    "deep json": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "endless feed": b'<?xml version="1.0"?><rss>' + b"<item>" * 20_000,
    "bare xml": b'<?xml version="1.0"?>',
    "broken linked data": b'<script type="application/ld+json">' + b'[{"@type":"Review",' * 20_000,
    "many items": b"<div itemscope itemtype=Review><i itemprop=reviewBody>x</i>" * 3_000,
    "cut letter": "<p>привет".encode()[:-1],
    "wide letters": "<p>привет</p>".encode("utf-16"),
    "odd charset": b'<meta charset="rot13">x',
    "odd charset and bytes": b'<meta charset="idna">x\xff',
    "odd addresses": b'<base href="http://["><a rel=next href="http://[x">n</a><link rel=next href="http://a:99999999/">',
    "half pair": b'{"a":[{"text":"\\ud800 hello there","author":"x","date":"2024-01-01"}]}',
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "how", [None, definition(), definition(kind="api", records="data", fields=JSON_FIELDS)], ids=["none", "css", "json"]
)
def test_no_bytes_are_too_bad(name: str, how: Definition | None) -> None:
    page = read(HOSTILE[name], how)
    assert len(page.mentions) <= 3_000


@pytest.mark.parametrize("url", ["", "http://[x", "about:blank", "https://shop.example:0/"])
def test_a_page_without_a_sound_address_is_read_too(url: str) -> None:
    page = read(cards(2) + '<a rel="next" href="?page=2">дальше</a>', definition(), url=url)
    assert len(page.mentions) == 2


def test_five_megabytes_are_read() -> None:
    page = read("<p>слово</p>" * 240_000 + cards(3), definition())
    assert len(page.mentions) == 3


@given(st.binary(max_size=400))
def test_any_bytes_give_a_page(content: bytes) -> None:
    assert isinstance(read(content), Page)


@given(st.text(alphabet="<>/=\"' abdivreviewtime20-.&;\n", max_size=300))
def test_any_mark_up_gives_a_page(content: str) -> None:
    assert isinstance(read(content, generic=True), Page)
