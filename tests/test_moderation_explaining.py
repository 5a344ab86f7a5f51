"""Why a case is due when it is, in every door: market, pauses, delays, promises, and the steps that come (A3, A8, B6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from moderation.case import Act
from moderation.desk import answering, terms
from moderation.explaining import Explained, explain, explanation_document, market_words
from moderation.queue import case_view
from moderation.rulebook import Rulebook
from moderation.store.engine import Store
from tests.door import NOW as DOOR_NOW
from tests.door import world
from tests.office import Office
from tests.people import ANNA, BOOK, BORIS, DAY, HOUR, NOW, REPLY, a_book, a_case, hire, some_tags
from tests.test_moderation_web_texts import Browser

MARKET = a_book(
    markets=[{"when": {"languages": ["lv"], "sites": ["opinions"]}, "hours": {"holidays": "LV"}}],
    ladder={
        "climbs": {name: {"L2": 1.0, "L3": 1.5} for name in ("critical", "high", "normal", "low")},
        "owners": [{"L1": "anna", "L2": ["vera", "role:approver"], "L3": "role:admin"}],
    },
)


def of(store: Store, n: int, kind: str, book: Rulebook = BOOK, now: datetime = NOW) -> Explained:
    found = explain(case_view(store, n, book, now), book)
    return next(one for one in found.clocks if one.clock.kind == kind)


def test_it_works(sqlite_store: Store) -> None:
    hire(sqlite_store)
    n = a_case(sqlite_store, tags=some_tags(language="lv"))
    found = explain(case_view(sqlite_store, n, MARKET, NOW), MARKET)
    assert (found.severity, market_words(found.market)) == ("normal", "sites: opinions; languages: lv")
    reply = of(sqlite_store, n, "reply", MARKET)
    assert [(step.act, step.level, step.owners) for step in reply.coming] == [
        (Act.WARN, 0, ()),
        (Act.ESCALATE, 2, ("vera", "role:approver")),
        (Act.ESCALATE, 3, ("role:admin",)),
    ]
    assert reply.coming[0].at == reply.clock.warns
    assert reply.coming[1].at == reply.clock.due
    assert explain(case_view(sqlite_store, n, BOOK, NOW), BOOK).market is None


def test_a_pause_that_was_ended_early_keeps_its_limit(sqlite_store: Store) -> None:
    n = a_case(sqlite_store)
    terms.wait(sqlite_store, ANNA, n, book=BOOK, now=NOW, until=NOW + 2 * DAY, why="asked for the number")
    (whole,) = of(sqlite_store, n, "reply").stops
    assert (whole.early, whole.limit) == (False, NOW + 2 * DAY)
    terms.resume(sqlite_store, BORIS, n, book=BOOK, now=NOW + HOUR)
    (stop,) = of(sqlite_store, n, "reply").stops
    assert (stop.early, stop.ends, stop.limit, stop.by, stop.why) == (
        True, NOW + HOUR, NOW + 2 * DAY, "anna", "asked for the number",
    )  # fmt: skip


def test_a_delay_is_told_with_its_reason_at_the_clock_that_it_moved(sqlite_store: Store) -> None:
    n = a_case(sqlite_store)
    due = of(sqlite_store, n, "reply").clock.due
    terms.delay(sqlite_store, ANNA, n, book=BOOK, now=NOW + HOUR, until=NOW + 9 * DAY, why="the part is on its way")
    reply = of(sqlite_store, n, "reply")
    assert reply.clock.planned == due
    assert [(one.until, one.why, one.by) for one in reply.delays] == [(NOW + 9 * DAY, "the part is on its way", "anna")]
    terms.promise(sqlite_store, ANNA, n, book=BOOK, now=NOW + HOUR, until=NOW + DAY)
    terms.delay(sqlite_store, BORIS, n, book=BOOK, now=NOW + 2 * HOUR, until=NOW + 3 * DAY, why="the bank is closed")
    promise = of(sqlite_store, n, "promise")
    assert (promise.promised_by, [one.why for one in promise.delays]) == ("anna", ["the bank is closed"])
    assert len(of(sqlite_store, n, "reply").delays) == 1


def test_what_happened_already_does_not_come_again(sqlite_store: Store) -> None:
    from moderation import clockwork

    hire(sqlite_store)
    n = a_case(sqlite_store)
    clockwork.tick(sqlite_store, BOOK, NOW + 2 * DAY)
    view = case_view(sqlite_store, n, BOOK, NOW + 2 * DAY)
    coming = [step for one in explain(view, BOOK).clocks for step in one.coming]
    assert view.state.level == 3
    assert coming == []


def test_the_command_says_all_of_it(office: Office) -> None:
    n = a_case(office.store)
    terms.wait(office.store, ANNA, n, book=BOOK, now=NOW, until=NOW + DAY, why="asked for the number")
    terms.resume(office.store, ANNA, n, book=BOOK, now=NOW + HOUR)
    terms.delay(office.store, ANNA, n, book=BOOK, now=NOW + HOUR, until=NOW + 9 * DAY, why="the part is on its way")
    office.at(NOW + 2 * HOUR)
    out = office.out("deadline", str(n))
    for said in (
        "severity normal, terms for everybody",
        "waiting from Mon 2026-11-23 11:00 to Mon 2026-11-23 12:00 (ended early, its limit was Tue 2026-11-24 11:00), by anna",
        "was due Tue 2026-11-24 18:00 before it was delayed",
        "delayed to Wed 2026-12-02 11:00 on Mon 2026-11-23 12:00, by anna: the part is on its way",
        "warns Mon 2026-11-23 13:00",
        "level 2 at Mon 2026-11-23 14:00: role:supervisor",
        "level 3 at Mon 2026-11-23 16:00: role:admin",
    ):
        assert said in out, (said, out)
    found = office.json("deadline", str(n))
    reply = found["clocks"][1]
    assert reply["delays"][0]["why"] == "the part is on its way"
    assert reply["pauses"][0]["limit"] == "2026-11-24T09:00:00Z"
    assert reply["steps"][-1]["owners"] == ["role:admin"]
    assert found["market"] is None


def test_the_api_and_the_page_say_it_too(sqlite_store: Store, tmp_path: Path) -> None:
    made = world(sqlite_store, tmp_path)
    view = case_view(made.store, 1, made.book, DOOR_NOW)
    answer = made.program("viewer").get("/api/v1/cases/1/deadline")
    assert answer.json() == explanation_document(explain(view, made.book), DOOR_NOW)
    assert made.program("viewer").get("/api/v1/cases/7/deadline").status_code == 404
    person = Browser(made)
    why = '<script>alert("why")</script>'
    person.post("/cases/1/wait", version="1", until="2026-11-24", why=why)
    page = person.get("/cases/1").text
    assert "Why then?" in page
    assert "The moderator stopped it from" in page
    assert "outside working hours" in page
    assert "It goes to level 2" in page
    assert why not in page


@pytest.mark.parametrize("language", ["ru", "uk", "lv"])
def test_the_page_explains_in_every_language(language: str, sqlite_store: Store, tmp_path: Path) -> None:
    made = world(sqlite_store, tmp_path)
    answering.reply(made.store, ANNA, 1, book=made.book, now=DOOR_NOW, text=REPLY)
    person = Browser(made)
    person.client.cookies.set("otklik_language", language)
    page = person.get("/cases/1").text
    for english in ("Why then?", "outside working hours", "Terms for everybody", "Did not count", "It goes to level"):
        assert english not in page


def test_a_calendar_that_was_edited_stands_in_the_history_of_the_page(sqlite_store: Store, tmp_path: Path) -> None:
    from dataclasses import replace

    from moderation import clockwork
    from moderation.calendaring import WHY
    from tests.test_moderation_calendaring import CLOSED

    made = world(sqlite_store, tmp_path)
    clockwork.tick(made.store, made.book, DOOR_NOW)
    closed = replace(CLOSED, brands=made.book.brands)
    assert clockwork.tick(made.store, closed, DOOR_NOW + timedelta(minutes=1)).reckoned == (1,)
    page = Browser(made).get("/cases/1").text
    assert "Deadlines computed anew" in page
    assert WHY in page
    assert "Reply: <s>" in page
