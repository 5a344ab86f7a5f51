"""The form for customers on its pages: in four languages, without an account, and nothing to be found out by guessing."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from config.settings import PublicSettings, WebSettings
from moderation.desk import answering
from moderation.people import Role
from moderation.public.texts import LANGUAGES, preferred, texts
from moderation.shield import HEADERS
from moderation.store import mentions
from moderation.store.engine import Store
from moderation.web import complain_page
from tests.door import HTTP, NOW, STAFF, TestClient, World, world
from tests.htmlpage import Html
from tests.payloads import PAYLOADS
from tests.test_moderation_entering import Told

OURS = {"Sec-Fetch-Site": "same-origin"}
TEXT = "Чайник протекает, деньги не возвращают"
ANNA = STAFF[Role.MODERATOR]


def opened(store: Store, folder: Path, **public: Any) -> World:
    return world(store, folder, cases=0, public=PublicSettings(form=True, **public))


@pytest.fixture(autouse=True)
def judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a model judge that needs no time to be read."""
    monkeypatch.setattr(complain_page, "tagger_of", lambda _: Told())


@pytest.fixture
def door(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application whose form is open."""
    return opened(sqlite_store, tmp_path)


def key_of(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send(client: TestClient, path: str = "/complain", headers: dict[str, str] | None = None, **fields: str) -> Any:
    return client.post(path, data={"lang": "ru", **fields}, headers={**OURS, **(headers or {})})


def number_of(page: str) -> str:
    found = re.search(r'<p class="code">([0-9A-Z-]{14})</p>', page)
    assert found is not None, page
    return found[1]


ALL = "html head meta title link body header div p nav ul li a main h1 h2 form input label button section span dl dt dd time"
KNOWN = frozenset(ALL.split())


def shape(page: str) -> set[str]:
    """Name the elements of a page, as a browser would read them."""
    return {str(node.tag) for node in Html(page).css("*")}


def journal(made: World) -> list[str]:
    with made.store.read() as tx:
        return [record.body for record in mentions.journal(tx, limit=50)]


def test_it_works(store: Store, tmp_path: Path) -> None:
    made = opened(store, tmp_path)
    client = made.client()
    asked = client.get("/complain?lang=ru")
    assert asked.status_code == 200
    assert "set-cookie" not in asked.headers
    receipt = send(client, text=TEXT, name="Ilze", contact="+371 29999999", key=key_of(asked.text))
    assert receipt.status_code == 200
    number = number_of(receipt.text)
    assert "понедельник, 23 ноября, 15:00" in receipt.text, "four hours of working time after Monday 11:00 in Riga"
    assert "вторник, 24 ноября, 18:00" in receipt.text
    assert "29999999" not in receipt.text
    status = send(client, "/complain/status", number=number.lower())
    assert "Получена" in status.text
    assert "Взята в работу" not in status.text
    answering.acknowledge(made.store, ANNA, 1, book=made.book, now=NOW)
    answering.reply(made.store, ANNA, 1, book=made.book, now=NOW, text="Деньги вернём завтра, 24 <25> ноября.")
    answering.post(made.store, ANNA, 1, book=made.book, now=NOW)
    status = send(client, "/complain/status", number=number)
    assert "Деньги вернём завтра, 24 &lt;25&gt; ноября." in status.text
    for hidden in (ANNA.login, ANNA.name, "Ilze", "29999999", TEXT):
        assert hidden not in status.text
    case = made.browser("moderator").get("/cases/1").text
    assert "reads our reply on the status page" in case
    assert "by our form" in case


def test_where_it_is_not_switched_on_there_is_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    client = world(sqlite_store, tmp_path, cases=0).client()
    for path in ("/complain", "/complain/status"):
        assert client.get(path).status_code == 404
        assert send(client, path, text=TEXT, number="0000-0000-0000").status_code == 404


def test_a_form_sent_twice_gets_the_same_receipt(door: World) -> None:
    client = door.client()
    key = key_of(client.get("/complain").text)
    first, second = (send(client, text=TEXT, key=key).text for _ in range(2))
    assert number_of(first) == number_of(second)
    assert journal(door) == [TEXT]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"text": " \n"}, "problem_empty"),
        ({"text": "я" * 10_001}, "problem_long"),
        ({"text": "я" * 100_000}, "problem_long"),
        ({"text": TEXT, "name": "я" * 201}, "problem_line"),
        ({"text": TEXT, "contact": "я" * 501}, "problem_line"),
        ({"text": TEXT, "website": "https://spam.example"}, "problem_trap"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_everything_that_was_typed(
    door: World, fields: dict[str, str], problem: str
) -> None:
    answer = send(door.client(), **{"name": "Ilze", "contact": "ilze@example.org", **fields})
    assert answer.status_code == 422
    assert texts("ru")[problem].replace("%(n)d", "10000") in answer.text
    assert fields["text"].strip() in answer.text
    assert fields.get("name", "Ilze") in answer.text
    assert "spam.example" not in answer.text
    assert journal(door) == []


def test_more_than_a_megabyte_is_not_read(door: World) -> None:
    assert send(door.client(), text="я" * 600_000).status_code == 413


def test_the_longest_text_is_kept_whole(door: World) -> None:
    assert send(door.client(), text="я" * 10_000).status_code == 200
    assert journal(door) == ["я" * 10_000]


def test_hostile_texts_stay_texts_on_every_page(sqlite_store: Store, tmp_path: Path) -> None:
    made = opened(sqlite_store, tmp_path, hourly_per_address=1_000)
    client, plain = made.client(), shape(made.client().get("/complain?lang=ru").text)
    for payload in PAYLOADS:
        text = payload.replace("\x00", "")[:5_000] or "x"
        again = send(client, text=text, name=text[:150], contact=text[:150], website="x")
        assert (again.status_code, shape(again.text) - {"p"}) == (422, plain - {"p"})
        receipt = send(client, text=text, name=text[:150], contact=text[:150])
        found = send(client, "/complain/status", number=text[:60])
        for page in (receipt, found):
            assert page.status_code in (200, 404)
            assert shape(page.text) <= KNOWN
    assert len(journal(made)) == len(PAYLOADS)


def test_an_hour_has_a_limit_for_one_address_and_one_for_all(sqlite_store: Store, tmp_path: Path) -> None:
    made = opened(sqlite_store, tmp_path, hourly_per_address=2, hourly=3, address_header="X-Real-IP")
    client = made.client()
    answers = [send(client, text=f"{TEXT} {n}", headers={"X-Real-IP": "192.0.2.1"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "3600"
    assert f"{TEXT} 2" in answers[2].text, "nothing is lost"
    others = [send(client, text=TEXT, headers={"X-Real-IP": "192.0.2.2"}).status_code for _ in range(2)]
    assert others == [200, 429]
    assert len(journal(made)) == 3
    made.now = NOW + timedelta(hours=1)
    assert send(client, text=TEXT, headers={"X-Real-IP": "192.0.2.1"}).status_code == 200


def test_a_customer_cannot_claim_another_address(sqlite_store: Store, tmp_path: Path) -> None:
    made = opened(sqlite_store, tmp_path, hourly_per_address=1)
    client = made.client()
    assert [send(client, text=TEXT, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(2)] == [200, 429]


def test_behind_a_proxy_only_its_own_word_counts(sqlite_store: Store, tmp_path: Path) -> None:
    client = opened(sqlite_store, tmp_path, hourly_per_address=1, address_header="X-Forwarded-For").client()
    claims = [f"192.0.2.{n}, 198.51.100.7" for n in range(2)]
    assert [send(client, text=TEXT, headers={"X-Forwarded-For": one}).status_code for one in claims] == [200, 429]


def test_nothing_is_found_out_by_guessing(door: World) -> None:
    client = door.client()
    send(client, text=TEXT)
    guesses = [send(client, "/complain/status", number=f"0000-0000-{n:04}") for n in range(61)]
    assert {answer.status_code for answer in guesses[:60]} == {404}
    assert guesses[60].status_code == 429
    pages = {re.sub(r'value="[^"]*"', "", answer.text) for answer in guesses[:60]}
    assert len(pages) == 1, "every wrong number is answered alike"


def test_a_number_in_an_address_opens_nothing(door: World) -> None:
    client = door.client()
    number = number_of(send(client, text=TEXT).text)
    assert "Получена" not in client.get(f"/complain/status?lang=ru&number={number}").text


def test_another_page_can_send_nothing(door: World) -> None:
    client = door.client()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        assert client.post("/complain", data={"text": TEXT}, headers=headers).status_code == 403
    assert client.post("/complain", data={"text": TEXT}, headers={"Origin": HTTP}).status_code == 200
    assert client.post("/complain", json={"text": TEXT}, headers=OURS).status_code == 415


def test_a_member_of_the_staff_can_use_the_form_too(door: World) -> None:
    assert send(door.browser("moderator"), text=TEXT).status_code == 200


def test_every_answer_carries_the_headers_of_the_house(door: World) -> None:
    client = door.client()
    for answer in (client.get("/complain"), send(client, text=TEXT), client.get("/complain/status")):
        assert all(answer.headers[name] == value for name, value in HEADERS.items())
        assert answer.headers["cache-control"] == "no-store"
        assert "<script" not in answer.text
        assert "style=" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_speak_every_language(door: World, language: str) -> None:
    client = door.client(**{"Accept-Language": f"de, {language}-XX;q=0.8, en;q=0.1"})
    for path in ("/complain", "/complain/status"):
        assert f'<html lang="{language}">' in client.get(path).text
        assert '<html lang="lv">' in client.get(f"{path}?lang=lv").text
    receipt = send(client, text=TEXT, lang=language)
    assert texts(language)["receipt_title"] in receipt.text
    found = send(client, "/complain/status", number=number_of(receipt.text), lang=language)
    assert texts(language)["status_received"] in found.text


@pytest.mark.parametrize(
    ("chosen", "header", "spoken"),
    [
        ("uk", "ru", "uk"),
        ("xx", "ru", "ru"),
        ("", "", "en"),
        ("", "de-DE, fr;q=0.5", "en"),
        ("", "en;q=0.3, LV-lv;q=0.9", "lv"),
        ("", "ru;q=0, uk;q=0.1", "uk"),
        ("", "ru;q=x,,;;q=1, lv", "lv"),
        ("../../etc", "ru" * 9999, "en"),
    ],
)
def test_which_language_is_spoken(chosen: str, header: str, spoken: str) -> None:
    assert preferred(chosen, header, "en") == spoken


def test_every_language_says_the_same_things() -> None:
    wanted = {(name, tuple(text) if isinstance(text, dict) else "") for name, text in texts("en").items()}
    for language in LANGUAGES:
        assert {(name, tuple(text) if isinstance(text, dict) else "") for name, text in texts(language).items()} == wanted
        for name, text in texts(language).items():
            assert str(text).count("%(n)d") == str(texts("en")[name]).count("%(n)d"), name


def test_behind_https_the_form_works_too(sqlite_store: Store, tmp_path: Path) -> None:
    web = WebSettings(url="https://desk.acme.example/")
    made = world(sqlite_store, tmp_path, cases=0, web=web, public=PublicSettings(form=True))
    client = made.client(Host="desk.acme.example", Origin="https://desk.acme.example")
    assert client.post("/complain", data={"text": TEXT}).status_code == 200


def test_the_model_is_read_while_the_customer_writes(door: World, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[bool] = []

    class Slow(Told):
        def prepare(self) -> None:
            prepared.append(True)

    monkeypatch.setattr(complain_page, "tagger_of", lambda _: Slow())
    assert door.client().get("/complain").status_code == 200
    assert prepared == [True]


def test_the_bundled_model_tags_what_customers_send(door: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    receipt = send(door.client(), text="Вы обманываете людей! Третью неделю не возвращаете деньги, подаю в суд.")
    assert receipt.status_code == 200
    with door.store.read() as tx:
        (only,) = mentions.journal(tx, limit=2)
    assert only.tags is not None
    assert only.language == "ru"
    assert (only.tags.is_complaint, only.rule) == (True, "threatens with the law")
