"""Posting by machine, by the API."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.catalogue import Catalogue
from config.settings import ScanSettings
from moderation.people import Role
from moderation.store.engine import Store
from tests.door import SITE, World, world
from tests.replysite import ReplySite, reply_site

CASE = "/api/v1/cases/1"
ANY = {"If-Match": "*"}


@pytest.fixture
def site() -> Iterator[ReplySite]:
    """Give a site that takes replies."""
    with reply_site() as running:
        yield running


@pytest.fixture
def door(sqlite_store: Store, tmp_path: Path, site: ReplySite) -> World:
    """Give an application whose site has a connector, with one case whose reply is drafted."""
    made = world(sqlite_store, tmp_path)
    context = made.app.state.context
    connector = {"kind": "form", "url": site.url, "text_field": "text", "id_field": "post"}
    listed = type(SITE).model_validate({**SITE.model_dump(), "connector": connector})
    settings = context.settings.model_copy(update={"scan": ScanSettings(allow_private=(site.place,))})
    made.app.state.context = dataclasses.replace(context, catalogue=Catalogue((listed,)), settings=settings)
    drafted = made.program(Role.MODERATOR).post(f"{CASE}/reply", json={"text": "Простите"}, headers=ANY)
    assert drafted.status_code == 200
    return made


def test_it_works(door: World, site: ReplySite) -> None:
    client = door.program(Role.MODERATOR)
    answer = client.post(f"{CASE}/post", json={"release": True}, headers=ANY)
    assert (answer.status_code, answer.json()["status"]) == (200, "replied")
    assert [entry["text"] for entry in site.ledger] == ["Простите"]
    (found,) = client.get(f"{CASE}/releases").json()["items"]
    assert (found["state"], found["url"]) == ("released", f"http://{site.place}/ozols#answer-1")


def test_a_reply_in_doubt_is_decided_by_a_person(door: World, site: ReplySite) -> None:
    client = door.program(Role.MODERATOR)
    site.mode = "502"
    refused = client.post(f"{CASE}/post", json={"release": True}, headers=ANY)
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert client.get(f"{CASE}/releases").json()["items"][0]["state"] == "check"
    assert client.post(f"{CASE}/release", json={"stands": True}, headers=ANY).json()["status"] == "replied"
    assert client.post(f"{CASE}/release", json={"stands": True}, headers=ANY).status_code == 409
    assert len(site.ledger) == 1


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"{CASE}/post", {"release": True, "url": "https://a.example/"}, 422),
        (f"{CASE}/post", {"release": "perhaps"}, 422),
        (f"{CASE}/release", {}, 422),
        (f"{CASE}/release", {"stands": False}, 409),
        ("/api/v1/cases/9/release", {"stands": False}, 404),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    door: World, site: ReplySite, path: str, body: object, status: int
) -> None:
    client = door.program(Role.MODERATOR)
    before = door.dump()
    assert client.post(path, json=body, headers=ANY).status_code == status
    assert (door.dump(), site.ledger) == (before, [])


def test_only_who_may_post_releases(door: World, site: ReplySite) -> None:
    assert door.program(Role.VIEWER).post(f"{CASE}/post", json={"release": True}, headers=ANY).status_code == 403
    assert door.program(Role.MODERATOR).post(f"{CASE}/post", json={"release": True}).status_code == 428
    assert site.ledger == []
