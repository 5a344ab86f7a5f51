"""Prepared texts, kept drafts and the buttons of a connector, on the pages and without JavaScript."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import Catalogue
from config.settings import ScanSettings
from moderation import auth, drafts
from moderation.desk import answering
from moderation.people import Role
from moderation.store.engine import Store
from tests.door import NOW, SITE, STAFF, World, world
from tests.replysite import ReplySite, reply_site

ANNA = STAFF[Role.MODERATOR]


class Browser:
    """A browser in which a person is logged in, and which sends the hidden field of every form."""

    def __init__(self, made: World, role: Role = Role.MODERATOR) -> None:
        self.client = made.browser(role)
        self.csrf = auth.csrf_of(self.client.cookies["otklik_session"])

    def get(self, path: str) -> Any:
        """Open a page."""
        return self.client.get(path)

    def post(self, path: str, **fields: str) -> Any:
        """Send a form."""
        return self.client.post(path, data={"csrf": self.csrf, **fields}, headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def site() -> Iterator[ReplySite]:
    """Give a site that takes replies."""
    with reply_site() as running:
        yield running


@pytest.fixture
def door(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with one case."""
    return world(sqlite_store, tmp_path)


def text_of(made: World, role: Role = Role.MODERATOR, kind: str = "reply") -> str | None:
    """Give the text that somebody keeps."""
    found = drafts.load(made.store, STAFF[role], 1, kind=kind)
    return None if found is None else found.text


def test_it_works(door: World) -> None:
    """Choose, fill, take: the text is then in the form of the reply."""
    browser = Browser(door)
    assert "/cases/1/texts?name=delivery" in browser.get("/cases/1").text
    page = browser.get("/cases/1/texts?name=delivery")
    assert page.status_code == 200
    assert 'name="v_found"' in page.text
    assert "1. Look for the order by name" in page.text
    filled = browser.post(
        "/cases/1/texts", name="delivery", v_found="посылка на складе", v_by="2026-11-27", v_contact="+371 60000000"
    )
    assert "До 27 ноября напишем вам" in filled.text
    assert "{{step}}" in filled.text
    taken = browser.post("/cases/1/draft", kind="reply", text="Здравствуйте, Иван!\r\n\r\nПростите")
    assert (taken.status_code, taken.headers["location"]) == (303, "/cases/1#reply")
    assert text_of(door) == "Здравствуйте, Иван!\n\nПростите"
    assert "Здравствуйте, Иван!\n\nПростите</textarea>" in browser.get("/cases/1").text


def test_a_text_that_is_handed_in_is_kept_no_longer(door: World) -> None:
    browser = Browser(door)
    browser.post("/cases/1/draft", kind="reply", text="Простите")
    assert browser.post("/cases/1/reply", version="1", text="Простите нас").status_code == 303
    assert text_of(door) is None


def test_a_script_keeps_a_text_quietly(door: World) -> None:
    browser = Browser(door)
    answer = browser.post("/cases/1/draft", kind="delay", text="Задержка", quiet="1")
    assert (answer.status_code, answer.text) == (204, "")
    assert text_of(door, kind="delay") == "Задержка"
    assert browser.post("/cases/1/draft", kind="novel", text="x", quiet="1").status_code == 422
    assert Browser(door, Role.VIEWER).post("/cases/1/draft", text="x", quiet="1").status_code == 403


def test_nobody_sees_the_text_of_another(door: World) -> None:
    Browser(door).post("/cases/1/draft", kind="reply", text="Секретный черновик")
    assert "Секретный черновик" not in Browser(door, Role.SUPERVISOR).get("/cases/1").text


