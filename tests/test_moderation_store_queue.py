"""The queue by words: whichever way the database takes, it finds the same cases in the same order. On both databases."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from moderation.desk import ending
from moderation.filters import parse_filter
from moderation.queue import queue
from moderation.store import queue as lines
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, COMPLAINT, NOW, a_mention, take

WORDS = (
    "доставка",
    "Доставки",
    "доставили",
    "курьер",
    "КУРЬЕРЫ",
    "ещё",
    "я",
    "kurjeri",
    "Rīgā",
    "возврат",
    "+371 2612 3456",
    "ilze@ozols.lv",
)
QUESTIONS = (
    "доставк", "доставка курьер", "еще", "я", "rig", "ilze@ozols.lv", "2612", "mail", "нигде", "author:анна", "author:анн курьер",
    'author:"Анна 3"', "status:all курьер", "status:dismissed,received возврат", "due:today доставка", "author:ilze",
)  # fmt: skip
# Names of limits, and what makes each way the one that is taken: few ids, a list, the texts themselves, the texts given up.
WAYS = {
    "ids": {"FEW": 10**6},
    "a list": {"FEW": 0, "MANY": 10**6},
    "the texts": {"FEW": 0, "MANY": 0, "WALK": 3},
    "the texts, given up": {"FEW": 0, "MANY": 0, "WALK": 3, "LONGEST_WALK": 4},
}


@pytest.fixture
def many(store: Store) -> Store:
    """Sixty cases of random words and authors; some have ended."""
    maker = random.Random(7)
    read = [
        a_mention(
            number,
            body=" ".join(maker.choices(WORDS, k=maker.randint(1, 4))),
            author=maker.choice(("Анна 3", "Ян", "Ilze", None)),
            headline=maker.choice((None, "Возврат")),
            published=NOW - timedelta(minutes=maker.randint(0, 600)),
        )
        for number in range(1, 61)
    ]
    take(store, read, COMPLAINT)
    for number in range(5, 61, 9):
        ending.dismiss(store, ANNA, number, book=BOOK, now=NOW, why="not ours")
    return store


def found(store: Store, wanted: str) -> list[int]:
    """List what every page of a question shows, a few a page."""
    numbers: list[int] = []
    after = None
    while True:
        page = queue(store, parse_filter(wanted), NOW, limit=7, after=after)
        numbers += [row.case.id for row in page.rows]
        if page.after is None:
            return numbers
        after = page.after


def test_every_way_finds_the_same(many: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ways: dict[str, list[list[int]]] = {}
    for way, limits in WAYS.items():
        with monkeypatch.context() as changed:
            for name, value in limits.items():
                changed.setattr(lines, name, value)
            ways[way] = [found(many, question) for question in QUESTIONS]
    for way, answers in ways.items():
        assert dict(zip(QUESTIONS, answers, strict=True)) == dict(zip(QUESTIONS, ways["ids"], strict=True)), way
    assert [bool(answer) for answer in ways["ids"]] == [
        True, True, True, True, True, False, False, True, False, True, True, True, True, True, True, True,
    ]  # fmt: skip
