"""Search by API and page, and the filter of the queue there."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.store.engine import Store
from tests.door import NOW, World, mention, take_in, world
from tests.payloads import PAYLOADS


@pytest.fixture
def desk(sqlite_store: Store, tmp_path: Path) -> World:
    """Three cases; the third complains of a courier."""
    made = world(sqlite_store, tmp_path, cases=2)
    take_in(made, [mention(3, body="Ещё раз: курьер нахамил", author="Пётр <b>", headline=None)])
    return made


def test_it_works(desk: World) -> None:
    answer = desk.program("viewer").get("/api/v1/search", params={"q": "ЕЩЕ курьер"})
    assert answer.status_code == 200
    body = answer.json()
    assert body["words"] == ["еще", "курьер"]
    (found,) = body["items"]
    assert (found["mention"], found["case"], found["author"]) == (3, {"id": 3, "status": "received"}, "Пётр <b>")
    assert body["next"] is None
    assert desk.now == NOW


def test_a_page_leads_to_the_next(desk: World) -> None:
    client = desk.program("viewer")
    seen, params = [], {"q": "посылку", "limit": "1"}
    for _ in range(5):
        answer = client.get("/api/v1/search", params=params)
        seen += [found["mention"] for found in answer.json()["items"]]
        if answer.json()["next"] is None:
            break
        assert 'rel="next"' in answer.headers["Link"]
        params = {**params, "cursor": answer.json()["next"]}
    assert seen == [2, 1]


def test_a_cursor_of_another_search_is_refused(desk: World) -> None:
    client = desk.program("viewer")
    found = client.get("/api/v1/search", params={"q": "посылку", "limit": "1"}).json()["next"]
    assert client.get("/api/v1/search", params={"q": "а", "cursor": found}).status_code == 422


def test_personal_data_is_neither_shown_nor_found(desk: World) -> None:
    client = desk.program("admin")
    (found, *_) = client.get("/api/v1/search", params={"q": "посылку"}).json()["items"]
    assert "[phone]" in found["excerpt"]
    assert client.get("/api/v1/search", params={"q": "916"}).json()["items"] == []


@pytest.mark.parametrize("params", [{"q": "x" * 2001}, {"q": "x", "limit": "0"}, {"q": "x", "order": "id"}])
def test_what_is_not_understood_is_refused(desk: World, params: dict[str, str]) -> None:
    answer = desk.program("viewer").get("/api/v1/search", params=params)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_stranger_finds_nothing(desk: World) -> None:
    assert desk.client().get("/api/v1/search", params={"q": "курьер"}).status_code == 401
    assert desk.client().get("/search?q=курьер").status_code in (302, 303)


def test_the_page_shows_what_was_found_and_where(desk: World) -> None:
    page = desk.browser("viewer").get("/search", params={"q": "курьер"})
    assert page.status_code == 200
    assert "<mark>курьер</mark>" in page.text
    assert 'href="/cases/3"' in page.text
    assert "Пётр &lt;b&gt;" in page.text


@pytest.mark.parametrize("q", ["", "  ", "!!!", "нетслова", *PAYLOADS])
def test_the_page_takes_any_text(desk: World, q: str) -> None:
    page = desk.browser("viewer").get("/search", params={"q": q})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "onerror=alert(1)>" not in page.text


def test_the_page_goes_on(desk: World) -> None:
    take_in(desk, [mention(number) for number in range(10, 70)])
    client = desk.browser("moderator")
    first = client.get("/search", params={"q": "посылку"})
    link = first.text.partition('class="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(link)
    assert second.text.count('<li class="row">') == 12
    assert "/search?q=" in second.text
    assert client.get("/search?q=посылку&before=9" + "9" * 30).status_code == 200


def test_the_queue_takes_words_and_names_a_misspelt_site(desk: World) -> None:
    program = desk.program("viewer")
    answer = program.get("/api/v1/cases", params={"filter": 'курьер author:"петр"'})
    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["items"]
    assert (row["id"], row["marks"], row["level"], row["department"]) == (3, [], 1, None)
    refused = program.get("/api/v1/cases", params={"filter": "site:acme-reviws"})
    assert refused.status_code == 422
    assert "Did you mean site:acme-reviews?" in refused.json()["detail"]
    page = desk.browser("viewer").get("/", params={"q": "курьер"})
    assert 'href="/cases/3"' in page.text
    assert 'href="/cases/1"' not in page.text
    assert "Did you mean site:acme-reviews?" in desk.browser("viewer").get("/", params={"q": "site:acme-reviws"}).text


def test_a_word_of_the_filter_is_a_chip_that_can_be_taken_away(desk: World) -> None:
    page = desk.browser("viewer").get("/", params={"q": "status:all курьер «два слова»"})
    assert "<bdi>курьер</bdi>" in page.text
    assert "<bdi>два слова</bdi>" in page.text