def test_a_form_from_elsewhere_keeps_nothing(door: World) -> None:
    browser = Browser(door)
    for path in ("/cases/1/draft", "/cases/1/release", "/cases/1/texts"):
        answer = browser.client.post(path, data={"text": "x", "csrf": "wrong"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
    assert text_of(door) is None


def test_a_text_is_not_lost_when_the_session_has_ended(door: World) -> None:
    browser = Browser(door)
    auth.end_session(door.store, browser.client.cookies["otklik_session"])
    assert browser.post("/cases/1/draft", text="Долго писала", quiet="1").status_code == 401
    answer = browser.post("/cases/1/draft", text="Долго писала")
    assert answer.status_code == 401
    assert "Долго писала" in answer.text


def test_what_cannot_be_is_told_with_what_was_typed(door: World) -> None:
    browser = Browser(door)
    wrong = browser.post("/cases/1/texts", name="delivery", v_by="30.11.2026", v_found="на складе")
    assert wrong.status_code == 422
    assert "is not a date. Write it as 2026-11-30" in wrong.text
    assert 'value="на складе"' in wrong.text
    assert browser.get("/cases/1/texts?name=delivry").status_code == 404
    assert browser.get("/cases/1/texts?kind=letter").status_code == 422
    assert browser.get("/cases/9/texts").status_code == 404
    assert Browser(door, Role.VIEWER).get("/cases/1/texts").status_code == 403


def test_a_value_is_shown_as_text(door: World) -> None:
    page = Browser(door).post("/cases/1/texts", name="other", v_found='"><script>alert(1)</script>', v_nobody="x")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_every_kind_has_its_page(door: World) -> None:
    browser = Browser(door)
    for kind in ("reply", "acknowledgement", "delay", "thanks", "handover", "reminder", "scenario"):
        assert browser.get(f"/cases/1/texts?kind={kind}").status_code == 200
    page = browser.get("/cases/1/texts?name=guide-rude").text
    assert "1. Breathe." in page
    assert 'id="filled"' not in page


def connected(made: World, site: ReplySite) -> World:
    """Give the site of the case a connector, and the case a drafted reply."""
    context = made.app.state.context
    connector = {"kind": "form", "url": site.url, "text_field": "text", "id_field": "post"}
    listed = type(SITE).model_validate({**SITE.model_dump(), "connector": connector})
    settings = context.settings.model_copy(update={"scan": ScanSettings(allow_private=(site.place,))})
    # The routes hold this very context, so it is changed in its place.
    object.__setattr__(context, "catalogue", Catalogue((listed,)))
    object.__setattr__(context, "settings", settings)
    answering.reply(made.store, ANNA, 1, book=made.book, now=NOW, text="Простите")
    return dataclasses.replace(made, settings=settings)


def test_a_reply_is_posted_by_one_button(door: World, site: ReplySite) -> None:
    browser = Browser(connected(door, site))
    assert 'formaction="/cases/1/release"' in browser.get("/cases/1").text
    answer = browser.post("/cases/1/release", answer="now", version="2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/1?done=post")
    assert browser.post("/cases/1/release", answer="now", version="2").status_code == 409
    assert len(site.ledger) == 1


def test_a_person_is_asked_about_a_reply_in_doubt(door: World, site: ReplySite) -> None:
    browser = Browser(connected(door, site))
    site.mode = "500"
    refused = browser.post("/cases/1/release", answer="now", version="2")
    assert refused.status_code == 409
    assert "Nobody knows whether the reply stands on the site." in refused.text
    assert browser.post("/cases/1/release", answer="perhaps").status_code == 422
    assert browser.post("/cases/1/release", answer="missing").headers["location"] == "/cases/1"
    assert "Nobody knows whether" not in browser.get("/cases/1").text
    site.mode = "drop"
    browser.post("/cases/1/release", answer="now", version="2")
    stands = browser.post("/cases/1/release", answer="stands", url="https://reviews.example/acme#a1")
    assert stands.headers["location"] == "/cases/1?done=post"
    assert "https://reviews.example/acme#a1" in browser.get("/cases/1").text
    assert len(site.ledger) == 2


def test_a_site_without_a_connector_has_no_button(door: World) -> None:
    answering.reply(door.store, ANNA, 1, book=door.book, now=NOW, text="Простите")
    page = Browser(door).get("/cases/1").text
    assert "/cases/1/release" not in page
    assert 'data-open="https://reviews.example/acme#r1"' in page


def test_a_viewer_posts_nothing(door: World, site: ReplySite) -> None:
    connected(door, site)
    assert Browser(door, Role.VIEWER).post("/cases/1/release", answer="now", version="2").status_code == 403
    assert site.ledger == []
