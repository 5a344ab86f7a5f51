"""Plans of stages and departments by the API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from moderation.store.engine import Store
from tests.door import TestClient, World, world


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with one case, about delivery."""
    return world(sqlite_store, tmp_path)


def act(client: TestClient, verb: str, body: dict[str, Any], number: int = 1, match: str = "*") -> Any:
    return client.post(f"/api/v1/cases/{number}/{verb}", json=body, headers={"If-Match": match})


def test_it_works(store: Store, tmp_path: Path) -> None:
    anna = world(store, tmp_path).program("moderator")
    plans = anna.get("/api/v1/cases/1/plans").json()["items"]
    assert [(plan["name"], plan["fits"]) for plan in plans][:2] == [("courier-inquiry", True), ("legal-claim", False)]
    assert plans[0]["stages"][0]["due"] == "2026-11-23T11:00:00Z"
    taken = act(anna, "stage", {"op": "plan", "plan": plans[0]["name"]}, match='"1"').json()
    assert [stage["name"] for stage in taken["stages"]] == [
        "Ask the courier",
        "Find the parcel",
        "Deliver or replace it",
        "Ask the customer",
    ]
    assert [stage["due"] for stage in taken["stages"]] == [stage["due"] for stage in plans[0]["stages"]]
    done = act(anna, "stage", {"op": "done", "why": "they look for it"}, match='"2"').json()
    assert (done["stages"][0]["state"], done["stages"][0]["result"]) == ("done", "they look for it")
    assert "stage" in {clock["clock"] for clock in done["clocks"]}
    handed = act(anna, "handover", {"department": "delivery", "why": "find it", "text": "Коллеги!"}, match='"3"').json()
    assert (handed["department"]["name"], handed["replies"][0]["kind"], handed["replies"][0]["state"]) == (
        "delivery",
        "handover",
        "notice",
    )
    assert "return" in handed["possible"]
    rows = anna.get("/api/v1/cases", params={"filter": "department:delivery"}).json()["items"]
    assert [(row["id"], row["department"]) for row in rows] == [(1, "delivery")]
    back = act(anna, "return", {"why": "it lies at the pick-up point"}, match='"4"').json()
    assert (back["department"], back["events"][-1]["act"], back["version"]) == (None, "return", 5)


def test_the_departments_are_listed_with_their_terms(here: World) -> None:
    found = here.program("viewer").get("/api/v1/departments").json()["items"]
    assert [one["name"] for one in found] == ["repair", "delivery", "shop", "accounting", "lawyers"]
    assert found[1]["term"] == 9 * 3600
    assert found[1]["title"]["lv"] == "Piegāde"


@pytest.mark.parametrize(
    ("verb", "body", "status", "said"),
    [
        ("stage", {"op": "burn"}, 422, "Input should be 'plan', 'add'"),
        ("stage", {"op": "plan", "plan": "x" * 201}, 422, "at most 200 characters"),
        ("stage", {"op": "plan", "plan": "x\0"}, 422, "U+0000"),
        ("stage", {"op": "plan", "plan": "moon"}, 404, 'there is no plan "moon"'),
        ("stage", {"op": "plan", "plan": "refund", "colour": "red"}, 422, "Extra inputs"),
        ("stage", {"op": "done", "stage": 0, "why": "x"}, 422, "greater than or equal to 1"),
        ("stage", {"op": "done", "why": "x"}, 409, "case 1 has no plan of stages"),
        ("stage", {"op": "add", "name": "x", "owner": "nobody", "due": "2026-12-01T12:00:00Z"}, 404, 'no person "nobody"'),
        ("stage", {"op": "add", "name": "x", "owner": "the-admin", "due": "2026-12-01T12:00:00"}, 422, "timezone"),
        ("stage", {"op": "add", "name": "x", "owner": "the-admin", "due": "2026-11-01T12:00:00Z"}, 422, "has passed already"),
        ("handover", {"department": "moon", "why": "x"}, 404, 'there is no department "moon"'),
        ("handover", {"department": "delivery"}, 422, "Field required"),
        ("handover", {"department": "delivery", "why": "  "}, 409, "without a reason"),
        ("handover", {"department": "delivery", "why": "x", "text": "Щ" * 60_000}, 422, "at most 100 kB"),
        ("return", {"why": "x"}, 409, "it is with no department"),
        ("return", {"why": "x", "where": "x"}, 422, "where is told of a stage"),
        ("return", {"why": "x", "stage": 0}, 422, "greater than or equal to 1"),
    ],
)
def test_a_refusal_is_a_problem_and_changes_nothing(here: World, verb: str, body: dict[str, Any], status: int, said: str) -> None:
    client, before = here.program("moderator"), here.dump()
    refused = act(client, verb, body)
    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert said in refused.text.replace('\\"', '"')
    assert here.dump() == before


def test_a_viewer_only_looks(here: World) -> None:
    viewer, before = here.program("viewer"), here.dump()
    assert act(viewer, "stage", {"op": "plan", "plan": "refund"}).status_code == 403
    assert act(viewer, "handover", {"department": "delivery", "why": "x"}).status_code == 403
    assert act(viewer, "return", {"why": "x"}).status_code == 403
    assert viewer.get("/api/v1/cases/1/plans").status_code == 200
    assert here.dump() == before
