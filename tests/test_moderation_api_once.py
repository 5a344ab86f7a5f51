"""Idempotency-Key: a request sent twice is carried out once, and gets the same answer twice."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from moderation import clockwork
from moderation.api import once as door_of_once
from moderation.store import once
from moderation.store.engine import Store
from moderation.store.tables.once import idempotency
from tests.door import NOW, TestClient, World, world
from tests.replysite import ReplySite
from tests.test_moderation_api_releases import ANY, CASE, door, site

__all__ = ["door", "site"]
KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"
TEXT = {"text": "Иван, посылка придёт завтра."}


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with one case."""
    return world(sqlite_store, tmp_path)


def reply(client: TestClient, key: str | None = KEY, body: Any = TEXT, match: str = "*", number: int = 1) -> Any:
    """Draft a reply, which a second time would draft a second one."""
    headers = {"If-Match": match} | ({} if key is None else {"Idempotency-Key": key})
    return client.post(f"/api/v1/cases/{number}/reply", json=body, headers=headers)


def acts(made: World, number: int = 1) -> list[str]:
    """Name what has happened to a case."""
    return [event["act"] for event in made.program("viewer").get(f"/api/v1/cases/{number}").json()["events"]]


def keys(made: World) -> list[Any]:
    """Give every key that is kept, and whether its request has ended."""
    with made.store.read() as tx:
        return [(row.login, row.key, row.ended_at is not None) for row in tx.execute(select(idempotency))]


def test_it_works(store: Store, tmp_path: Path) -> None:
    made = world(store, tmp_path)
    anna = made.program("moderator")
    first = reply(anna, match='"1"')
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert door_of_once.REPLAYED not in first.headers
    second = reply(made.program("moderator"), match='"1"')
    assert (second.status_code, second.headers["etag"], second.headers[door_of_once.REPLAYED]) == (200, '"2"', "true")
    assert second.json() == first.json()
    assert acts(made) == ["receive", "reply"]
    assert keys(made) == [("the-moderator", KEY, True)]


def test_without_a_key_every_request_is_a_new_one(here: World) -> None:
    anna = here.program("moderator")
    assert [reply(anna, None).status_code for _ in range(2)] == [200, 200]
    assert acts(here) == ["receive", "reply", "reply"]


def test_the_draft_writes_the_key_in_quotes_and_it_is_the_same_key(here: World) -> None:
    anna = here.program("moderator")
    reply(anna, f'"{KEY}"')
    assert reply(anna).headers[door_of_once.REPLAYED] == "true"


@pytest.mark.parametrize(
    "other", [{"body": {"text": "Другое"}}, {"match": '"2"'}, {"number": 2}], ids=["body", "version", "case"]
)
def test_a_key_is_for_one_request_only(other: dict[str, Any], here: World) -> None:
    anna = here.program("moderator")
    reply(anna)
    before = here.dump()
    refused = reply(anna, **other)
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert "was used for another request" in refused.json()["detail"]
    assert here.dump() == before


def test_everybody_has_keys_of_their_own(here: World) -> None:
    assert reply(here.program("moderator")).status_code == 200
    other = reply(here.program("supervisor"))
    assert (other.status_code, door_of_once.REPLAYED in other.headers) == (200, False)
    assert acts(here) == ["receive", "reply", "reply"]


def test_a_refusal_leaves_its_key_free(here: World) -> None:
    anna, before = here.program("moderator"), here.dump()
    assert reply(anna, match='"7"').status_code == 412
    assert reply(anna, body={"text": " "}).status_code == 422
    assert reply(anna, number=9).status_code == 404
    assert {name: rows for name, rows in here.dump().items() if name != "token"} == {
        name: rows for name, rows in before.items() if name != "token"
    }
    assert reply(anna, match='"1"').status_code == 200


