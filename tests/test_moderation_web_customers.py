"""The customer on the page of a case, and the page of links: plain forms, masked for who may not see, nothing typed lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.policy import bundled_policy
from moderation import auth
from moderation.case import Act
from moderation.customers import RESTRICTED, customer_of
from moderation.facts import NAMES
from moderation.proposing import propose
from moderation.queue import case_view
from moderation.store.engine import Store
from moderation.web.customer_labels import LABELS
from tests.door import World, mention, take_in, world
from tests.htmlpage import Html
from tests.payloads import PAYLOADS

if TYPE_CHECKING:
    from starlette.testclient import TestClient

BODY = "Заказ № 4455-667 не приехал, звоните 8 (916) 123-45-67. Живу в Риге, а курьер приезжает в Лиепаю"


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with two cases of one person, and a third with nearly the same text as the first."""
    made = world(sqlite_store, tmp_path, cases=0)
    take_in(
        made,
        [
            mention(1, author="Игорь Шевченко", body=BODY),
            mention(2, author="Ihor Shevchenko", body="Опять хамство на кассе"),
            mention(3, author="Гость", body=f"Пишу и сюда. {BODY}"),
        ],
    )
    propose(sqlite_store, made.now)
    return made


def read(client: TestClient, address: str) -> Html:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:300]
    return Html(answer.text)


def submit(client: TestClient, address: str, **fields: str) -> tuple[int, Html, str]:
    token = auth.csrf_of(client.cookies["otklik_session"])
    answer = client.post(address, data={"csrf": token, **fields})
    return answer.status_code, Html(answer.text), answer.headers.get("location", "")


def panel(client: TestClient, number: int = 1) -> str:
    return " ".join(read(client, f"/cases/{number}").one("section.customer").text().split())


def test_it_works(here: World) -> None:
    anna = here.browser("moderator")
    assert "Is this the same person?" in panel(anna, 2)
    assert submit(anna, "/cases/2/link", version="1", link="1", answer="accept")[::2] == (303, "/cases/2?done=link")
    shown = panel(anna, 2)
    assert "has complained before · 2 complaints" in shown
    assert "Everything by this customer Case 1 · Игорь Шевченко" in shown
    assert submit(anna, "/cases/2/link", version="2", link="1", answer="undo")[0] == 303
    assert "first complaint · 1 complaint" in panel(anna, 2)
    history = read(anna, "/cases/2").texts(".timeline b")
    assert history[1:] == ["The customer was linked", "A decision about a link was taken back"]


def test_links_are_decided_on_a_page_of_their_own(here: World) -> None:
    anna = here.browser("moderator")
    page = read(anna, "/links")
    assert page.texts("ol.links h2") == ["Is this the same complaint?", "Is this the same person?"]
    assert page.texts("ol.links .chip")[:3] == ["the same order number", "the same telephone", "nearly the same text"]
    form = page.one("ol.links form")
    fields = {node.attributes["name"]: node.attributes["value"] or "" for node in form.css("input")}
    assert submit(anna, "/links", **{**fields, "answer": "refuse"})[::2] == (303, f"/links?done={fields['link']}")
    page = read(anna, f"/links?done={fields['link']}")
    assert page.one("[role=status]").text() == "The decision was recorded."
    assert page.texts("ol.links h2") == ["Is this the same person?"]
    status, page, _ = submit(anna, "/links", **{**fields, "answer": "refuse"})
    assert (status, "is refused already" in page.one("#problem").text()) == (409, True)
    for wrong in ({"link": "x"}, {"case": "9" * 40}, {"answer": "perhaps"}, {"link": "99"}):
        status, page, _ = submit(anna, "/links", **{**fields, "answer": "accept", **wrong})
        assert (status, bool(page.one("#problem").text())) == (409, True), wrong


def test_who_may_only_look_sees_links_without_buttons(here: World) -> None:
    guest = here.browser("viewer")
    assert read(guest, "/links").css_first("ol.links form") is None
    assert read(guest, "/cases/1").css_first("section.customer form") is None
    before = here.dump()
    for address, fields in (
        ("/links", {"case": "1", "link": "1", "answer": "accept"}),
        ("/cases/1/facts", {"fact": "item", "value": "kettle"}),
        ("/cases/1/concede", {"version": "1", "give": "voucher", "amount": "5", "price": "", "margin": "", "why": "x"}),
    ):
        assert submit(guest, address, **fields)[0] in (403, 409)
    assert here.dump() == before


def test_what_was_told_stands_beside_the_reply_masked(here: World) -> None:
    anna, boris = here.browser("moderator"), here.browser("supervisor")
    assert read(anna, "/cases/1").texts("#reply .told") == [
        "Told already, do not ask again: order number 4455-667, telephone […], city Риге, city Лиепаю"
    ]
    assert "123-45-67" in read(boris, "/cases/1").texts("#reply .told")[0]
    assert "123-45-67" not in anna.get("/cases/1").text + anna.get("/links").text


