"""The forms of a case: what they do, what they refuse, and that nothing typed is ever lost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from starlette.requests import Request

from config.errors import TryAgain
from moderation import auth
from moderation.case import Status
from moderation.desk import answering, ending
from moderation.queue import CaseView, case_view
from moderation.web.deeds import limit_of
from moderation.web.pages import error_page
from tests.door import World
from tests.htmlpage import Html
from tests.showcase import BORIS, DAY, VERA, logged_in

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytest_plugins = ("tests.webfixtures",)
LONG = 'Здравствуйте!\n\nВернём деньги до пятницы </textarea><script>alert(1)</script> & "спасибо"'


def submit(client: TestClient, number: int, act: str, version: int | str, **fields: str) -> tuple[int, Html, str]:
    """Send a form as a browser would; give the status, the page, and where it leads."""
    token = auth.csrf_of(client.cookies["otklik_session"])
    answer = client.post(f"/cases/{number}/{act}", data={"csrf": token, "version": str(version), **fields})
    return answer.status_code, Html(answer.text), answer.headers.get("location", "")


def now_of(made: World, number: int) -> CaseView:
    return case_view(made.store, number, made.book, made.now)


def test_it_works(full: World, anna: TestClient) -> None:
    status, _, location = submit(anna, 1, "acknowledge", 1, url="https://opinions.example/ozols#a1")
    assert (status, location) == (303, "/cases/1?done=acknowledge")
    assert now_of(full, 1).status is Status.ACKNOWLEDGED
    page = Html(anna.get(location).text)
    assert page.one("[role=status]").text() == "Acknowledged."


def test_the_whole_way_goes_through_forms(full: World, anna: TestClient) -> None:
    assert submit(anna, 2, "reply", 3, text="We are sorry.\r\n\r\nA new heater comes today.")[0] == 303
    assert now_of(full, 2).draft is not None
    assert now_of(full, 2).draft.text == "We are sorry.\n\nA new heater comes today."  # type: ignore[union-attr]
    assert submit(logged_in(full, "vera"), 2, "approve", 4)[0] == 303
    assert submit(anna, 2, "post", 5, url="https://forum.example/ozols#r2")[0] == 303
    assert now_of(full, 2).status is Status.REPLIED
    assert submit(anna, 2, "close", 6, why="Thanked on the telephone")[0] == 303
    assert now_of(full, 2).status is Status.CLOSED
    assert submit(anna, 2, "reopen", 7, why="It smokes again")[0] == 303
    assert [str(event.act) for event in now_of(full, 2).events[3:]] == ["reply", "approve", "post", "close", "reopen"]


def test_a_case_waits_goes_on_and_changes_hands(full: World, anna: TestClient) -> None:
    assert submit(anna, 1, "wait", 1, until="2026-11-30", why="The courier answers on Monday")[0] == 303
    pause = now_of(full, 1).state.waiting(full.now)
    assert pause is not None
    assert pause.ends == datetime(2026, 11, 30, 21, 59, 59, tzinfo=UTC)  # the end of the day in Riga
    assert submit(anna, 1, "resume", 2, why="")[0] == 303
    assert submit(anna, 1, "assign", 3, owner="vera")[0] == 303
    assert now_of(full, 1).state.owner == "vera"
    assert submit(anna, 1, "dismiss", 4, why="Another Ozols")[0] == 303
    assert now_of(full, 1).status is Status.DISMISSED


def test_a_stale_form_keeps_the_text_and_says_who_was_faster(full: World, anna: TestClient) -> None:
    answering.acknowledge(full.store, BORIS, 4, book=full.book, now=full.now)
    status, page, _ = submit(anna, 4, "reply", 2, text=LONG)
    assert status == 409
    assert "Boris Ozols" in page.one("#problem").text()
    assert "Acknowledged" in page.one("#problem").text()
    assert page.one("#reply-text").text() == LONG
    assert page.one("#reply input[name=version]").attributes["value"] == "3"
    assert now_of(full, 4).draft is None
    assert submit(anna, 4, "reply", 3, text=LONG)[0] == 303


def test_a_text_whose_form_is_gone_is_kept_to_be_copied(full: World, anna: TestClient) -> None:
    ending.dismiss(full.store, VERA, 4, why="Not ours", book=full.book, now=full.now)
    status, page, _ = submit(anna, 4, "reply", 2, text=LONG)
    assert status == 409
    assert page.css_first("#reply") is None
    kept = page.one("textarea#kept")
    assert kept.text().strip() == LONG
    assert "readonly" in kept.attributes


@pytest.mark.parametrize(
    ("number", "act", "version", "fields", "status", "sentence"),
    [
        (1, "close", 1, {"why": LONG}, 409, "dismiss it if it is no complaint"),
        (1, "dismiss", 1, {"why": " "}, 409, "without a reason"),
        (1, "acknowledge", 1, {"url": "javascript:alert(1)"}, 422, "is not an address"),
        (1, "reply", 1, {"text": "  "}, 422, "the text is empty"),
        (1, "wait", 1, {"until": "tomorrow", "why": LONG}, 422, '"tomorrow" is not a date'),
        (1, "wait", 1, {"until": "2026-11-01", "why": LONG}, 422, "has passed already"),
        (1, "assign", 1, {"owner": "stranger"}, 422, 'there is no person "stranger"'),
        (3, "approve", 3, {}, 403, "anna is a moderator and may not approve"),
        (1, "reply", "", {"text": LONG}, 422, "does not say which state"),
        (1, "reply", "9" * 40, {"text": LONG}, 422, "does not say which state"),
    ],
)
def test_a_refusal_is_a_sentence_and_keeps_the_text(
    full: World, anna: TestClient, number: int, act: str, version: int | str, fields: dict[str, str], status: int, sentence: str
) -> None:
    before = now_of(full, number).version
    found, page, _ = submit(anna, number, act, version, **fields)
    assert found == status
    assert sentence in page.one("#problem").text()
    assert now_of(full, number).version == before
    shown = [node.text().strip() for node in page.css("textarea")] + [node.attributes.get("value") for node in page.css("input")]
    for text in fields.values():
        assert not text.strip() or act == "assign" or text in shown
    assert page.css("script:not([src])") == []


@pytest.mark.parametrize(
    "act", ["acknowledge", "reply", "approve", "post", "wait", "resume", "assign", "close", "dismiss", "reopen"]
)
def test_a_viewer_changes_nothing(full: World, act: str) -> None:
    before = full.dump()
    guest = logged_in(full, "guest")
    fields = {"text": "x", "why": "x", "until": "2026-11-30", "owner": "guest"}
    for number in (1, 3, 6, 9):
        status, page, _ = submit(guest, number, act, now_of(full, number).version, **fields)
        assert status == 403
        assert "guest is a viewer" in page.one("#problem").text()
    after = full.dump()
    assert {name: after[name] for name in ("cases", "event", "reply")} == {
        name: before[name] for name in ("cases", "event", "reply")
    }


def test_an_act_that_nobody_knows_is_not_found(anna: TestClient) -> None:
    assert submit(anna, 1, "confirm", 1)[0] == 404
    assert submit(anna, 99, "reply", 1, text="x")[0] == 404


def test_a_session_that_ended_while_writing_gives_the_text_back(full: World, anna: TestClient) -> None:
    full.now += DAY
    status, page, _ = submit(anna, 4, "reply", 2, text=LONG)
    assert status == 401
    assert page.one("textarea#kept").text().strip() == LONG
    assert page.one("main a").attributes["href"] == "/login"
    assert now_of(full, 4).draft is None


def test_a_locked_database_gives_the_text_back(full: World, anna: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object, **__: object) -> None:
        raise TryAgain("the database has been locked by another program for 30 s. Try again later")

    monkeypatch.setattr("moderation.store.cases.claim_version", locked)
    status, page, _ = submit(anna, 4, "reply", 2, text=LONG)
    assert status == 503
    assert page.one("#reply-text").text() == LONG


def test_what_a_refused_request_held_can_be_given_back(full: World) -> None:
    scope = {"type": "http", "app": full.app, "headers": [], "method": "POST", "path": "/cases/1/reply", "query_string": b""}
    request = Request(scope)
    request.state.typed = {"csrf": "secret", "version": "1", "text": LONG, "why": "", "url": "https://a.example/"}
    page = Html(bytes(error_page(request, 403, "not carried out").body).decode())
    assert page.one("textarea#kept").text().split("\nhttps")[0] == LONG
    assert "secret" not in page.one("main").text()


def test_a_form_of_another_session_changes_nothing(full: World, anna: TestClient) -> None:
    token = auth.csrf_of("another session")
    answer = anna.post("/cases/1/acknowledge", data={"csrf": token, "version": "1"})
    assert answer.status_code == 403
    assert now_of(full, 1).version == 1


@pytest.mark.parametrize("date", ["", "2026-13-01", "30.11.2026", "0001-01-01x", "9999-12-32", "\u0661"])
def test_a_date_that_is_none_is_refused(date: str) -> None:
    from config.errors import UsageError

    with pytest.raises(UsageError, match="Write it as 2026-11-30"):
        limit_of("until", date, "Europe/Riga")


def test_a_day_ends_at_its_own_midnight_when_the_clocks_change() -> None:
    assert limit_of("until", "2026-10-25", "Europe/Riga") == datetime(2026, 10, 25, 21, 59, 59, tzinfo=UTC)
    assert limit_of("until", "2026-10-24", "Europe/Riga") == datetime(2026, 10, 24, 20, 59, 59, tzinfo=UTC)
