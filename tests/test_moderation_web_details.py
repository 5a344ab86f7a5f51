"""Small things of the pages: amounts have their currency, channels and resolutions their words, sentences one full stop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from classifier.labels import Tags
from crawler.items import Mention
from moderation.desk import customers, outcomes, terms
from moderation.entering import Entry, take
from tests.door import World
from tests.htmlpage import Html
from tests.people import COMPLAINT
from tests.showcase import ANNA, BORIS, DAY, logged_in

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytest_plugins = ("tests.webfixtures",)


class Tagger:
    """Says of every text that it is a complaint."""

    def tag(self, read: Sequence[Mention]) -> list[Tags | None]:
        return [COMPLAINT for _ in read]


def text_of(client: TestClient, address: str) -> str:
    return " ".join(Html(client.get(address).text).one("main").text(separator=" ").split())


def test_amounts_stand_with_their_currency(full: World) -> None:
    given = {"book": full.book, "now": full.now}
    customers.concede(full.store, BORIS, 4, give="voucher", amount=550, why="Late by a week", **given)
    outcomes.resolve(full.store, ANNA, 4, resolution="refunded", cause="late-courier", cost=1200.5, **given)
    boris = logged_in(full, "boris")
    assert "Conceded 5.50 EUR" in text_of(boris, "/cases/4")
    assert "Cost besides 1,200.50 EUR" in text_of(boris, "/cases/4")
    assert "1,206.00 EUR" in text_of(boris, "/causes")


def test_the_history_of_a_customer_says_in_words_what_was_decided(full: World) -> None:
    given = {"book": full.book, "now": full.now}
    outcomes.resolve(full.store, ANNA, 4, resolution="refunded", **given)
    customers.link(full.store, ANNA, 2, other=4, why="They said so", **given)
    assert "money refunded" in text_of(logged_in(full, "anna"), "/cases/2")


def test_the_report_names_a_channel_in_words(full: World) -> None:
    entry = Entry("phone", "Ozols", "The courier never came and nobody calls back.", key="k1")
    take(full.store, entry, by="anna", book=full.book, tagger=Tagger(), now=full.now)
    shown = text_of(logged_in(full, "boris"), "/report")
    assert "by telephone" in shown
    assert "by-hand" not in shown


@pytest.mark.parametrize("language", ["en", "ru", "uk", "lv"])
def test_a_sentence_that_ends_with_a_day_has_one_full_stop(full: World, language: str) -> None:
    terms.promise(full.store, ANNA, 4, until=full.now + 2 * DAY, why="A courier comes", book=full.book, now=full.now)
    client = logged_in(full, "anna")
    client.cookies.set("otklik_language", language)
    told = Html(client.get("/cases/4").text).one("#keep p").text()
    assert told.endswith(".")
    assert not told.endswith("..")
