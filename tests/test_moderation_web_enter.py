"""Entering a complaint on the pages, and the case that is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.people import Role
from moderation.store.engine import Store
from moderation.web import enter_page
from tests.door import World, world
from tests.payloads import PAYLOADS
from tests.test_moderation_entering import Told
from tests.test_moderation_web_texts import Browser

FORM = {
    "channel": "phone",
    "brand": "Acme",
    "author": "Ольга",
    "contact": "+371 29999999",
    "text": "Посылка не пришла",
    "at": "2026-11-23T10:30",
}


@pytest.fixture
def door(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Give an application with one case."""
    monkeypatch.setattr(enter_page, "tagger_of", lambda _: Told())
    return world(sqlite_store, tmp_path)


def test_it_works(door: World) -> None:
    anna = Browser(door)
    assert 'href="/enter"' in anna.get("/").text
    assert 'name="severity"' in anna.get("/enter").text
    made = anna.post("/enter", **FORM, severity="high")
    assert (made.status_code, made.headers["location"]) == (303, "/cases/2?done=receive")
    case = anna.get("/cases/2").text
    for text in ("by telephone", "+371 29999999", "Ольга", "Посылка не пришла", "entered by hand, with its severity"):
        assert text in case
    assert "by telephone" in anna.get("/").text
    assert "by telephone" in anna.get("/journal").text
    anna.post("/cases/2/reply", version="1", text="Уже в пути")
    assert 'name="how"' not in anna.get("/cases/2").text, "a second person approves first"
    vera = Browser(door, Role.APPROVER)
    assert vera.post("/cases/2/approve", version="2").status_code == 303
    assert 'name="how"' in anna.get("/cases/2").text
    assert anna.post("/cases/2/post", version="3", how="letter").status_code == 303
    closing = anna.get("/cases/2").text
    assert "No scan can see a reply to it" in closing
    assert "The next scans look for our reply" not in closing
    assert anna.post("/cases/2/close", version="4", why="письмо получено").status_code == 303


def test_others_see_the_contact_masked_until_the_case_is_theirs(door: World) -> None:
    Browser(door).post("/enter", **FORM)
    vera = Browser(door, Role.APPROVER)
    assert "29999999" not in vera.get("/cases/2").text
    assert "Whoever owns the case sees it whole" in vera.get("/cases/2").text
    assert vera.post("/cases/2/assign", version="1", owner="the-approver").status_code == 303
    assert "29999999" in vera.get("/cases/2").text


def test_a_second_press_of_the_button_leads_to_the_same_case(door: World) -> None:
    anna = Browser(door)
    places = [anna.post("/enter", **FORM, key="once").headers["location"] for _ in range(2)]
    assert places == ["/cases/2?done=receive"] * 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": " "}, "text: it is empty"),
        ({"text": "я" * 60_000}, "at most 100 kB"),
        ({"channel": "pigeon"}, "Write one of"),
        ({"brand": "Other"}, "is not one of our brands"),
        ({"at": "soon"}, "is not a time"),
        ({"at": "2030-01-01T10:00"}, "still to come"),
        ({"severity": "grave"}, "is not one"),
    ],
)
def test_what_cannot_be_entered_comes_back_with_everything_that_was_typed(
    door: World, changes: dict[str, str], said: str
) -> None:
    answer = Browser(door).post("/enter", **{**FORM, **changes})
    assert answer.status_code == 422
    assert said in answer.text
    for name in ("author", "contact"):
        assert FORM[name] in answer.text
    assert changes.get("text", FORM["text"]).strip() in answer.text


def test_a_viewer_is_refused_and_has_no_link(door: World) -> None:
    viewer = Browser(door, Role.VIEWER)
    assert 'href="/enter"' not in viewer.get("/").text
    assert viewer.get("/enter").status_code == 403
    assert viewer.post("/enter", **FORM).status_code == 403


def test_who_was_logged_out_gets_the_text_back(door: World) -> None:
    answer = door.client(**{"Sec-Fetch-Site": "same-origin"}).post("/enter", data=FORM)
    assert answer.status_code == 401
    assert FORM["text"] in answer.text


def test_hostile_texts_stay_texts(door: World) -> None:
    anna = Browser(door)
    for number, payload in enumerate(PAYLOADS):
        text = payload.replace("\x00", "") or "x"
        made = anna.post("/enter", channel="shop", brand="Acme", author=text[:150], contact=text[:150], text=text)
        assert made.status_code in (303, 422), number
        if made.status_code == 303:
            page = anna.get(made.headers["location"]).text
            assert "<script>alert" not in page
            assert "<img src=x" not in page
