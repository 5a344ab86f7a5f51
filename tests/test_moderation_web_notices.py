"""The page of notices: what concerns me, a count in the header, seen marks, and where it goes by mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation import noticing, staff
from moderation.desk import owners
from moderation.people import Role
from moderation.store.engine import Store
from tests.door import NOW, STAFF, World, world
from tests.test_moderation_web_texts import Browser

ANNA, BORIS = STAFF[Role.MODERATOR], STAFF[Role.SUPERVISOR]


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with two cases, both given to the moderator."""
    made = world(sqlite_store, tmp_path, cases=2)
    for n in (1, 2):
        owners.assign(made.store, BORIS, n, book=made.book, now=NOW, owner=ANNA.login)
    return made


def test_it_works(here: World) -> None:
    anna = Browser(here)
    assert 'aria-label="Notices: 2 new"' in anna.get("/").text
    page = anna.get("/notices").text
    assert page.count("The supervisor gave it to you") == 2
    assert 'href="/cases/1"' in page
    assert noticing.unread(here.store, ANNA) == 2, "to look at the page changes nothing"
    assert anna.post("/notices/seen", case="1").headers["location"] == "/notices"
    assert 'aria-label="Notices: 1 new"' in anna.get("/notices").text
    newest = noticing.inbox(here.store, ANNA)[0].id
    anna.post("/notices/seen", upto=str(newest))
    assert "Nothing new" in anna.get("/notices").text
    assert anna.get("/notices?seen=1").text.count("The supervisor gave it to you") == 2
    assert 'class="count"' not in anna.get("/notices").text


def test_the_address_is_kept_and_a_bad_one_is_given_back(here: World) -> None:
    anna = Browser(here)
    assert anna.post("/notices/mail", mail="anna@example.org", language="lv").status_code == 303
    page = anna.get("/notices?kept=1").text
    assert 'value="anna@example.org"' in page
    assert 'value="lv" lang="lv" selected' in page
    again = anna.post("/notices/mail", mail="<b>anna", language="")
    assert again.status_code == 422
    assert "&lt;b&gt;anna" in again.text
    assert "<b>anna" not in again.text
    assert staff.mailboxes(here.store)[ANNA.login].mail == "anna@example.org"


@pytest.mark.parametrize("fields", [{}, {"upto": "x"}, {"case": "-1"}, {"upto": "9" * 30}])
def test_a_form_that_names_nothing_marks_nothing(fields: dict[str, str], here: World) -> None:
    assert Browser(here).post("/notices/seen", **fields).status_code == 422
    assert noticing.unread(here.store, ANNA) == 2


def test_a_long_list_comes_in_pages_and_a_reason_is_no_mark_up(here: World) -> None:
    for _ in range(30):
        for login in ("the-approver", ANNA.login):
            owners.assign(here.store, BORIS, 1, book=here.book, now=NOW, owner=login)
    owners.escalate(here.store, ANNA, 1, book=here.book, now=NOW, why="<script>alert(1)</script>")
    anna = Browser(here)
    page = anna.get("/notices").text
    assert page.count('class="row new"') == 50
    more = page.rpartition('class="next" href="')[2].partition('"')[0]
    assert 0 < anna.get(more).text.count('class="row new"') < 50
    boss = Browser(here, Role.SUPERVISOR).get("/notices").text
    assert "&lt;script&gt;" in boss
    assert "<script>alert" not in boss


@pytest.mark.parametrize("language", ["ru", "uk", "lv"])
def test_it_speaks_every_language(language: str, here: World) -> None:
    anna = Browser(here)
    anna.client.cookies.set("otklik_language", language)
    page = anna.get("/notices").text
    for english in ("Notices", "gave it to you", "Mark all as seen", "Your mail address"):
        assert english not in page


def test_the_page_says_that_no_mail_is_sent_where_that_is_so(here: World) -> None:
    assert "No mail is sent here now" in Browser(here).get("/notices").text
