"""What the weekly letter says of outcomes and causes, in four languages and both parts. On both databases."""

from __future__ import annotations

from html import unescape

import pytest

from config.catalogue import Catalogue
from crawler.items import Rating
from moderation import prevention
from moderation.collect import collect
from moderation.desk import answering, outcomes
from moderation.digest.document import document
from moderation.digest.render import render
from moderation.figures import Endings, Figures
from moderation.store.engine import Store
from moderation.weeks import week_at
from moderation.words import LANGUAGES, words
from tests.people import ANNA, BOOK, BORIS, DAY, HOUR, NOW, PRAISE, REPLY, SITE, a_case, a_mention, hire, scanned, settings, take

WEEK = week_at(NOW, "Europe/Riga")
LATER = NOW + 20 * DAY


def counted(store: Store) -> Figures:
    return collect(store, BOOK, Catalogue((SITE,)), settings(), WEEK, LATER)


@pytest.fixture
def told(store: Store) -> Figures:
    """Count a week in which one review was taken back, one amended, and one explained."""
    hire(store)
    numbers = [a_case(store, number, body=f"Жалоба {number}") for number in range(1, 4)]
    for n in numbers:
        answering.reply(store, ANNA, n, book=BOOK, now=NOW, text=REPLY)
        answering.post(store, ANNA, n, book=BOOK, now=NOW + HOUR)
    outcomes.resolve(store, ANNA, 1, book=BOOK, now=NOW + HOUR, resolution="explained", cause="late-courier", cost=5.0)
    outcomes.resolve(store, ANNA, 1, book=BOOK, now=NOW + 2 * HOUR, resolution="unreachable")
    outcomes.resolve(store, ANNA, 2, book=BOOK, now=NOW + 2 * HOUR, resolution="refunded", cause="slow-refund")
    prevention.own(store, BORIS, "late-courier", book=BOOK, now=NOW + DAY, owner="vera", why="")
    prevention.removed(store, BORIS, "late-courier", book=BOOK, now=NOW + DAY, why="a second courier")
    take(store, [a_mention(2, body="Вернули, спасибо", rating=Rating(5.0))], PRAISE, now=NOW + DAY)
    for day in (2, 3):
        scanned(store, [a_mention(2, body="Вернули, спасибо", rating=Rating(5.0))], now=NOW + day * DAY)
    outcomes.resolve(store, ANNA, 3, book=BOOK, now=LATER, resolution="refused")  # in a later week
    return counted(store)


def test_it_works(told: Figures) -> None:
    ends = told.endings
    assert ends.resolved == (("refunded", 1), ("unreachable", 1))
    assert (ends.amended, ends.withdrawn) == (1, 2)
    assert [line.figure.cause for line in ends.causes] == ["late-courier", "slow-refund"]
    assert (ends.causes[0].figure.cost, ends.causes[0].figure.standing.owner) == (500, "vera")
    found = document(told)["outcomes"]
    assert (found["resolved"], found["amended"], found["causes"][0]["cost"]) == ({"refunded": 1, "unreachable": 1}, 1, 5.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_parts_of_the_letter_say_it_in_every_language(told: Figures, language: str) -> None:
    letter = render(told, language=language, words=words(language))
    say = words(language).gettext
    asked = [say(text) for text in ("customer not reached", "Reviews taken back after our reply", "too early to say")]
    for part in (unescape(letter.html), letter.text):
        for text in (*asked, told.endings.causes[0].label[language], "vera"):
            assert text in part, (language, text)
    assert language == "en" or "Reviews" not in letter.html + letter.text


def test_a_week_without_outcomes_says_nothing_of_them(store: Store) -> None:
    hire(store)
    a_case(store)
    assert counted(store).endings == Endings()
    letter = render(counted(store), language="en", words=words("en"))
    assert "OUTCOMES" not in letter.text
    assert "Causes of" not in letter.html


def test_what_is_done_later_changes_nothing_of_an_earlier_week(store: Store) -> None:
    hire(store)
    a_case(store)
    outcomes.resolve(store, ANNA, 1, book=BOOK, now=NOW + HOUR, resolution="explained", cause="late-courier")
    prevention.removed(store, BORIS, "late-courier", book=BOOK, now=LATER, why="a second courier")
    outcomes.resolve(store, ANNA, 1, book=BOOK, now=LATER, cause="rude-staff", cost=7.0)
    (line,) = counted(store).endings.causes
    assert (line.figure.cause, line.figure.cost, line.figure.standing.removed_at) == ("late-courier", 0, None)
