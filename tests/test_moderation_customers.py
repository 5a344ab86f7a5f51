"""Who counts as a loyal customer, by what was recorded of the complaints (C2, C5). On both databases."""

from __future__ import annotations

import pytest

from crawler.items import Rating
from moderation.customers import customer_of
from moderation.desk import answering, outcomes
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, DAY, HOUR, NOW, PRAISE, REPLY, a_case, a_mention, hire, take


@pytest.fixture
def answered(store: Store) -> int:
    """Give a case with a reply that was posted."""
    hire(store)
    n = a_case(store, 1, author="Игорь Шевченко", rating=Rating(1.0))
    answering.reply(store, ANNA, n, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, n, book=BOOK, now=NOW + HOUR)
    return n


def standing(store: Store, n: int) -> str:
    return str(customer_of(store, n, BOOK, NOW + 2 * DAY).standing)


@pytest.mark.parametrize(
    ("reactions", "expected"),
    [
        (("satisfied",), "loyal"),
        (("amended",), "loyal"),
        (("withdrew",), "loyal"),
        (("accepted",), "new"),
        (("silent",), "new"),
        (("unsatisfied",), "new"),
        (("amended", "unsatisfied"), "new"),
        (("satisfied", "unsatisfied"), "new"),
    ],
)
def test_who_was_satisfied_in_the_end_is_loyal(store: Store, answered: int, reactions: tuple[str, ...], expected: str) -> None:
    for number, reaction in enumerate(reactions, start=2):
        outcomes.resolve(store, ANNA, answered, book=BOOK, now=NOW + number * HOUR, reaction=reaction)
    assert standing(store, answered) == expected


def test_who_writes_the_review_better_after_our_answer_is_loyal(store: Store, answered: int) -> None:
    assert standing(store, answered) == "new"
    take(store, [a_mention(1, author="Игорь Шевченко", body="Всё решили", rating=Rating(5.0))], PRAISE, now=NOW + DAY)
    assert standing(store, answered) == "loyal"
