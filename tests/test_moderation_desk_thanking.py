"""Praise is kept and may be thanked for, once (B4). On both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from config.catalogue import Catalogue
from config.errors import Forbidden, Impossible, NotFound, OperatorError, UsageError
from crawler.items import Rating
from moderation.corrections import Change
from moderation.desk import correcting, thanking
from moderation.store import judging, mentions
from moderation.store.engine import Store
from moderation.store.judging import Thanks
from tests.people import (
    ANNA,
    BOOK,
    BORIS,
    DAY,
    NOW,
    PRAISE,
    RIVAL,
    SITE,
    STRANGER,
    VERA,
    a_case,
    a_mention,
    a_site,
    scanned,
    settings,
    some_tags,
    take,
)  # fmt: skip

URL = "https://opinions.example/ozols#r1-reply"


def praised(store: Store, number: int = 1, tags: Any = PRAISE, **changes: Any) -> None:
    given = {"rating": Rating(5.0), "body": "Спасибо, всё отлично", "author": "Ольга", **changes}
    take(store, [a_mention(number, **given)], tags, site=changes.pop("where", SITE))


def thank(store: Store, key: int = 1, person: Any = ANNA, url: str = "") -> thanking.Praise:
    return thanking.thank(store, person, key, book=BOOK, now=NOW, url=url)


def listed(store: Store, thanked: bool) -> list[int]:
    with store.read() as tx:
        found = mentions.journal(tx, limit=50, thanked=thanked, praised=thanking.praised(BOOK))
    return [record.id for record in found]


def test_it_works(store: Store) -> None:
    praised(store)
    assert not thanking.praise(store, 1, BOOK).obstacle
    done = thank(store, url=URL)
    assert done.thanked == Thanks(1, "anna", NOW, URL)
    with store.read() as tx:
        assert judging.thanks_of(tx, [1, 2]) == {1: Thanks(1, "anna", NOW, URL)}
    assert thanking.praise(store, 1, BOOK).obstacle == "anna has done so on 2026-11-23"


def test_the_prepared_text_is_in_the_language_of_the_praise_and_whole(store: Store) -> None:
    praised(store)
    (text,) = thanking.texts(thanking.praise(store, 1, BOOK).mention, ANNA, settings=settings(), book=BOOK, now=NOW)
    assert text.filled is not None
    assert text.filled.missing == ()
    assert text.filled.text.startswith("Здравствуйте, Ольга!")
    assert text.filled.text.endswith("Anna Liepa, Ozols")
    (named,) = thanking.texts(
        thanking.praise(store, 1, BOOK).mention, ANNA, settings=settings(), book=BOOK, now=NOW, values={"praised": "Вере"}
    )
    assert named.filled is not None
    assert "передали спасибо: Вере." in named.filled.text


def test_a_language_without_texts_is_answered_in_ours(store: Store) -> None:
    praised(store, language="de")
    (text,) = thanking.texts(thanking.praise(store, 1, BOOK).mention, ANNA, settings=settings(language="lv"), book=BOOK, now=NOW)
    assert text.language == "lv"


def test_nobody_is_thanked_twice(store: Store) -> None:
    praised(store)
    thank(store)
    with pytest.raises(Impossible, match="mention 1 cannot be thanked for: anna has done so on 2026-11-23"):
        thank(store, person=BORIS)


def test_of_eight_at_once_one_thanks(store: Store) -> None:
    praised(store)

    def attempt(number: int) -> bool:
        try:
            thank(store, person=(ANNA, VERA, BORIS)[number % 3])
        except Impossible:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        ({"key": 99}, NotFound, "there is no mention 99"),
        ({"key": 10**30}, NotFound, "there is no mention"),
        ({"person": STRANGER}, Forbidden, "stranger is a viewer and may not thank for praise"),
        ({"url": "javascript:alert(1)"}, UsageError, "is not an address"),
        ({"url": "https://x.example/" + "a" * 2000}, UsageError, "is not an address"),
    ],
)
def test_what_cannot_be_is_refused(store: Store, given: dict[str, Any], error: type[OperatorError], told: str) -> None:
    praised(store)
    with pytest.raises(error, match=told):
        thank(store, **given)
    assert (listed(store, True), listed(store, False)) == ([], [1])


def test_what_is_no_praise_of_ours_is_not_thanked_for(store: Store) -> None:
    a_case(store, 1)
    praised(store, 2, some_tags("neutral", complaint=False))
    praised(store, 3, author="Ozols")
    take(store, [a_mention(4, site="rivals", rating=Rating(5.0))], PRAISE, site=a_site("rivals", brand=RIVAL))
    told = {
        1: "it is case 1, which is answered",
        2: "it is no praise. If it is, say so first: otklik correct --mention 2 --sentiment positive",
        3: "it was dismissed by the rule “the company's own words”",
        4: "it was dismissed by the rule “about a competitor”",
    }
    for key, why in told.items():
        with pytest.raises(Impossible) as refused:
            thank(store, key)
        assert why in str(refused.value)
    assert listed(store, False) == []


def test_praise_that_is_gone_is_not_thanked_for(store: Store) -> None:
    praised(store)
    for day in (1, 2):
        scanned(store, [], now=NOW + day * DAY)
    with pytest.raises(Impossible, match="it is gone from its site"):
        thank(store)
    assert listed(store, False) == []


def test_the_journal_lists_what_is_still_to_be_thanked_for(store: Store) -> None:
    for number in (1, 2, 3):
        praised(store, number)
    a_case(store, 4)
    thank(store, 2)
    assert (listed(store, False), listed(store, True)) == ([3, 1], [2])


def test_what_a_person_calls_praise_may_be_thanked_for(store: Store) -> None:
    praised(store, tags=some_tags("neutral", complaint=False))
    change = Change(sentiment="positive")
    correcting.correct_mention(store, ANNA, 1, book=BOOK, catalogue=Catalogue((SITE,)), now=NOW, change=change)
    assert listed(store, False) == [1]
    assert thank(store).thanked is not None


def test_the_journal_is_filtered_by_rule(store: Store) -> None:
    praised(store, 1)
    a_case(store, 2)
    with store.read() as tx:
        assert [one.id for one in mentions.journal(tx, limit=9, rule="praise")] == [1]
        assert [one.id for one in mentions.journal(tx, limit=9, rule="complaint", outcome="case")] == [2]
        assert mentions.journal(tx, limit=9, rule="no such rule") == ()
