"""The JSON documents of cases, queue, mentions and sites."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from moderation.api import shapes
from moderation.desk import answering, terms
from moderation.documents import EXCERPT, case_document, mention_document, moment, queue_document, site_document
from moderation.filters import parse_filter
from moderation.people import Role
from moderation.queue import case_view, queue
from moderation.store import mentions
from moderation.store.engine import Store
from tests.door import NOW, SITE, STAFF, World, mention, take_in, world

ANNA, BORIS = STAFF[Role.MODERATOR], STAFF[Role.SUPERVISOR]


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path) -> World:
    """Give one case."""
    return world(sqlite_store, tmp_path)


def document(made: World) -> dict[str, object]:
    return case_document(case_view(made.store, 1, made.book, made.now))


def test_it_works(here: World) -> None:
    found = document(here)
    assert list(found) == [
        "id",
        "version",
        "status",
        "severity",
        "site",
        "brand",
        "marks",
        "language",
        "channel",
        "answered_by",
        "owner",
        "level",
        "department",
        "promise",
        "delayed_until",
        "stages",
        "resolution",
        "cause",
        "reaction",
        "conceded",
        "merged_into",
        "outcome",
        "received_at",
        "next",
        "clocks",
        "mention",
        "tags",
        "events",
        "replies",
        "draft",
        "possible",
    ]
    assert json.loads(json.dumps(found)) == found
    shapes.Case.model_validate(found)


def test_the_forms_that_the_api_describes_are_those_of_the_documents(here: World) -> None:
    (row,) = queue(here.store, parse_filter(""), here.now).rows
    shapes.QueueRow.model_validate(queue_document(row, here.now))
    with here.store.read() as tx:
        shapes.Mention.model_validate(mention_document(mentions.one(tx, 1)))
    shapes.Site.model_validate(site_document(SITE, None))


def test_the_texts_of_a_reply_name_their_states(here: World) -> None:
    def states() -> list[str]:
        return [reply["state"] for reply in document(here)["replies"]]

    common = {"book": here.book, "now": here.now}
    answering.reply(here.store, ANNA, 1, text="первый", **common)
    answering.reply(here.store, ANNA, 1, text="второй", **common)
    assert states() == ["replaced", "draft"]
    answering.approve(here.store, BORIS, 1, **common)
    assert states() == ["replaced", "approved"]
    answering.post(here.store, ANNA, 1, **common)
    assert states() == ["replaced", "posted"]
    answering.reply(here.store, ANNA, 1, text="третий", **common)
    assert states() == ["replaced", "posted", "draft"]


def test_personal_data_is_masked_wherever_the_site_wrote_it_and_nowhere_else(here: World) -> None:
    take_in(
        here, [mention(1, body="Новый текст, мой номер +371 29123456", headline="ivan@example.org", author="ivan@example.org")]
    )
    answering.reply(here.store, ANNA, 1, text="Пишите на help@acme.example", book=here.book, now=here.now)
    found = document(here)
    assert found["mention"]["author"] == found["mention"]["title"] == "[e-mail]"
    assert found["mention"]["text"] == "Новый текст, мой номер [phone]"
    assert [old["text"] for old in found["mention"]["revisions"]] == [
        "Третью неделю жду посылку, звоните [phone] или пишите [e-mail]"
    ]
    assert found["draft"]["text"] == "Пишите на help@acme.example"


@pytest.mark.parametrize("before", range(EXCERPT - 20, EXCERPT + 3))
def test_an_excerpt_shows_no_half_of_a_number(before: int, here: World) -> None:
    body = "слово " * 100
    take_in(here, [mention(2, body=body[:before] + " +371 29123456 " + body)])
    row = queue(here.store, parse_filter(""), here.now).rows[1]
    excerpt = queue_document(row, here.now)["excerpt"]
    assert len(excerpt) <= EXCERPT
    assert "29" not in excerpt


def test_a_row_is_late_when_its_clock_is_and_waits_while_it_does(here: World) -> None:
    common = {"book": here.book, "now": here.now}
    answering.acknowledge(here.store, ANNA, 1, **common)
    terms.wait(here.store, ANNA, 1, until=NOW + timedelta(days=1), why="ждём курьера", **common)
    (row,) = queue(here.store, parse_filter(""), here.now).rows
    assert queue_document(row, NOW)["waiting_until"] == "2026-11-24T09:00:00Z"
    assert queue_document(row, NOW)["next"]["late"] is False
    assert queue_document(row, NOW + timedelta(days=1))["waiting_until"] is None
    assert queue_document(row, NOW + timedelta(days=9))["next"]["late"] is True


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (None, None),
        (datetime(2026, 11, 23, 9, 0, 0, 999999, tzinfo=UTC), "2026-11-23T09:00:00Z"),
        (datetime(2026, 11, 23, 11, 0, tzinfo=timezone(timedelta(hours=2))), "2026-11-23T09:00:00Z"),
    ],
)
def test_times_are_in_utc_to_the_second(given: datetime | None, text: str | None) -> None:
    assert moment(given) == text
