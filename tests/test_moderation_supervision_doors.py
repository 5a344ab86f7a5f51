"""Outcomes, causes, the report and the review of quality by every door: command line, API and pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation import auth
from moderation.desk import answering
from moderation.store.engine import Store
from tests.door import NOW, STAFF, TestClient, World, world
from tests.office import Office
from tests.people import BOOK, DAY, HOUR, REPLY, VERA, a_case

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with one case that the moderator answered, in the week after."""
    made = world(sqlite_store, tmp_path)
    person = STAFF["moderator"]  # type: ignore[index]
    answering.reply(sqlite_store, person, 1, book=made.book, now=NOW, text=REPLY)
    answering.post(sqlite_store, person, 1, book=made.book, now=NOW + HOUR)
    made.now = NOW + 8 * DAY
    return made


def send(client: TestClient, address: str, **fields: str) -> tuple[int, str]:
    """Send a form as the browser of somebody who is logged in; give the status and where it leads or what it says."""
    token = auth.csrf_of(client.cookies["otklik_session"])
    answer = client.post(address, data={"csrf": token, **fields}, headers=OURS)
    return answer.status_code, answer.headers.get("location", answer.text)


def test_causes_by_the_command_line(office: Office) -> None:
    a_case(office.store)
    said = office.out("resolve", "1", "--cause", "late-courier", "--cost", "12.50", "--as", "anna")
    assert said.startswith("case 1: resolve recorded")
    assert "outcome: cause late-courier" in office.out("show", "1")
    (first, *_) = office.json("causes")["items"]
    assert (first["cause"], first["cases"], first["cost"]) == ("late-courier", 1, 12.5)
    by = ("--why", "calls them", "--as", "boris")
    assert "owner anna, not removed" in office.out("causes", "own", "late-courier", "anna", *by)
    assert "removed since 2026-11-23T09:00:00Z" in office.out("causes", "removed", "late-courier", *by)
    assert "too early to say" in office.out("causes")
    assert office.json("causes", "returned", "late-courier", *by)["removed_at"] is None
    assert office.json("queue", "cause:late-courier")[0]["id"] == 1
    assert office.json("queue", "cause:none") == office.json("queue", "resolution:refunded") == []
    assert [row["id"] for row in office.json("queue", "resolution:none")] == [1]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("causes", "--by", "size"), 2, '--by: "size" is no order of the list. Write one of: cases, cost, recurrence'),
        (("causes", "--weeks", "0"), 2, "weeks: 0 cannot be looked at"),
        (("causes", "removed", "late-courier"), 2, "--why"),
        (("causes", "own", "nothing", "anna", "--as", "boris"), 1, '"nothing" is not a cause'),
        (("queue", "cause:late-couriers"), 2, "Did you mean cause:late-courier"),
        (("queue", "resolution:refund"), 2, "Did you mean resolution:refunded"),
        (("report", "sites", "--as", "boris"), 2, 'report: "sites" is no report. There are: service, severity, site'),
        (("report", "--from", "yesterday", "--as", "boris"), 2, 'from: "yesterday" is not a day'),
        (("quality", "list", "--week", "this", "--as", "boris"), 2, "is not over"),
        (("quality", "score", "1", "--accuracy", "4", "--completeness", "9", "--as", "boris"), 1, "is not in the sample"),
        (("quality", "score", "1", "--accuracy", "4", "--as", "boris"), 2, "--completeness"),
        (("resolve", "1", "--cost", "-1", "--as", "anna"), 2, "cost: -1"),
    ],
)
def test_what_the_command_line_refuses(office: Office, args: tuple[str, ...], code: int, said: str) -> None:
    a_case(office.store)
    found, out, err = office.run(*args)
    assert (found, out) == (code, "")
    assert said in err
    assert "Traceback" not in err


def test_report_and_quality_by_the_command_line(office: Office) -> None:
    n = a_case(office.store)
    answering.reply(office.store, VERA, n, book=BOOK, now=NOW, text=REPLY)
    answering.post(office.store, VERA, n, book=BOOK, now=NOW + HOUR)
    office.at(NOW + 8 * DAY)
    assert office.json("quality", "list", "--as", "boris")["items"][0]["proposed_speed"] == 5
    marks = ("--accuracy", "4", "--completeness", "3", "--note", "tell them when")
    assert "speed 5, accuracy 4, completeness 3" in office.out("quality", "score", "1", *marks, "--as", "boris")
    assert "case 1, 2026-W48: 5 4 3, by boris: tell them when" in office.out("quality", "list", "--as", "vera")
    assert office.json("quality", "list", "--as", "anna") == {"week": "2026-W48", "items": [], "mine": []}
    assert "5.0 4.0 3.0" in office.out("report", "person", "--as", "vera")
    assert "vera" not in office.out("report", "person", "--as", "anna")
    assert office.json("report", "--week", "2026-W48", "--as", "anna")["total"]["answered"] == 1


