"""What the staff write in their own words holds telephones and addresses: nobody sees them who may not (decision 7)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from moderation import noticing
from moderation.corrections import Change
from moderation.desk import correcting, customers, departments, owners, planning, terms
from moderation.discreet import discreet
from moderation.people import Role
from moderation.queue import case_view
from moderation.store.engine import Store
from tests.door import STAFF, World, routes, world

MAIL, PHONE = "olga@secret.example", "+371 29 123 456"
WHY = f"она звонила с {PHONE}, пишите на {MAIL}"
DAY = timedelta(days=1)
VIEWER, BOSS = STAFF[Role.VIEWER], STAFF[Role.SUPERVISOR]


@pytest.fixture
def noted(sqlite_store: Store, tmp_path: Path) -> World:
    """Give three cases about which the supervisor has noted down a telephone and an address wherever a reason is asked for."""
    made = world(sqlite_store, tmp_path, cases=3)
    given = {"book": made.book, "now": made.now}

    def act(deed: object, number: int, **details: object) -> None:
        deed(made.store, BOSS, number, **given, **details)  # type: ignore[operator]

    act(terms.wait, 1, until=made.now + 3 * DAY, why=WHY)
    act(terms.resume, 1, why=WHY)
    act(terms.delay, 1, until=made.now + 9 * DAY, why=WHY, text="Ответим позже.", settings=made.settings)
    act(terms.promise, 1, until=made.now + 5 * DAY, why=WHY)
    act(departments.handover, 1, department="repair", why=WHY)
    act(planning.stage, 1, op="add", name=f"Call {PHONE}", owner=STAFF[Role.MODERATOR].login, due=made.now + DAY)
    act(planning.stage, 1, op="done", stage=1, why=WHY, where=f"at {PHONE}")
    act(customers.restrict, 1, what="concessions", until=made.now + DAY, why=WHY)
    act(customers.note, 1, fact="item", value=WHY)
    act(customers.link, 1, other=3, why=WHY)
    act(correcting.correct, 1, change=Change(severity="high"), why=WHY)
    act(owners.assign, 2, owner=STAFF[Role.MODERATOR].login)
    act(owners.escalate, 2, why=WHY)
    return made


def test_it_works(noted: World) -> None:
    view = case_view(noted.store, 1, noted.book, noted.now)
    shown = discreet(view)
    assert {event.why for event in view.events if event.by == BOSS.login} >= {WHY}
    assert {event.why for event in shown.events if event.by == BOSS.login} == {"она звонила с [phone], пишите на [e-mail]", ""}
    assert [event.why for event in shown.events if event.by != BOSS.login] == [view.events[0].why], "a rule keeps its name"
    assert (shown.replies, shown.version, shown.possible) == (view.replies, view.version, view.possible)
    assert discreet(shown) == shown


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MODERATOR])
def test_no_page_shows_personal_data_that_a_reason_holds(noted: World, role: Role) -> None:
    browser = noted.browser(role)
    pages = {path: browser.get(path) for method, path in routes(noted.app) if method == "GET" and not path.startswith("/static")}
    assert noticing.unread(noted.store, STAFF[Role.MODERATOR]), "the notices are looked at with something in them"
    assert "[e-mail]" in pages["/cases/1"].text
    told = [path for path, page in pages.items() if MAIL in page.text or "29 123 456" in page.text]
    assert told == []


def test_no_document_holds_it_whoever_asks(noted: World) -> None:
    program = noted.program(Role.SUPERVISOR)
    found = {path: program.get(path) for method, path in routes(noted.app) if method == "GET" and path.startswith("/api/")}
    assert "[e-mail]" in found["/api/v1/cases/1"].text
    assert "[e-mail]" in found["/api/v1/cases/1/deadline"].text
    told = [path for path, answer in found.items() if MAIL in answer.text or "29 123 456" in answer.text]
    assert told == []


def test_who_may_see_personal_data_reads_the_reason_whole(noted: World) -> None:
    page = noted.browser(Role.SUPERVISOR).get("/cases/1").text
    assert MAIL in page
    assert PHONE in page


def test_a_refused_form_shows_no_more_than_the_page(noted: World) -> None:
    browser = noted.browser(Role.MODERATOR)
    page = browser.get("/cases/1").text
    csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
    form = {"csrf": csrf, "version": "2", "text": "Здравствуйте!"}
    answer = browser.post("/cases/1/reply", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 409
    assert "Здравствуйте!" in answer.text
    assert MAIL not in answer.text
