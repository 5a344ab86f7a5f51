"""Corrections and thanks through the command line, the API and the pages."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.items import Batch, Rating
from moderation import auth, intake
from moderation.store import judging
from moderation.store.engine import Store
from tests.door import SITE as ACME
from tests.door import World, mention, world
from tests.office import Office
from tests.people import PRAISE, a_mention, some_tags, take

ODD = "<b>Ольга</b> \x1b[31m"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Any) -> World:
    """Give an application with case 1 (mention 1) and praise (mention 2)."""
    made = world(sqlite_store, tmp_path)
    praise = mention(2, rating=Rating(5.0), body="Спасибо, всё отлично", author="Ольга", replies=())
    planned = intake.plan(made.store, Batch(ACME.name, ACME.url, (praise,)))
    intake.take_in(made.store, planned, [PRAISE], site=ACME, book=made.book, now=made.now)
    return made


def form(browser: Any, **fields: Any) -> dict[str, Any]:
    return {"csrf": auth.csrf_of(browser.cookies["otklik_session"]), **fields}


def correcting_form(browser: Any, **changes: Any) -> dict[str, Any]:
    """Fill the form of the praise as the page shows it."""
    shown = {"sentiment": "positive", "complaint": "no", "topics": "", "risks": "", "severity": "", "brand": "Acme", "why": ""}
    return form(browser, **{**shown, **changes})


def test_cli_corrects_a_case_and_explains_it(office: Office) -> None:
    take(office.store, [a_mention()])
    assert office.out(
        "correct", "1", "--severity", "high", "--topics", "trust, delivery", "--why", "swindle", "--as", "anna"
    ) == ("case 1: correct recorded, now received\n")
    lines = office.out("triage", "--explain", "1").splitlines()
    assert lines[-1] == (
        "2026-11-23 09:00 UTC: anna corrected topics from delivery to trust+delivery, severity from normal to high: swindle"
    )
    found = office.json("triage", "--explain", "1")
    assert [one["changed"] for one in found["corrections"]] == [["topics", "severity"]]
    assert found["reassessed"] == []
    assert found["facts"]["topics"] == ["trust", "delivery"]


def test_cli_explains_what_an_edit_raised(office: Office) -> None:
    take(office.store, [a_mention()])
    from classifier.labels import Label

    take(office.store, [a_mention(body="Подаю в суд")], some_tags(risks=(Label("legal_threat", 0.9),)))
    assert office.out("triage", "--explain", "1").splitlines()[-1] == (
        '2026-11-23 09:00 UTC: an edit made it critical, by the rule "threatens with the law"'
    )
    found = office.json("triage", "--explain", "1")["reassessed"]
    assert found == [{"at": "2026-11-23T09:00:00Z", "severity": "critical", "rule": "threatens with the law"}]


def test_cli_corrects_a_mention(office: Office) -> None:
    take(office.store, [a_mention(rating=Rating(5.0))], PRAISE)
    told = office.out("correct", "--mention", "1", "--complaint", "yes", "--as", "anna")
    assert told == "mention 1: correct recorded, now case 1\n"
    assert office.json("journal")[0]["rule"] == "corrected"


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("correct", "--severity", "high"), 2, "correct needs the number of a case, or --mention ID"),
        (("correct", "1", "--mention", "1", "--severity", "high"), 2, "correct needs the number of a case, or --mention ID"),
        (("correct", "1", "--severity", "urgent"), 2, 'severity: "urgent" is not known'),
        (("correct", "1"), 2, "nothing is given"),
        (("correct", "--mention", "1", "--version", "3", "--severity", "high"), 2, "--version is that of a case"),
        (("correct", "--mention", "x", "--severity", "high"), 2, "is not the number"),
        (("thank", "1"), 1, "it is case 1"),
        (("thank", "99"), 1, "there is no mention 99"),
        (("thank", "1", "--template", "thanks"), 2, "--template chooses the text"),
        (("thank", "1", "--text", "--template", "nothing"), 1, 'no prepared thanks named "nothing"'),
    ],
)
def test_cli_refuses_in_one_sentence(office: Office, args: tuple[str, ...], code: int, told: str) -> None:
    take(office.store, [a_mention()])
    found, out, err = office.run(*args, "--as", "anna")
    assert (found, out) == (code, "")
    assert told in err
    assert err.count("\n") == 1


def test_cli_thanks(office: Office) -> None:
    take(office.store, [a_mention(rating=Rating(5.0), author=ODD)], PRAISE)
    assert [one["id"] for one in office.json("journal", "--to-thank")] == [1]
    code, text, err = office.run("thank", "1", "--text", "--as", "anna")
    assert (code, text.startswith("Здравствуйте!")) == (0, True)
    assert "otklik thank 1 --url ADDRESS" in err
    assert office.json("thank", "1", "--text", "--as", "anna")["thanked"] is None
    assert office.out("thank", "1", "--url", "https://opinions.example/r1", "--as", "anna") == "mention 1: thanks recorded\n"
    assert office.json("journal", "--to-thank") == []
    assert [one["id"] for one in office.json("journal", "--thanked", "--rule", "praise")] == [1]
    assert "no mention of that kind" in office.run("journal", "--rule", "nothing")[2]


def test_api_corrects_and_tells_what_was(here: World) -> None:
    program = here.program("moderator")
    case = program.post("/api/v1/cases/1/correct", json={"severity": "high", "topics": []}, headers={"If-Match": '"1"'})
    assert (case.status_code, case.json()["severity"]) == (200, "high")
    assert program.post("/api/v1/cases/1/correct", json={"severity": "low"}, headers={"If-Match": '"1"'}).status_code == 412
    assert program.post("/api/v1/cases/1/correct", json={"severity": "low"}).status_code == 428
    (kept,) = program.get("/api/v1/mentions/1/corrections").json()["items"]
    assert (kept["by"], kept["changed"], kept["after"]["severity"]) == ("the-moderator", ["topics", "severity"], "high")
    opened = program.post("/api/v1/mentions/2/correct", json={"complaint": True})
    assert (opened.status_code, opened.json()["case"], opened.json()["outcome"]) == (200, 2, "case")
    assert program.post("/api/v1/mentions/2/correct", json={"complaint": False}).status_code == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"sentiment": "angry"}, 422),
        ({"colour": "red"}, 422),
        ({"topics": ["x"] * 51}, 422),
        ({"why": "x" * 2001}, 422),
    ],
)
def test_api_refuses_what_is_not_understood(here: World, body: dict[str, Any], status: int) -> None:
    before = here.dump()
    answer = here.program("moderator").post("/api/v1/mentions/2/correct", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert here.dump()["correction"] == before["correction"]


def test_api_thanks_once(here: World) -> None:
    program = here.program("moderator")
    found = program.get("/api/v1/mentions/2/thanks?speak=lv").json()
    assert (found["possible"], found["thanked"], found["templates"][0]["title"]) == (True, None, "Paldies par labiem vārdiem")
    assert [one["id"] for one in program.get("/api/v1/mentions?thanked=false").json()["items"]] == [2]
    done = program.post("/api/v1/mentions/2/thank", json={"url": "https://reviews.example/acme#r2"})
    assert (done.status_code, done.json()["thanked"]["by"], done.json()["possible"]) == (200, "the-moderator", False)
    assert program.post("/api/v1/mentions/2/thank").status_code == 409
    assert [one["id"] for one in program.get("/api/v1/mentions?thanked=true&rule=praise").json()["items"]] == [2]
    assert program.get("/api/v1/mentions/99/thanks").status_code == 404
    assert here.program("viewer").post("/api/v1/mentions/2/thank").status_code == 403


def test_the_page_of_praise_thanks_and_corrects(here: World) -> None:
    browser = here.browser("moderator")
    page = browser.get("/mentions/2").text
    assert "Здравствуйте, Ольга!" in page
    assert 'action="/mentions/2/thank"' in page
    assert 'action="/mentions/2/correct"' in page
    bad = browser.post("/mentions/2/thank", data=form(browser, url="javascript:1"), headers=OURS)
    assert (bad.status_code, "is not an address" in bad.text, 'value="javascript:1"' in bad.text) == (422, True, True)
    done = browser.post("/mentions/2/thank", data=form(browser, url=""), headers=OURS)
    assert (done.status_code, done.headers["location"]) == (303, "/mentions/2?done=thank")
    page = browser.get(done.headers["location"]).text
    assert "The thanks are recorded." in page
    assert 'action="/mentions/2/thank"' not in page
    assert browser.post("/mentions/2/thank", data=form(browser, url=""), headers=OURS).status_code == 409


def test_the_form_of_a_mention_opens_its_case(here: World) -> None:
    browser = here.browser("moderator")
    unchanged = browser.post("/mentions/2/correct", data=correcting_form(browser, why="ничего"), headers=OURS)
    assert (unchanged.status_code, "nothing was changed" in unchanged.text, "ничего" in unchanged.text) == (422, True, True)
    changed = correcting_form(browser, complaint="yes", topics=["", "trust", "delivery"])
    done = browser.post("/mentions/2/correct", data=changed, headers=OURS)
    assert done.status_code == 303
    assert browser.get(done.headers["location"]).headers["location"] == "/cases/2"
    page = browser.get("/cases/2").text
    assert "Corrected by a person" in page
    assert "The moderator" in page
    with here.store.read() as tx:
        assert judging.corrections(tx, 2)[0].after["topics"] == ["trust", "delivery"]
    assert browser.post("/mentions/2/correct", data={**changed, "topics": "premises"}, headers=OURS).status_code == 409
    assert browser.post("/mentions/99/correct", data=changed, headers=OURS).status_code == 404


def test_the_form_of_a_case_shows_what_is_held_and_says_who_corrected(here: World) -> None:
    browser = here.browser("moderator")
    page = browser.get("/cases/1").text
    assert '<input type="checkbox" name="topics" value="delivery" checked>' in page
    assert "Severity normal by the rule “complaint”." in page
    fields = {"sentiment": "negative", "complaint": "yes", "topics": ["", "delivery"], "risks": ["", "churn", "safety"]}
    given = form(browser, version="1", severity="critical", brand="Acme", why="the plug burnt", **fields)
    done = browser.post("/cases/1/correct", data=given, headers=OURS)
    assert (done.status_code, done.headers["location"]) == (303, "/cases/1?done=correct")
    page = browser.get(done.headers["location"]).text
    assert "Severity critical, as The moderator said." in page
    assert "the plug burnt" in page
    assert "somebody may come to harm" in page
    stale = browser.post("/cases/1/correct", data={**given, "severity": "low", "why": "kept words"}, headers=OURS)
    assert (stale.status_code, "kept words" in stale.text) == (409, True)


def test_who_may_only_look_sees_no_forms(here: World) -> None:
    browser = here.browser("viewer")
    page = browser.get("/mentions/2").text
    assert "/mentions/2/thank" not in page
    assert "/mentions/2/correct" not in page
    assert browser.post("/mentions/2/thank", data=form(browser, url=""), headers=OURS).status_code == 403
    assert browser.post("/mentions/2/correct", data=correcting_form(browser, complaint="yes"), headers=OURS).status_code == 403


def test_the_journal_is_filtered_on_the_page(here: World) -> None:
    browser = here.browser("moderator")
    assert "/mentions/2" in browser.get("/journal?thanked=no").text
    assert "/cases/1" not in browser.get("/journal?thanked=no").text
    assert "/mentions/2" not in browser.get("/journal?rule=complaint").text
    assert "<script>" not in browser.get("/journal?rule=<script>").text
    browser.post("/mentions/2/thank", data=form(browser, url=""), headers=OURS)
    assert "/mentions/2" in browser.get("/journal?thanked=yes").text
    assert "/mentions/2" not in browser.get("/journal?thanked=no").text