def test_a_fact_is_noted_and_a_wrong_one_is_given_back(here: World) -> None:
    anna = here.browser("moderator")
    assert submit(anna, "/cases/2/facts", fact="item", value="синий чайник")[::2] == (303, "/cases/2#customer")
    assert "item: синий чайник noted by The moderator" in panel(anna, 2)
    status, page, _ = submit(anna, "/cases/2/facts", fact="colour", value="a long story")
    assert status == 422
    assert page.one("textarea#kept").text().strip() == "a long story"
    assert submit(anna, "/cases/99/facts", fact="item", value="x")[0] == 404


def test_the_form_of_merging_names_the_case_that_is_the_same(here: World) -> None:
    anna = here.browser("moderator")
    page = read(anna, "/cases/3")
    assert page.one("#merge-other").attributes["value"] == "1"
    assert submit(anna, "/cases/3/merge", version="1", other="1", why="the same parcel")[0] == 303
    page = read(anna, "/cases/3")
    assert page.one("p.alert a").attributes["href"] == "/cases/1"
    assert page.texts(".timeline b")[-1] == "Merged into case 1"
    assert read(anna, "/cases/1").texts(".timeline b")[-1] == "Case 3 was merged into this one"


def test_what_is_conceded_is_said_in_the_history_and_counts(here: World) -> None:
    anna = here.browser("moderator")
    given = {"version": "1", "give": "voucher", "amount": "7,50", "price": "", "margin": "", "why": "late courier"}
    assert submit(anna, "/cases/1/concede", **given)[0] == 303
    assert read(anna, "/cases/1").texts(".timeline b")[-1] == "Conceded: voucher, 7.50 EUR"
    assert "given so far: 7.50 EUR" in panel(anna)
    assert "You may still give 22.50 EUR." in panel(anna)
    status, page, _ = submit(anna, "/cases/1/concede", **{**given, "version": "2", "amount": "500"})
    assert (status, page.one("#concede-amount").attributes["value"]) == (403, "500")
    assert "beyond the budget" in page.one("#problem").text()
    status, page, _ = submit(anna, "/cases/1/concede", **{**given, "version": "2", "amount": "much"})
    assert (status, page.one("#concede-amount").attributes["value"]) == (422, "much")
    assert case_view(here.store, 1, here.book, here.now).state.conceded == 750


def test_a_restriction_is_shown_and_lifted(here: World) -> None:
    anna, boris = here.browser("moderator"), here.browser("supervisor")
    ruled = {"version": "1", "what": "concessions", "until": "2027-01-31", "lift": "", "why": "five vouchers in a month"}
    assert submit(anna, "/cases/1/restrict", **ruled)[0] == 403
    assert submit(boris, "/cases/1/restrict", **{**ruled, "until": ""})[0] == 422
    assert submit(boris, "/cases/1/restrict", **ruled)[0] == 303
    assert "no voluntary concessions · until 31 Jan 2027 five vouchers in a month" in panel(anna)
    assert "Nothing beyond the law and our published rules" in panel(anna)
    assert submit(boris, "/cases/1/restrict", version="2", what="", until="", lift="1", why="a mistake")[0] == 303
    assert read(anna, "/cases/1").texts(".timeline b")[-1] == "The restriction was lifted"
    assert "no voluntary concessions" not in panel(anna)


def test_hostile_names_and_texts_stay_texts(sqlite_store: Store, tmp_path: Path) -> None:
    made = world(sqlite_store, tmp_path, cases=0)
    twice = [(number, payload) for number, payload in enumerate(PAYLOADS, 1)]
    take_in(
        made,
        [mention(number, author=f"{payload} один два", body=f"{payload} заказ 12345{number % 3}") for number, payload in twice],
    )
    propose(sqlite_store, made.now)
    anna = made.browser("moderator")
    for address in ("/links", *(f"/cases/{number}" for number, _ in twice)):
        page = read(anna, address)
        assert all(script.attributes.get("src", "").startswith("/static/") for script in page.css("script"))
        assert page.css_first("img[onerror], svg[onload], iframe") is None


def test_the_labels_are_those_of_the_policy_and_the_desk() -> None:
    assert set(LABELS["concession"]) == {entry.name for entry in bundled_policy().concessions.table}
    assert set(LABELS["restriction"]) == set(RESTRICTED)
    assert set(LABELS["fact"]) == set(NAMES)


def test_a_customer_of_hundreds_of_posts_has_a_page(sqlite_store: Store, tmp_path: Path) -> None:
    made = world(sqlite_store, tmp_path, cases=0)
    take_in(made, [mention(number, author="Игорь Шевченко", body=f"Жалоба {number} о доставке") for number in range(1, 331)])
    propose(sqlite_store, made.now)
    assert "more posts" in panel(made.browser("moderator"), 330)
    assert customer_of(sqlite_store, 1, made.book, made.now).complaints >= 300
    assert Act.LINK in case_view(sqlite_store, 1, made.book, made.now).possible
