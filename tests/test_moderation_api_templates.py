"""Prepared texts and unsaved drafts by the API."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.templates import bundled_templates
from moderation.people import Role
from moderation.store.engine import Store
from tests.door import World, world

CASE = "/api/v1/cases/1"


@pytest.fixture
def door(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with one case."""
    return world(sqlite_store, tmp_path)


def test_it_works(door: World) -> None:
    found = door.program(Role.MODERATOR).get(f"{CASE}/templates").json()["items"]
    assert (found[0]["name"], found[0]["fits"], found[0]["language"]) == ("delivery", True, "ru")
    assert found[0]["text"].startswith("Здравствуйте, Иван!")
    missing = {one["name"]: one for one in found[0]["missing"]}
    assert missing["by"] == {"name": "by", "label": "The day by which it is settled", "kind": "date", "automatic": False}
    assert missing["contact"]["automatic"] is True


def test_all_templates_are_listed(door: World) -> None:
    client = door.program(Role.VIEWER)
    assert {one["name"] for one in client.get("/api/v1/templates").json()["items"]} == set(bundled_templates())
    thanks = client.get("/api/v1/templates?kind=thanks").json()["items"]
    assert [(one["name"], set(one["text"])) for one in thanks] == [("thanks", {"ru", "uk", "lv", "en"})]


def test_labels_are_told_in_the_language_that_is_asked_for(door: World) -> None:
    found = door.program(Role.MODERATOR).get(f"{CASE}/templates?kind=delay&speak=lv").json()["items"][0]
    assert found["title"] == "Paziņot par kavēšanos"
    assert found["missing"][0]["label"] == "Īstais kavēšanās iemesls"
    assert found["scenario"].startswith("1. Rakstiet, pirms")


def test_scenarios_have_no_text(door: World) -> None:
    found = door.program(Role.MODERATOR).get(f"{CASE}/templates?kind=scenario").json()["items"]
    assert {one["text"] for one in found} == {None}
    assert len(found) == 4


def test_a_draft_is_kept_given_and_forgotten(door: World) -> None:
    client = door.program(Role.MODERATOR)
    assert client.get(f"{CASE}/draft").json() == {"kind": "reply", "text": None, "saved_at": None}
    kept = client.put(f"{CASE}/draft", json={"text": "Простите"})
    assert kept.json() == {"kind": "reply", "text": "Простите", "saved_at": "2026-11-23T09:00:00Z"}
    assert client.get(f"{CASE}/draft").json() == kept.json()
    assert client.get(f"{CASE}/draft?kind=delay").json()["text"] is None
    assert door.program(Role.SUPERVISOR).get(f"{CASE}/draft").json()["text"] is None
    assert client.delete(f"{CASE}/draft").json()["text"] is None
    assert client.get(f"{CASE}/draft").json()["text"] is None


def test_a_draft_changes_nothing_of_the_case(door: World) -> None:
    client = door.program(Role.MODERATOR)
    before = client.get(CASE)
    client.put(f"{CASE}/draft", json={"text": "Простите"})
    assert client.get(CASE).json() == before.json()
    assert client.get(CASE).headers["ETag"] == before.headers["ETag"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/v1/cases/9/draft", {"text": "x"}, 404),
        (f"{CASE}/draft?kind=novel", {"text": "x"}, 422),
        (f"{CASE}/draft", {"text": "x", "who": "me"}, 422),
        (f"{CASE}/draft", {"text": "\0"}, 422),
        (f"{CASE}/draft", {"text": "я" * 60_000}, 422),
        (f"{CASE}/draft", {}, 422),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_changes(door: World, path: str, body: dict[str, str], status: int) -> None:
    client = door.program(Role.MODERATOR)
    before = door.dump()
    answer = client.put(path, json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert door.dump() == before


def test_a_viewer_keeps_no_text(door: World) -> None:
    assert door.program(Role.VIEWER).put(f"{CASE}/draft", json={"text": "x"}).status_code == 403


def test_an_unknown_kind_of_template_is_refused(door: World) -> None:
    client = door.program(Role.VIEWER)
    assert client.get("/api/v1/templates?kind=letter").status_code == 422
    assert client.get("/api/v1/cases/9/templates").status_code == 404