@pytest.mark.parametrize("key", ["", " ", "a b", "ключ", "a" * 256, '""', "tab\there", "\x7f"])
def test_what_is_no_key_is_refused(key: str, here: World) -> None:
    anna, before = here.program("moderator"), here.dump()
    refused = anna.post(
        "/api/v1/cases/1/reply",
        json=TEXT,
        headers={"If-Match": "*", "Idempotency-Key": key.encode()},  # type: ignore[dict-item]
    )
    assert refused.status_code == 422
    assert "visible ASCII" in refused.json()["detail"]
    assert here.dump() == before


def test_two_keys_are_none(here: World) -> None:
    headers = [("If-Match", "*"), ("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    assert here.program("moderator").post("/api/v1/cases/1/reply", json=TEXT, headers=headers).status_code == 422  # type: ignore[arg-type]


def test_the_longest_key_is_taken(here: World) -> None:
    assert reply(here.program("moderator"), "~" * 255).status_code == 200


def test_a_key_can_be_used_anew_after_a_day_and_the_clock_removes_it(store: Store, tmp_path: Path) -> None:
    made = world(store, tmp_path)
    anna = made.program("moderator")
    reply(anna)
    made.now = NOW + timedelta(hours=24) - timedelta(seconds=1)
    clockwork.tick(store, made.book, made.now)
    assert reply(anna).headers[door_of_once.REPLAYED] == "true"
    made.now = NOW + timedelta(hours=24)
    assert door_of_once.REPLAYED not in reply(anna).headers
    assert acts(made).count("reply") == 2
    made.now = NOW + timedelta(hours=48)
    clockwork.tick(store, made.book, made.now)
    assert keys(made) == []


def test_a_request_that_still_runs_is_told_so(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = here.program("moderator")
    monkeypatch.setattr(door_of_once, "_running", {("the-moderator", KEY)})
    refused = reply(anna)
    assert (refused.status_code, refused.headers["retry-after"]) == (409, "1")
    assert "still running" in refused.json()["detail"]
    assert reply(here.program("supervisor")).status_code == 200


def test_twenty_at_once_are_carried_out_once(store: Store, tmp_path: Path) -> None:
    made = world(store, tmp_path)
    client, start, found = made.program("moderator"), threading.Barrier(20), []

    def send() -> None:
        start.wait()
        found.append(reply(client))

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in found} <= {200, 409}
    done = [answer for answer in found if answer.status_code == 200]
    assert sum(door_of_once.REPLAYED not in answer.headers for answer in done) == 1
    assert acts(made) == ["receive", "reply"]
    assert reply(client).json() == done[0].json()


def test_a_token_of_other_scopes_gets_no_answer_of_another(here: World) -> None:
    reply(here.program("moderator"))
    refused = reply(here.program("moderator", scopes=["read"]))
    assert (refused.status_code, list(refused.json())) == (422, ["type", "title", "status", "detail", "instance"])


def release(made: World) -> Any:
    """Let otklik post the reply."""
    return made.program("moderator").post(f"{CASE}/post", json={"release": True}, headers={**ANY, "Idempotency-Key": KEY})


def test_a_reply_posted_by_machine_is_posted_once(door: World, site: ReplySite) -> None:
    first, second = release(door), release(door)
    assert (first.status_code, second.status_code, second.headers[door_of_once.REPLAYED]) == (200, 200, "true")
    assert second.json() == first.json()
    assert len(site.ledger) == 1


def test_one_that_the_site_refused_may_be_sent_again(door: World, site: ReplySite) -> None:
    site.mode = "403"
    assert release(door).status_code == 409
    assert keys(door) == []
    site.mode = "ok"
    assert release(door).status_code == 200


def test_of_one_whose_process_died_nobody_sends_again(door: World, site: ReplySite) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(once, "keep", lambda *_: 1 / 0)
        assert release(door).status_code == 500
    assert len(site.ledger) == 1
    assert keys(door) == [("the-moderator", KEY, False)]
    assert "still running" in release(door).json()["detail"]
    door.now = NOW + once.STALE
    refused = release(door)
    assert (refused.status_code, len(site.ledger)) == (409, 1)
    assert "still running" not in refused.json()["detail"]
