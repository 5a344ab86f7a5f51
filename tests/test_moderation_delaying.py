"""A delay without a text drafts the notice, and the customer is owed it until it is handed in (A5)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from config.errors import Impossible
from moderation import drafts
from moderation.delaying import owed
from moderation.desk import terms
from moderation.moments import end_of_day
from moderation.people import Role
from moderation.queue import CaseView, case_view
from moderation.store.engine import Store
from tests.door import STAFF, world
from tests.office import Office
from tests.people import ANNA, BOOK, BORIS, DAY, HOUR, NOW, a_book, a_case, hire, settings
from tests.test_moderation_web_texts import Browser

WHY, UNTIL = "запчасть едет со склада", NOW + 9 * DAY
CONTACTS = a_book(contacts=[{"who": "отдел заботы", "phone": "+371 60000000", "higher": "Лига Калниня"}])


def delay(store: Store, n: int, **changes: Any) -> CaseView:
    given = {"book": CONTACTS, "now": NOW, "until": UNTIL, "why": WHY, "settings": settings(), **changes}
    return terms.delay(store, changes.pop("person", ANNA), n, **{key: one for key, one in given.items() if key != "person"})


def kept(store: Store, n: int) -> str | None:
    found = drafts.load(store, ANNA, n, kind="delay")
    return None if found is None else found.text


def test_it_works(store: Store) -> None:
    hire(store)
    n = a_case(store)
    view = delay(store, n)
    text = kept(store, n)
    assert text is not None
    for said in (WHY, "до 2 декабря", "отдел заботы, +371 60000000", "Лига Калниня", "Anna Liepa", "{{step}}"):
        assert said in text
    assert owed(view.events) is not None
    done = delay(store, n, text=text.replace("{{step}}", "чиним чайник"), now=NOW + HOUR)
    assert owed(done.events) is None
    assert (done.state.delays, done.state.delayed_until) == (1, UNTIL), "the notice is no second delay"
    assert done.replies[-1].kind == "delay"
    assert kept(store, n) is None, "it has been handed in"
    assert [clock.due for clock in done.clocks] == [clock.due for clock in view.clocks]


def test_an_own_text_is_never_written_over_nor_lost(store: Store) -> None:
    hire(store)
    n = a_case(store)
    drafts.save(store, ANNA, n, "моё начало", now=NOW, kind="delay")
    delay(store, n)
    assert kept(store, n) == "моё начало"


def test_with_a_text_nothing_is_drafted_and_nothing_is_owed(store: Store) -> None:
    hire(store)
    n = a_case(store)
    assert owed(delay(store, n, text="Ещё два дня").events) is None
    assert kept(store, n) is None


def test_the_same_date_is_taken_only_with_the_notice_that_is_owed(store: Store) -> None:
    hire(store)
    n = a_case(store)
    delay(store, n)
    for changes in ({}, {"text": "Ещё", "until": UNTIL - timedelta(seconds=1)}):
        with pytest.raises(Impossible, match="needs a later date"):
            delay(store, n, **changes)
    delay(store, n, text="Ещё два дня")
    with pytest.raises(Impossible, match="needs a later date"):
        delay(store, n, text="Ещё раз")
    assert case_view(store, n, CONTACTS, NOW).state.delays == 1


def test_the_notice_of_a_promise_that_was_moved_goes_the_same_way(store: Store) -> None:
    hire(store)
    n = a_case(store)
    terms.promise(store, ANNA, n, book=CONTACTS, now=NOW, until=NOW + DAY)
    delay(store, n)
    done = delay(store, n, text="Ещё неделя")
    assert done.state.promise is not None
    assert (done.state.promise.due, done.state.delays, owed(done.events)) == (UNTIL, 1, None)
    assert delay(store, n, until=UNTIL + DAY, person=BORIS).state.delays == 2


def test_a_refused_delay_drafts_nothing(store: Store) -> None:
    hire(store)
    n = a_case(store)
    with pytest.raises(Impossible):
        delay(store, n, until=NOW + HOUR)
    assert kept(store, n) is None


def test_a_reason_made_of_places_is_not_filled_again(store: Store) -> None:
    hire(store)
    n = a_case(store)
    delay(store, n, why="{{higher}} " + "x" * 1900)
    assert "{{higher}} xxx" in str(kept(store, n))


def test_the_command_drafts_it_and_says_what_to_do(office: Office) -> None:
    a_case(office.store)
    _, out, err = office.run("delay", "1", "--until", "2026-12-02", "--why", WHY, "--as", "anna")
    assert out == "case 1: delay recorded, now received\n"
    assert "the notice is drafted: otklik draft 1 --kind delay" in err
    assert WHY in office.out("draft", "1", "--kind", "delay", "--as", "anna")
    done = office.json("delay", "1", "--until", "2026-12-02", "--why", WHY, "--as", "anna", "--text", "Ещё неделя")
    assert done["replies"][-1]["kind"] == "delay"
    assert case_view(office.store, 1, BOOK, NOW).state.delayed_until == end_of_day(UNTIL.date(), "Europe/Riga")


def test_the_api_and_the_page_draft_it_and_the_page_asks_for_it(sqlite_store: Store, tmp_path: Path) -> None:
    made = world(sqlite_store, tmp_path)
    person = Browser(made)
    sent = {"version": "1", "until": "2026-12-02", "why": WHY, "text": "", "url": ""}
    assert person.post("/cases/1/delay", **sent).status_code == 303
    page = person.get("/cases/1").text
    assert "the customer has had no notice of it yet" in page
    assert 'name="until" type="date" required min="2026-11-23" value="2026-12-02"' in page
    text = drafts.load(made.store, STAFF[Role.MODERATOR], 1, kind="delay")
    assert text is not None
    assert WHY in page
    assert person.post("/cases/1/delay", **{**sent, "version": "2", "text": text.text}).status_code == 303
    assert "the customer has had no notice of it yet" not in person.get("/cases/1").text
    program = made.program("supervisor")
    body = {"until": "2026-12-10T12:00:00+02:00", "why": WHY}
    assert program.post("/api/v1/cases/1/delay", json=body, headers={"If-Match": "*"}).status_code == 200
    assert WHY in program.get("/api/v1/cases/1/draft?kind=delay").json()["text"]
