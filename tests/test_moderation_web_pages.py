"""Every page for everybody: what it shows, to whom, and what stands there when there is nothing to show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from moderation import auth
from moderation.desk import answering, ending
from moderation.people import Role
from moderation.store.engine import Store
from moderation.words import LANGUAGES
from tests.door import World, world
from tests.htmlpage import Html, value
from tests.showcase import ANNA, BORIS, CAST, DAY, SITES, STORY, logged_in

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytest_plugins = ("tests.webfixtures",)
PAGES = ("/", "/?q=due:overdue", "/journal", "/journal?outcome=dismissed", "/sites", "/mentions/10", "/login")
CASES = tuple(f"/cases/{number}" for number in range(1, 10))


def read(client: TestClient, address: str, status: int = 200) -> Html:
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:500]
    return Html(answer.text)


def acts_of(page: Html) -> list[str]:
    """Name the acts that a case page offers."""
    return [form.attributes["id"] or "" for form in page.css("form.act")]


def test_it_works(anna: TestClient) -> None:
    page = read(anna, "/")
    assert page.texts("h1") == ["Queue"]
    assert page.texts(".number") == [f"Case {number}" for number in (1, 6, 2, 4, 3, 7, 5, 8)]
    assert page.texts(".badge")[:3] == [
        "Acknowledgement overdue by 6 days 22 hr",
        "Acknowledgement overdue by 1 hr",
        "Reply in 2 hr",
    ]


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.role)
def test_every_page_is_there_for_every_role(full: World, person: object) -> None:
    client = logged_in(full, person.login)  # type: ignore[attr-defined]
    for address in (*PAGES, *CASES):
        page = read(client, address)
        assert len(page.css("h1")) == 1, address
        assert page.one("main#main") is not None
        assert page.one("a.skip").attributes["href"] == "#main"


PLANNING = ["stage", "stage-add", "handover"]
CUSTOMER = ["concede", "link", "merge"]
TERMS, WORK = ["promise", "delay", "wait"], [*PLANNING, "assign", "escalate", "correct"]
ALWAYS = [*TERMS, *WORK, *CUSTOMER, "dismiss"]  # what may be done to every unanswered case
FOLDED = [*TERMS, *WORK, "concede", "link", "resolve", "close", "merge", "dismiss"]  # in their groups, as they stand there


@pytest.mark.parametrize("address", [*PAGES[:-1], "/cases/1"])
def test_a_stranger_is_led_to_the_login(full: World, address: str) -> None:
    answer = full.client().get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_the_role_decides_which_forms_stand_on_a_case(full: World) -> None:
    offered = {person.login: acts_of(read(logged_in(full, person.login), "/cases/3")) for person in CAST}
    assert (
        offered
        == {
            "anna": ["reply", *FOLDED],  # the draft is her own
            "vera": ["approve", "reply", *FOLDED],
            "boris": ["approve", "reply", *FOLDED[:-4], "restrict", *FOLDED[-4:]],
            "guest": [],
        }
    )


@pytest.mark.parametrize(
    ("number", "acts"),
    [
        (1, {"acknowledge", "reply", "resolve", *ALWAYS}),
        (2, {"reply", "resolve", "close", *ALWAYS}),
        (5, {"resume", "reply", "resolve", "close", *ALWAYS}),
        (6, {"acknowledge", "reply", "post", "resolve", *ALWAYS}),
        (7, {"reply", "resolve", "close", "promise", *PLANNING, "assign", "escalate", "correct", *CUSTOMER}),
        (8, {"reply", "resolve", "close", "promise", *PLANNING, "assign", "escalate", "correct", *CUSTOMER}),
        (9, {"reopen"}),
    ],
)
def test_only_possible_acts_have_forms(anna: TestClient, number: int, acts: set[str]) -> None:
    assert set(acts_of(read(anna, f"/cases/{number}"))) == acts


def test_what_cannot_be_done_is_said_in_words(full: World) -> None:
    said = {
        login: " ".join(read(logged_in(full, login), "/cases/3").texts(".now > .note")) for login in ("anna", "vera", "guest")
    }
    assert "another person approves it" in said["anna"]
    assert said["vera"] == ""
    assert "Your role lets you look" in said["guest"]


def test_every_form_carries_the_version_and_the_token_of_the_session(full: World, anna: TestClient) -> None:
    page = read(anna, "/cases/3")
    forms = page.css("form.act")
    assert len(forms) == 16
    for form in forms:
        assert value(form, "input[name=version]") == "3"
        assert value(form, "input[name=csrf]") == auth.csrf_of(anna.cookies["otklik_session"])


def test_a_case_shows_its_complaint_its_clocks_and_its_history(anna: TestClient) -> None:
    page = read(anna, "/cases/3")
    body = page.one(".complaint .text")
    assert body.attributes["lang"] == "lv"
    assert "Nauda joprojām nav atgriezta" in body.text()
    link = page.one(".complaint a.out")
    assert link.attributes["href"] == "https://opinions.example/ozols#p3"
    assert link.attributes["rel"] == "noopener noreferrer nofollow"
    assert "opinions.example" in link.text()
    assert page.texts(".clocks dt") == ["Acknowledge", "Reply"]
    assert page.texts(".timeline b") == ["The complaint came in", "Acknowledged", "Reply drafted"]
    assert "Anna Liepa" in page.texts(".timeline .meta")[1]


def test_edits_answers_and_marks_are_shown(anna: TestClient) -> None:
    edited, answered = read(anna, "/cases/4"), read(anna, "/cases/8")
    assert edited.texts(".mark") == ["edited by the author"]
    assert "Доповнення" in edited.one(".complaint .text").text()
    older = edited.one(".older .text").text()
    assert "Оператор пообіцяв" in older
    assert "Доповнення" not in older
    assert answered.texts("#onsite") == ["1 answer on the site"]
    assert "Piegāde notiks rīt" in answered.one(".answer .text").text()


def test_personal_data_is_masked_but_for_those_who_may_see_it(full: World, anna: TestClient) -> None:
    assert "[phone]" in read(anna, "/cases/3").one(".complaint .text").text()
    assert "+371 26 123 456" not in anna.get("/").text
    assert "+371 26 123 456" in read(logged_in(full, "boris"), "/cases/3").one(".complaint .text").text()


def test_a_case_links_to_where_a_reply_is_posted(anna: TestClient) -> None:
    assert read(anna, "/cases/4").one("#acknowledge a.out").attributes["href"] == "https://forum.example/reply?to=p4"
    assert read(anna, "/cases/6").one("#post a.out").attributes["href"] == "https://opinions.example/ozols#p6"


def test_times_carry_the_moment_and_the_zone(anna: TestClient) -> None:
    page = read(anna, "/cases/3")
    for found in page.css("time"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", found.attributes["datetime"] or "")
    assert all(shown.endswith("EET") for shown in page.texts(".clocks time"))


def test_a_broken_site_is_seen_in_the_queue(anna: TestClient) -> None:
    assert read(anna, "/").texts(".fresh summary") == ["1 site needs a look: left-bank-forum (the layout has changed)"]
    assert "page 1 shows 0 mentions, at least 10 expected" in read(anna, "/sites").texts(".error")


def test_a_missed_scan_is_seen_in_the_queue(full: World, anna: TestClient) -> None:
    full.now += DAY / 2
    fresh = logged_in(full, "anna")
    assert "city-opinions (a scan was missed)" in read(fresh, "/").texts(".fresh summary")[0]


def test_the_filter_is_the_one_of_the_command_line(anna: TestClient) -> None:
    page = read(anna, "/?q=severity:critical%20site:left-bank-forum")
    assert page.texts(".number") == ["Case 2"]
    assert page.texts(".ready a[aria-current]") == ["Critical"]
    assert page.texts(".ready .part bdi") == ["site:left-bank-forum"]
    assert page.one(".ready .part").attributes["href"] == "/?q=severity%3Acritical"


def test_a_filter_that_is_not_understood_stays_in_its_field(anna: TestClient) -> None:
    page = read(anna, "/?q=statsu:received", 400)
    assert page.one("#q").attributes["value"] == "statsu:received"
    assert "Did you mean status:…?" in page.texts("#problem")[0]
    assert page.css("ol.queue") == []


def test_a_long_queue_has_pages(sqlite_store: Store, tmp_path: Path) -> None:
    made = world(sqlite_store, tmp_path, cases=120)
    client = made.browser(Role.VIEWER)
    address, seen = "/", []
    while address:
        page = read(client, address)
        seen += page.texts(".number")
        following = page.css_first(".pages .next")
        address = "" if following is None else following.attributes["href"] or ""
    assert len(seen) == len(set(seen)) == 120
    assert page.texts(".pages a") == ["Back to the first page"]


@pytest.mark.parametrize(
    "after", ["x", "2026-11-23_1", "2026-11-23T00:00:00+00:00_x", "2026-11-23T00:00:00+00:00_" + "9" * 30, "_"]
)
def test_a_cursor_that_is_none_gives_the_first_page(anna: TestClient, after: str) -> None:
    page = anna.get("/", params={"after": after})
    assert page.status_code == 200
    assert "Case 1<" in page.text


def test_the_first_run_says_what_to_do(sqlite_store: Store, tmp_path: Path) -> None:
    made = world(sqlite_store, tmp_path, cases=0)
    page = read(made.browser(Role.MODERATOR), "/")
    assert page.texts(".empty h2") == ["Nothing has been scanned yet"]
    assert page.texts(".empty code") == ["otklik scan --all"]
    assert read(made.browser(Role.MODERATOR), "/journal").texts(".empty h2") == ["Nothing here"]


def test_an_empty_queue_tells_done_from_not_found(full: World, anna: TestClient) -> None:
    nothing = read(anna, "/?q=author:stranger")
    assert nothing.texts(".empty h2") == ["No case matches this filter"]
    assert nothing.one(".empty a").attributes["href"] == "/"
    for number in range(1, 10):
        if number != 9:
            answering.acknowledge(full.store, BORIS, number, book=full.book, now=full.now) if number in (1, 4, 6) else None
            ending.close(full.store, BORIS, number, book=full.book, now=full.now, why="enough")
    assert read(anna, "/").texts(".empty h2") == ["All done"]


def test_the_journal_lists_everything_with_the_reason(anna: TestClient) -> None:
    page = read(anna, "/journal")
    assert len(page.css(".row")) == len(STORY)
    assert page.texts(".row .meta")[0] == "praise; may be thanked (B4)"
    dismissed = read(anna, "/journal?outcome=dismissed")
    assert [link.attributes["href"] for link in dismissed.css(".open")] == ["/mentions/10"]
    forum = read(anna, "/journal?site=left-bank-forum")
    assert forum.texts(".row .site") == ["left-bank-forum"] * 4
    assert forum.texts("#site option[selected]") == ["left-bank-forum"]


def test_the_journal_has_pages(sqlite_store: Store, tmp_path: Path) -> None:
    made = world(sqlite_store, tmp_path, cases=60)
    client = made.browser(Role.VIEWER)
    page = read(client, "/journal?outcome=case")
    following = page.one(".next").attributes["href"] or ""
    assert "outcome=case" in following
    assert len(page.css(".row")) + len(read(client, following).css(".row")) == 60


def test_a_mention_with_a_case_leads_to_the_case(anna: TestClient) -> None:
    answer = anna.get("/mentions/3")
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/3")
    assert read(anna, "/mentions/10").texts("h1") == ["Mention 10"]


@pytest.mark.parametrize(
    "address", ["/cases/77", "/mentions/77", "/cases/x", "/nothing", "/static/nothing.css", "/static/..%2fpages.py"]
)
def test_what_is_not_there_is_said_on_a_page(anna: TestClient, address: str) -> None:
    assert read(anna, address, 404).texts("h1") == ["Not found"]


def test_sites_are_listed_the_broken_ones_first(anna: TestClient) -> None:
    page = read(anna, "/sites")
    assert page.texts("tbody th > bdi") == ["left-bank-forum", "city-opinions"]
    assert page.texts(".verdict") == ["the layout has changed", "up to date"]
    assert {site.url for site in SITES} == {link.attributes["href"] for link in page.css("tbody a")}


def test_a_link_is_used_by_its_button_only(full: World) -> None:
    link = auth.new_link(full.store, "anna", full.now)
    client = full.client()
    for _ in range(2):
        page = read(client, f"/{auth.link_path(link)}")
        assert page.one("input[name=link]").attributes["value"] == link
    own = {"Sec-Fetch-Site": "same-origin"}
    answer = client.post("/login", data={"link": link}, headers=own)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert read(client, "/").texts(".me") == ["Anna Liepa"]
    again = full.client().post("/login", data={"link": link}, headers=own)
    assert again.status_code == 403
    assert "has been used already" in Html(again.text).one("[role=alert]").text()


def test_logging_out_ends_the_session(full: World, anna: TestClient) -> None:
    answer = anna.post("/logout", data={"csrf": auth.csrf_of(anna.cookies["otklik_session"])})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert anna.get("/").status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_chooses_the_language(anna: TestClient, language: str) -> None:
    token = auth.csrf_of(anna.cookies["otklik_session"])
    answer = anna.post("/language", data={"csrf": token, "language": language, "back": "/cases/3?x=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/3?x=1")
    page = read(anna, "/")
    assert page.one("html").attributes["lang"] == language
    assert page.texts("#language option[selected]") == [
        {"en": "English", "ru": "Русский", "uk": "Українська", "lv": "Latviešu"}[language]
    ]


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", ""])
def test_the_choice_of_language_leads_nowhere_else(anna: TestClient, back: str) -> None:
    token = auth.csrf_of(anna.cookies["otklik_session"])
    answer = anna.post("/language", data={"csrf": token, "language": "lv", "back": back})
    assert answer.headers["location"] == "/"


def test_an_unknown_language_changes_nothing(anna: TestClient) -> None:
    token = auth.csrf_of(anna.cookies["otklik_session"])
    answer = anna.post("/language", data={"csrf": token, "language": "xx\r\nSet-Cookie: a=b", "back": "/"})
    assert "set-cookie" not in answer.headers


def test_static_files_may_be_kept_and_pages_may_not(anna: TestClient) -> None:
    page = anna.get("/")
    sheet = Html(page.text).one("link[rel=stylesheet]").attributes["href"] or ""
    found = anna.get(sheet)
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert found.headers["content-type"] == "text/css; charset=utf-8"
    assert len(found.content) < 24_000
    assert page.headers["cache-control"] == "no-store"


def test_a_person_of_the_cast_is_who_the_queue_says(full: World) -> None:
    assert read(logged_in(full, ANNA.login), "/?q=owner:anna").texts(".number") == ["Case 2"]


def every_attribute(page: Html) -> Iterator[tuple[str, str, str]]:
    for node in page.css("*"):
        for name, content in node.attributes.items():
            yield node.tag or "", name, content or ""


def test_no_page_has_script_or_style_of_its_own(full: World, anna: TestClient) -> None:
    for address in (*PAGES, *CASES):
        page = read(anna, address)
        assert page.css("style") == []
        assert all((script.attributes["src"] or "").startswith("/static/") and not script.text() for script in page.css("script"))
        assert [name for _, name, _ in every_attribute(page) if name.startswith("on") or name == "style"] == []