def test_outcome_report_and_quality_by_the_api(here: World) -> None:
    anna, boris, guest = (here.program(role) for role in ("moderator", "supervisor", "viewer"))
    body = {"resolution": "refunded", "cause": "slow-refund", "cost": 5.5}
    done = anna.post("/api/v1/cases/1/resolve", json=body, headers={"If-Match": '"3"'}).json()
    assert (done["resolution"], done["cause"], done["outcome"]["cost"], done["outcome"]["missing"]) == (
        "refunded",
        "slow-refund",
        5.5,
        False,
    )
    assert boris.post("/api/v1/causes/slow-refund/own", json={"owner": "the-moderator"}).json()["owner"] == "the-moderator"
    assert boris.post("/api/v1/causes/slow-refund/removed", json={"why": "paid daily"}).status_code == 200
    assert boris.post("/api/v1/causes/slow-refund/removed", json={"why": "paid daily"}).status_code == 409
    assert boris.post("/api/v1/causes/nothing/removed", json={"why": "x"}).status_code == 404
    assert anna.post("/api/v1/causes/slow-refund/returned", json={"why": "x"}).status_code == 403
    first = guest.get("/api/v1/causes?order=cost&weeks=4").json()["items"][0]
    assert (first["cause"], first["cost"], first["label"]["en"]) == ("slow-refund", 5.5, "the money came back late")
    assert boris.get("/api/v1/quality").json()["items"][0]["person"] == "the-moderator"
    card = {"accuracy": 5, "completeness": 4, "note": "good"}
    assert anna.post("/api/v1/quality/1", json=card).status_code == 403
    assert boris.post("/api/v1/quality/1", json={**card, "person": "x"}).status_code == 422
    assert boris.post("/api/v1/quality/1", json=card).json()["speed"] == 5
    assert anna.get("/api/v1/quality").json()["mine"][0]["note"] == "good"
    report = anna.get("/api/v1/report?from=2026-11-01&until=2026-11-30").json()
    assert (report["from"], report["total"]["answered"], report["by"]["person"][0]["name"]) == ("2026-11-01", 1, "the-moderator")
    assert guest.get("/api/v1/report").json()["by"]["person"] == []
    assert guest.get("/api/v1/report?from=tomorrow").status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"resolution": "gone"},
        {"cause": "x" * 65},
        {"cause": "no-such-cause"},
        {"cost": -1},
        {"cost": "NaN"},
        {"stars": 5},
        {},
    ],
)
def test_an_outcome_that_cannot_be_kept_is_refused_by_the_api(here: World, body: dict[str, object]) -> None:
    before = here.dump()
    assert here.program("moderator").post("/api/v1/cases/1/resolve", json=body, headers={"If-Match": "*"}).status_code == 422
    assert {**here.dump(), "token": []} == {**before, "token": []}


def test_the_outcome_on_the_page_of_a_case(here: World) -> None:
    anna = here.browser("moderator")
    page = anna.get("/cases/1").text
    assert "Nobody has recorded yet what was decided" in page
    assert "Likely cause: <bdi>the courier came late" in page
    fields = {"version": "3", "resolution": "refunded", "cause": "slow-refund", "cost": "1 234,50", "why": "по телефону"}
    assert send(anna, "/cases/1/resolve", **fields) == (303, "/cases/1?done=resolve")
    page = anna.get("/cases/1").text
    assert "Outcome recorded: money refunded" in page
    assert "1,234.5" in page
    status, page = send(anna, "/cases/1/resolve", version="4", cost="much", why="мой текст")
    assert (status, "мой текст" in page, "is not an amount" in page) == (422, True, True)


def test_causes_as_a_page(here: World) -> None:
    boris, anna = here.browser("supervisor"), here.browser("moderator")
    assert send(boris, "/causes/late-courier/own", owner="the-moderator", why="<b>call</b>")[0] == 303
    assert send(boris, "/causes/late-courier/removed", why="a second courier") == (303, "/causes#c-late-courier")
    page = anna.get("/causes?weeks=52&by=cost").text
    assert "&lt;b&gt;call&lt;/b&gt;" in page
    assert "a second courier" in page
    assert "Mark as removed" not in page
    assert send(anna, "/causes/late-courier/returned", why="x")[0] == 403
    status, page = send(boris, "/causes/late-courier/removed", why="мой текст")
    assert (status, "мой текст" in page) == (409, True)
    assert send(boris, "/causes/nothing/removed", why="x")[0] == 404


def test_quality_and_report_as_pages(here: World) -> None:
    boris, anna = here.browser("supervisor"), here.browser("moderator")
    assert "The moderator" in boris.get("/quality").text
    status, page = send(boris, "/quality/1", week="2026-W48", accuracy="7", completeness="3", note="мой текст")
    assert (status, "мой текст" in page) == (422, True)
    form = {"week": "2026-W48", "speed": "4", "accuracy": "5", "completeness": "3", "note": "<i>good</i>"}
    assert send(boris, "/quality/1", **form) == (303, "/quality?week=2026-W48#case-1")
    assert "&lt;i&gt;good&lt;/i&gt;" in anna.get("/quality").text
    assert send(anna, "/quality/1", **form)[0] == 403
    assert send(boris, "/quality/7", **form)[0] == 404
    assert boris.get("/quality?week=this").status_code == 422
    assert "speed 4, accuracy 5, completeness 3" in anna.get("/report").text
    assert "speed 4" not in here.browser("viewer").get("/report").text
    assert boris.get("/report?from=nonsense").status_code == 422


@pytest.mark.parametrize("language", ["en", "ru", "uk", "lv"])
@pytest.mark.parametrize("address", ["/causes", "/report", "/quality", "/cases/1"])
def test_every_page_speaks_every_language(here: World, address: str, language: str) -> None:
    boris = here.browser("supervisor")
    boris.cookies.set("otklik_language", language)
    answer = boris.get(address)
    assert answer.status_code == 200
    for text in ("Supervision", "Score card", "Ranked by", "At first contact", "Record the outcome"):
        assert language == "en" or text not in answer.text
