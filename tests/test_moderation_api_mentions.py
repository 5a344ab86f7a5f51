"""The journal, the sites and who calls, by the API."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from moderation.people import MAY, Role, Scope, may
from moderation.store import scans
from moderation.store.engine import Store
from tests.door import NOW, STAFF, World, mention, take_in, world


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with three cases and one mention that became none."""
    made = world(sqlite_store, tmp_path, cases=3)
    take_in(made, [mention(4, author="Acme", headline="Ответ")])
    return made


def test_it_works(store: Store, tmp_path: Path) -> None:
    client = world(store, tmp_path, cases=2).program("viewer")
    page = client.get("/api/v1/mentions").json()
    assert [(item["id"], item["outcome"], item["case"]) for item in page["items"]] == [(2, "case", 2), (1, "case", 1)]
    assert page["items"][0]["text"] == "Третью неделю жду посылку, звоните [phone] или пишите [e-mail]"
    assert page["items"][0]["tags"]["complaint"] == {"label": True, "confidence": 0.95}
    assert client.get("/api/v1/mentions/2").json() == page["items"][0]


def test_what_became_no_case_is_there_with_its_reason(here: World) -> None:
    (item,) = here.program("viewer").get("/api/v1/mentions?outcome=dismissed").json()["items"]
    assert (item["id"], item["case"]) == (4, None)
    assert item["rule"]
    assert item["reason"]


def test_the_journal_comes_in_pages_that_lead_on(here: World) -> None:
    client, address, seen = here.program("viewer"), "/api/v1/mentions?limit=3&site=acme-reviews", []
    while address:
        page = client.get(address)
        assert page.status_code == 200
        seen += [item["id"] for item in page.json()["items"]]
        address = page.headers.get("link", "").partition(">")[0].removeprefix("<")
    assert seen == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("query", "count"),
    [("site=acme-reviews", 4), ("site=elsewhere", 0), ("brand=Acme&outcome=case", 3), ("outcome=case&site=acme-reviews", 3)],
)
def test_the_journal_can_be_narrowed(query: str, count: int, here: World) -> None:
    assert len(here.program("viewer").get(f"/api/v1/mentions?{query}").json()["items"]) == count


@pytest.mark.parametrize("query", ["outcome=lost", "limit=0", "before=3", "cursor=x", f"site={'a' * 201}"])
def test_a_question_that_cannot_be_understood_is_refused(query: str, here: World) -> None:
    assert here.program("viewer").get(f"/api/v1/mentions?{query}").status_code == 422


@pytest.mark.parametrize(("number", "status"), [("99", 404), ("0", 422), ("x", 422), ("9" * 30, 422)])
def test_a_mention_that_is_not_there_is_told_so(number: str, status: int, here: World) -> None:
    assert here.program("viewer").get(f"/api/v1/mentions/{number}").status_code == status


def test_a_site_tells_how_its_last_scan_ended(here: World) -> None:
    counts = {"pages": 2, "mentions": 4, "new": 4, "revised": 0, "withdrawn": 0, "confirmed": 0}
    ended = NOW + timedelta(minutes=1)
    row = scans.ScanRecord("acme-reviews", ended, "blocked", **counts, seconds=1.5, complete=False, error="it answered 429")
    with here.store.write() as tx:
        scans.record(tx, row)
    assert here.program("viewer").get("/api/v1/sites").json()["items"] == [
        {
            "site": "acme-reviews",
            "url": "https://reviews.example/acme",
            "brand": "Acme",
            "status": "watched",
            "every": 21600,
            "verdict": "blocked",
            "scanned": "2026-11-23T09:01:00Z",
            "mentions": 4,
            "error": "it answered 429",
        },
        {
            "site": "acme-forum",
            "url": "https://forum.example/acme",
            "brand": "Acme",
            "status": "watched",
            "every": 21600,
            "verdict": "never_ran",
            "scanned": None,
            "mentions": None,
            "error": "",
        },
    ]


@pytest.mark.parametrize("role", Role)
def test_a_program_can_ask_what_it_may(role: Role, here: World) -> None:
    person = STAFF[role]
    assert here.program(role).get("/api/v1/me").json() == {
        "login": person.login,
        "name": person.name,
        "role": role.value,
        "may": [right for right in MAY if may(person, right)],
        "scopes": [scope.value for scope in Scope],
    }
