"""Customers by the API: their history, links in pages, and every verb about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.proposing import propose
from moderation.store.engine import Store
from tests.door import World, mention, take_in, world

BODY = "Заказ № 4455-667 не приехал, звоните 8 (916) 123-45-67"


@pytest.fixture
def here(store: Store, tmp_path: Path) -> World:
    """Give an application with two cases of one person and one of somebody else."""
    made = world(store, tmp_path, cases=0)
    told = (mention(1, author="Игорь Шевченко", body=BODY), mention(2, author="Ihor Shevchenko", body="Опять хамство на кассе"))
    take_in(made, [*told, mention(3, author="Ilze", body="Slikti")])
    propose(store, made.now)
    return made


def test_it_works(here: World) -> None:
    client = here.program("moderator")
    (link,) = client.get("/api/v1/links").json()["items"]
    assert [post["author"] for post in link["posts"]] == ["Игорь Шевченко", "Ihor Shevchenko"]
    assert "[phone]" in link["posts"][0]["excerpt"]
    body = {"link": link["number"], "answer": "accept", "why": "the same voice"}
    done = client.post("/api/v1/cases/2/link", json=body, headers={"If-Match": '"1"'})
    assert (done.status_code, done.headers["etag"]) == (200, '"2"')
    found = client.get("/api/v1/cases/1/customer", params={"price": "40", "margin": "high"}).json()
    assert (found["complaints"], found["standing"]) == (2, "known")
    assert [fact["value"] for fact in found["facts"]] == ["4455-667", "[phone]"]
    assert found["budget"] == {"case": 30.0, "month": 300.0, "currency": "EUR"}
    assert found["allowance"]["offers"] == [{"give": "discount", "most": 4.0}, {"give": "voucher", "most": 10.0}]
    assert client.get("/api/v1/links").json() == {"items": [], "next": None}


def test_concede_and_merge_fill_the_case(here: World) -> None:
    client = here.program("moderator")
    given = {"amount": 7.5, "give": "voucher", "why": "late courier"}
    case = client.post("/api/v1/cases/1/concede", json=given, headers={"If-Match": "*"}).json()
    assert case["conceded"] == 7.5
    merged = client.post("/api/v1/cases/2/merge", json={"other": 1, "why": "one matter"}, headers={"If-Match": "*"}).json()
    assert (merged["merged_into"], merged["status"]) == (1, "dismissed")
    again = client.post("/api/v1/cases/2/merge", json={"other": 1, "why": "one matter"}, headers={"If-Match": "*"})
    assert again.status_code == 409


def test_a_restriction_takes_a_supervisor(here: World) -> None:
    body = {"what": "writing", "until": "2027-01-31T12:00:00+02:00", "why": "shouts"}
    moderator, supervisor = here.program("moderator"), here.program("supervisor")
    assert moderator.post("/api/v1/cases/1/restrict", json=body, headers={"If-Match": "*"}).status_code == 403
    assert supervisor.post("/api/v1/cases/1/restrict", json=body, headers={"If-Match": "*"}).status_code == 200
    lifted = supervisor.post("/api/v1/cases/1/restrict", json={"lift": 1, "why": "sorry"}, headers={"If-Match": "*"})
    assert lifted.json()["events"][-1]["data"]["op"] == "lift"
    assert [one["holds"] for one in moderator.get("/api/v1/cases/1/customer").json()["restrictions"]] == [False]


def test_what_was_told_is_noted_and_masked(here: World) -> None:
    client = here.program("supervisor")
    noted = client.post("/api/v1/cases/3/facts", json={"fact": "email", "value": "ilze@example.org"}, headers={"If-Match": "*"})
    assert noted.status_code == 200
    facts = client.get("/api/v1/cases/3/customer").json()["facts"]
    assert [(fact["fact"], fact["value"], fact["by"]) for fact in facts] == [("email", "[e-mail]", "the-supervisor")]


@pytest.mark.parametrize(
    ("verb", "body", "status"),
    [
        ("concede", {"amount": 7.555, "give": "voucher", "why": "x"}, 422),
        ("concede", {"amount": -1, "give": "voucher", "why": "x"}, 422),
        ("concede", {"amount": 1e300, "give": "voucher", "why": "x"}, 422),
        ("concede", {"amount": "NaN", "give": "voucher", "why": "x"}, 422),
        ("concede", {"amount": 5, "give": "money", "why": "x"}, 422),
        ("concede", {"amount": 500, "give": "voucher", "why": "x"}, 403),
        ("concede", {"amount": 5, "give": "voucher", "why": "x", "currency": "USD"}, 422),
        ("link", {}, 422),
        ("link", {"link": 1, "answer": "perhaps"}, 422),
        ("link", {"link": 99}, 404),
        ("link", {"link": 2**63}, 422),
        ("merge", {"other": 1, "why": "x"}, 409),
        ("merge", {"other": 99, "why": "x"}, 404),
        ("merge", {"other": 2}, 422),
        ("facts", {"fact": "colour", "value": "red"}, 422),
        ("facts", {"fact": "item", "value": " "}, 422),
        ("facts", {"fact": "item", "value": "x" * 301}, 422),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(here: World, verb: str, body: object, status: int) -> None:
    client, before = here.program("moderator"), here.dump()
    refused = client.post(f"/api/v1/cases/1/{verb}", json=body, headers={"If-Match": "*"})
    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json"), refused.text
    assert here.dump() == before


def test_links_come_in_pages(store: Store, tmp_path: Path) -> None:
    made = world(store, tmp_path, cases=0)
    for number in range(1, 6):
        names = (f"Игорь Шевченко {number}", f"Ihor Shevchenko {number}")
        take_in(
            made, [mention(10 * number + place, author=name, body=f"Дело {number} {place}") for place, name in enumerate(names)]
        )
    propose(store, made.now)
    client, seen, cursor = made.program("viewer"), [], ""
    for _ in range(3):
        page = client.get("/api/v1/links", params={"limit": 2, "cursor": cursor}).json()
        seen += [link["number"] for link in page["items"]]
        cursor = page["next"] or ""
    assert seen == [1, 2, 3, 4, 5]
    assert cursor == ""
    assert client.get("/api/v1/links?cursor=AAAA").status_code == 422


@pytest.mark.parametrize("query", ["price=x", "price=-1", "margin=huge", "colour=red"])
def test_a_question_that_cannot_be_understood_is_refused(here: World, query: str) -> None:
    client = here.program("viewer")
    assert client.get(f"/api/v1/cases/1/customer?{query}").status_code == 422
    assert client.get("/api/v1/cases/99/customer").status_code == 404
