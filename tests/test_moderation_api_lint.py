"""The lint by the API: findings as documents, beside a reply and in the problem of what is not let out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from moderation.people import Role
from moderation.store.engine import Store
from tests.door import World, world

ANY = {"If-Match": "*"}
CASE = "/api/v1/cases/1"
BAD = "Вы сами виноваты, {{name}}"


@pytest.fixture
def door(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with one case."""
    return world(sqlite_store, tmp_path)


def test_it_works(door: World) -> None:
    client = door.program(Role.MODERATOR)
    told = client.post("/api/v1/lint", json={"text": BAD, "language": "ru"}).json()
    blocking = [one for one in told["findings"] if one["level"] == "block"]
    assert (told["fit"], [(one["rule"], one["quote"]) for one in blocking]) == (
        False,
        [("accusation", "Вы сами виноваты"), ("variable", "{{name}}")],
    )
    assert blocking[0]["number"] == "B5"
    assert BAD[blocking[1]["start"] : blocking[1]["end"]] == "{{name}}"
    thanks = {"text": "Спасибо за тёплые слова!", "case": 1, "kind": "thanks"}
    assert client.post("/api/v1/lint", json=thanks).json() == {"fit": True, "findings": []}


def test_a_reply_tells_its_findings_and_a_post_that_is_refused_names_them(door: World) -> None:
    client = door.program(Role.MODERATOR)
    drafted = client.post(f"{CASE}/reply", json={"text": BAD}, headers=ANY)
    assert {"accusation", "variable"} <= {one["rule"] for one in drafted.json()["findings"]}
    assert client.post("/api/v1/lint", json={"case": 1}).json()["fit"] is False
    refused = client.post(f"{CASE}/post", json={}, headers=ANY)
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert [one["rule"] for one in refused.json()["findings"]] == ["accusation", "variable"]
    assert client.post(f"{CASE}/post", json={"despite": "because"}, headers=ANY).status_code == 403
    posted = door.program(Role.SUPERVISOR).post(f"{CASE}/post", json={"despite": "because"}, headers=ANY)
    assert posted.json()["events"][-1]["data"]["despite"] == "accusation,variable"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"text": "x"}, 422),
        ({"language": "lv"}, 422),
        ({"text": "x", "case": 1, "language": "lv"}, 422),
        ({"text": "x", "case": 1, "site": "opinions"}, 422),
        ({"text": "", "language": "lv"}, 422),
        ({"text": "x", "language": "ka"}, 422),
        ({"text": "x", "language": "lv", "kind": "novel"}, 422),
        ({"text": "я" * 60_000, "language": "ru"}, 422),
        ({"text": "a\0", "language": "ru"}, 422),
        ({"text": "x", "case": 99}, 404),
        ({"case": 1}, 409),
        ({"text": "x", "case": 1, "who": "me"}, 422),
    ],
)
def test_what_cannot_be_checked_is_refused(door: World, body: dict[str, Any], status: int) -> None:
    assert door.program(Role.MODERATOR).post("/api/v1/lint", json=body).status_code == status


def test_who_may_only_look_does_not_check(door: World) -> None:
    assert door.program(Role.VIEWER).post("/api/v1/lint", json={"text": "x", "language": "lv"}).status_code == 403
