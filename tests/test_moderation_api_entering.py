"""Complaints entered by the API, and how their customers are reached."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from moderation.api import entering
from moderation.store.engine import Store
from moderation.tagging import Tagger
from tests.door import World, world
from tests.test_moderation_entering import Told

BODY = {"channel": "email", "brand": "Acme", "text": "Посылка не пришла", "author": "Ольга", "contact": "olga@example.org"}


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Give an application with one case."""
    monkeypatch.setattr(entering, "tagger_of", lambda _: Told())
    return world(sqlite_store, tmp_path)


def test_it_works(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entering, "tagger_of", lambda _: Told())
    anna = world(store, tmp_path).program("moderator")
    made = anna.post("/api/v1/complaints", json=BODY)
    assert (made.status_code, made.headers["location"], made.headers["etag"]) == (201, "/api/v1/cases/2", '"1"')
    case = made.json()
    assert (case["channel"], case["site"], case["status"]) == ("email", "by-hand:email", "received")
    assert "olga@example.org" not in made.text
    assert anna.get("/api/v1/cases/2/contact").json()["contact"] == "olga@example.org"
    drafted = anna.post("/api/v1/cases/2/reply", json={"text": "Уже в пути"}, headers={"If-Match": "*"})
    assert drafted.status_code == 200
    posted = anna.post("/api/v1/cases/2/post", json={"how": "phone"}, headers={"If-Match": "*"}).json()
    assert (posted["status"], posted["answered_by"], posted["next"]) == ("replied", "phone", None)


def test_a_key_is_taken_once(here: World) -> None:
    anna = here.program("moderator")
    assert anna.post("/api/v1/complaints", json={**BODY, "key": "k"}).status_code == 201
    again = anna.post("/api/v1/complaints", json={**BODY, "key": "k"})
    assert (again.status_code, "otklik show 2" in again.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": "pigeon"},
        {"brand": "Kronavolt"},
        {"text": ""},
        {"text": "   "},
        {"text": "я" * 60_000},
        {"text": "\x00"},
        {"severity": "grave"},
        {"at": "2026-11-23T10:00:00"},
        {"at": "2027-11-23T10:00:00Z"},
        {"surprise": 1},
    ],
)
def test_what_cannot_be_entered_is_refused(here: World, changes: dict[str, Any]) -> None:
    before = here.dump()
    anna = here.program("moderator")
    answer = anna.post("/api/v1/complaints", json={**BODY, **changes})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert {name: rows for name, rows in here.dump().items() if name != "token"} == {
        name: rows for name, rows in before.items() if name != "token"
    }


def test_a_viewer_enters_nothing_and_reads_no_contact(here: World) -> None:
    assert here.program("viewer").post("/api/v1/complaints", json=BODY).status_code == 403
    here.program("moderator").post("/api/v1/complaints", json=BODY)
    assert here.program("viewer").get("/api/v1/cases/2/contact").status_code == 403
    assert here.program("approver").get("/api/v1/cases/2/contact").status_code == 403
    assert here.program("supervisor").get("/api/v1/cases/2/contact").status_code == 200
    assert here.program("supervisor").get("/api/v1/cases/1/contact").status_code == 404
    assert here.program("supervisor").get("/api/v1/cases/99/contact").status_code == 404


def test_the_model_is_read_before_the_transaction_of_a_key_begins(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load() -> Any:
        # Refused at once where the request holds the database already: everybody who writes would wait for the model then.
        with closing(sqlite3.connect(sqlite_store.engine.url.database or "", timeout=0, isolation_level=None)) as beside:
            beside.execute("BEGIN IMMEDIATE")
            beside.execute("ROLLBACK")
        read.append(True)
        raise OSError("there is none")

    read: list[bool] = []
    tagger = Tagger(load)
    monkeypatch.setattr(entering, "tagger_of", lambda _: tagger)
    anna = world(sqlite_store, tmp_path).program("moderator")
    assert anna.post("/api/v1/complaints", json=BODY, headers={"Idempotency-Key": "k"}).status_code == 201
    assert read == [True]
