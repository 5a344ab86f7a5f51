"""The caller's own notices by the API, and where they go by mail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from moderation.desk import owners
from moderation.people import Role
from moderation.store.engine import Store
from tests.door import NOW, STAFF, World, world

ANNA, BORIS = STAFF[Role.MODERATOR], STAFF[Role.SUPERVISOR]


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with four cases, all of them given to the moderator."""
    made = world(sqlite_store, tmp_path, cases=4)
    for n in range(1, 5):
        owners.assign(made.store, BORIS, n, book=made.book, now=NOW, owner=ANNA.login)
    return made


def test_it_works(here: World) -> None:
    client = here.program("moderator")
    page = client.get("/api/v1/notices").json()
    assert (page["unread"], page["next"]) == (4, None)
    assert [item["case"] for item in page["items"]] == [4, 3, 2, 1]
    first = page["items"][0]
    assert (first["act"], first["text"], first["by"]) == ("assign", "The supervisor gave it to you", "the-supervisor")
    assert (first["mail"], first["mail_due"], first["seen_at"]) == ("waiting", "2026-11-23T09:10:00Z", None)
    assert client.put("/api/v1/notices/seen", json={"case": 2}).json() == {"seen": 1, "unread": 3}
    assert client.put("/api/v1/notices/seen", json={"upto": page["items"][1]["id"]}).json() == {"seen": 2, "unread": 1}
    assert client.put("/api/v1/notices/seen").json() == {"seen": 1, "unread": 0}
    assert client.get("/api/v1/notices").json()["items"] == []
    assert len(client.get("/api/v1/notices?unread=false&speak=lv").json()["items"]) == 4


def test_pages_lead_on(here: World) -> None:
    client, address, seen = here.program("moderator"), "/api/v1/notices?limit=3", []
    while address:
        page = client.get(address)
        seen += [item["case"] for item in page.json()["items"]]
        address = page.headers.get("link", "").partition(">")[0].removeprefix("<")
    assert seen == [4, 3, 2, 1]


def test_nobody_sees_or_marks_the_notices_of_another(here: World) -> None:
    other = here.program("approver")
    assert other.get("/api/v1/notices?unread=false").json() == {"items": [], "unread": 0, "next": None}
    assert other.put("/api/v1/notices/seen").json() == {"seen": 0, "unread": 0}
    assert here.program("moderator").get("/api/v1/notices").json()["unread"] == 4


def test_the_own_address_is_kept_and_taken_away(here: World) -> None:
    client = here.program("moderator")
    assert client.get("/api/v1/me/mail").json() == {"mail": None, "language": None}
    both = {"mail": "anna@example.org", "language": "uk"}
    assert client.put("/api/v1/me/mail", json=both).json() == both
    assert client.put("/api/v1/me/mail", json={"language": ""}).json() == {"mail": "anna@example.org", "language": None}
    assert client.put("/api/v1/me/mail", json={"mail": ""}).json() == {"mail": None, "language": None}
    assert here.program("admin").get("/api/v1/me/mail").json()["mail"] is None


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/api/v1/me/mail", {"mail": "no address"}),
        ("PUT", "/api/v1/me/mail", {"mail": "a@b.c\r\nBcc: x@y.z"}),
        ("PUT", "/api/v1/me/mail", {"mail": "x" * 300}),
        ("PUT", "/api/v1/me/mail", {"language": "fr"}),
        ("PUT", "/api/v1/me/mail", {"login": "the-admin", "mail": "a@b.c"}),
        ("PUT", "/api/v1/notices/seen", {"upto": 0}),
        ("PUT", "/api/v1/notices/seen", {"upto": 2**63}),
        ("PUT", "/api/v1/notices/seen", {"login": "the-admin"}),
        ("GET", "/api/v1/notices?limit=0", None),
        ("GET", "/api/v1/notices?login=the-admin", None),
        ("GET", "/api/v1/notices?cursor=x", None),
    ],
)
def test_what_cannot_be_understood_is_refused_and_changes_nothing(method: str, path: str, body: Any, here: World) -> None:
    client, before = here.program("moderator"), here.dump()["notice"]
    assert client.request(method, path, json=body).status_code == 422
    assert here.dump()["notice"] == before
    assert client.get("/api/v1/me/mail").json()["mail"] is None
