"""The lint on the page of a case: a button that keeps the typed text, findings under the draft, and a supervisor's reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moderation.case import Status
from tests.door import World
from tests.htmlpage import Html
from tests.showcase import logged_in
from tests.test_moderation_web_acting import now_of, submit

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytest_plugins = ("tests.webfixtures",)
BAD = "Вы сами виноваты, {{name}} <b>"


def findings(page: Html) -> str:
    return page.one(".findings").text()


def test_it_works(full: World, anna: TestClient) -> None:
    before = now_of(full, 1).version
    status, page, _ = submit(anna, 1, "check", before, text=BAD)
    assert status == 200
    assert BAD in page.one("#reply-text").text()
    told = findings(page)
    assert "Must be changed" in told
    assert "Вы сами виноваты" in told
    assert "say what happened without saying whose fault it was" in told
    assert "Not saved" not in page.one("main").text()
    assert now_of(full, 1).version == before  # to check changes nothing


def test_a_text_without_findings_is_told_to_have_none(full: World, anna: TestClient) -> None:
    text = (
        "Здравствуйте! Простите за задержку. Мы проверили заказ. Деньги вернём до 27 ноября. Звоните нам: 8 800 250-10-10. "
        "Если ответ не устроит, обратитесь к директору."
    )
    language = now_of(full, 1).mention.language
    status, page, _ = submit(anna, 1, "check", 1, text=text)
    assert status == 200
    if language == "ru":
        assert "The check found nothing." in page.one("main").text()


def test_what_blocks_is_not_posted_and_a_supervisor_says_why(full: World, anna: TestClient) -> None:
    version = now_of(full, 1).version
    assert submit(anna, 1, "reply", version, text=BAD)[0] == 303
    drafted = now_of(full, 1)
    shown = Html(anna.get("/cases/1").text)
    assert "Вы сами виноваты" in findings(shown)
    assert not shown.css("[name=despite]")
    status, page, _ = submit(anna, 1, "post", drafted.version)
    assert status == 409
    assert "its reply cannot be posted like this" in page.one("#problem").text()
    assert now_of(full, 1).status is not Status.REPLIED
    boris = logged_in(full, "boris")
    assert Html(boris.get("/cases/1").text).one("[name=despite]")
    act = "approve" if drafted.approval else "post"
    assert submit(boris, 1, act, drafted.version, despite="The customer knows")[0] == 303
    assert now_of(full, 1).events[-1].data["despite"] == "accusation,variable"


@pytest.mark.parametrize(("text", "status"), [("", 422), ("я" * 60_000, 422)])
def test_what_cannot_be_checked_is_refused_and_kept(full: World, anna: TestClient, text: str, status: int) -> None:
    found, page, _ = submit(anna, 1, "check", 1, text=text)
    assert found == status
    assert "lint: the text" in page.one("#problem").text()


def test_who_may_only_look_does_not_check(full: World, anna: TestClient) -> None:
    guest = logged_in(full, "guest")
    assert submit(guest, 1, "check", 1, text="x")[0] == 403
    assert submit(anna, 99, "check", 1, text="x")[0] == 404


def test_findings_speak_the_language_of_the_page(full: World, anna: TestClient) -> None:
    anna.cookies.set("otklik_language", "lv")
    _, page, _ = submit(anna, 1, "check", 1, text=BAD)
    assert "Jāizlabo" in findings(page)
    assert "Tas apsūdz klientu." in findings(page)
