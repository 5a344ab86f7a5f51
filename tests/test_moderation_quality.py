"""The review of quality: the same sample for all, nobody's own work, everybody sees the own marks. On both databases."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import Forbidden, Impossible, NotFound, UsageError
from moderation import reviewing
from moderation.desk import answering, ending
from moderation.people import Person, Role
from moderation.quality import Work, reviewable, sample, speed_of, wanted
from moderation.store.engine import Store
from moderation.weeks import week_at
from tests.people import ANNA, BOOK, BORIS, DAY, HOUR, NOW, REPLY, VERA, a_book, a_case, hire

WEEK = week_at(NOW, "Europe/Riga")
LATER = NOW + 8 * DAY
ZANE = Person("zane", "Zane", Role.ADMIN)


@pytest.fixture
def answered(store: Store) -> int:
    hire(store)
    n = a_case(store)
    answered_by(store, n)
    return n


def answered_by(store: Store, n: int, person: Person = ANNA, hours: int = 2) -> None:
    answering.reply(store, person, n, book=BOOK, now=NOW + HOUR, text=REPLY)
    answering.post(store, person, n, book=BOOK, now=NOW + hours * HOUR)


def score(store: Store, n: int = 1, person: Person = BORIS, **details: Any) -> Any:
    given: dict[str, Any] = {"book": BOOK, "now": LATER, "week": WEEK, "accuracy": 4, "completeness": 3}
    return reviewing.score(store, person, n, **{**given, **details})


def test_it_works(store: Store, answered: int) -> None:
    (line,) = reviewing.reviews(store, BORIS, BOOK, WEEK, LATER).open
    assert (line.work.case, line.work.person, line.work.speed, line.card) == (answered, "anna", 5, None)
    card = score(store, answered, note=" well done ")
    assert (card.person, card.speed, card.accuracy, card.completeness, card.note) == ("anna", 5, 4, 3, "well done")
    assert reviewing.reviews(store, BORIS, BOOK, WEEK, LATER).open[0].card == card
    seen = reviewing.reviews(store, ANNA, BOOK, WEEK, LATER)
    assert (seen.open, seen.mine) == ((), (card,))
    assert reviewing.reviews(store, VERA, BOOK, WEEK, LATER).mine == ()
    assert score(store, answered, accuracy=5).accuracy == 5
    assert len(reviewing.reviews(store, ANNA, BOOK, WEEK, LATER).mine) == 1


@pytest.mark.parametrize(
    ("details", "error", "said"),
    [
        ({"n": 7}, NotFound, "case 7 is not in the sample of 2026-W48"),
        ({"accuracy": 0}, UsageError, "accuracy: 0 is not a mark"),
        ({"completeness": 6}, UsageError, "completeness: 6 is not a mark"),
        ({"speed": -1}, UsageError, "speed: -1 is not a mark"),
        ({"note": "x" * 2001}, UsageError, "has 2001 characters"),
        ({"now": NOW + DAY}, UsageError, "2026-W48 is not over"),
        ({"person": ANNA}, Forbidden, "may not see and mark the work of others"),
        ({"person": VERA}, Forbidden, "may not see and mark the work of others"),
    ],
)
def test_what_is_refused(store: Store, answered: int, details: dict[str, Any], error: Any, said: str) -> None:
    with pytest.raises(error, match=said):
        score(store, **details)
    assert reviewing.reviews(store, ANNA, BOOK, WEEK, LATER).mine == ()


def test_nobody_marks_the_own_work_nor_what_another_has_marked(store: Store, answered: int) -> None:
    own = a_case(store, 2, body="Другая жалоба")
    answered_by(store, own, BORIS)
    assert [review.work.case for review in reviewing.reviews(store, BORIS, BOOK, WEEK, LATER).open] == [answered]
    with pytest.raises(Forbidden, match="boris had a hand in case 2, so another person reviews it"):
        score(store, own)
    score(store, own, ZANE)
    with pytest.raises(Impossible, match="case 2 was reviewed by zane on 2026-12-01 already; only zane changes that"):
        score(store, own, Person("yana", "Yana", Role.SUPERVISOR))


def test_what_was_taken_up_again_or_ended_without_a_reply(store: Store, answered: int) -> None:
    ending.close(store, ANNA, answered, book=BOOK, now=NOW + DAY, why="done")
    ending.reopen(store, ANNA, answered, book=BOOK, now=NOW + 2 * DAY, why="again")
    assert reviewing.drawn_of(store, BOOK, WEEK, LATER) == ()
    ended = a_case(store, 2, body="Другая жалоба")
    answering.acknowledge(store, VERA, ended, book=BOOK, now=NOW)
    ending.close(store, VERA, ended, book=BOOK, now=NOW + HOUR, why="settled by phone")
    (work,) = reviewing.drawn_of(store, BOOK, WEEK, LATER)
    assert (work.case, work.person, work.speed) == (ended, "vera", None)
    with pytest.raises(UsageError, match="no clock timed the work on case 2"):
        score(store, ended)
    assert score(store, ended, speed=2).speed == 2


def test_what_happens_after_the_week_changes_nothing_of_its_sample(store: Store, answered: int) -> None:
    before = reviewing.drawn_of(store, BOOK, WEEK, LATER)
    ending.close(store, VERA, answered, book=BOOK, now=LATER, why="done")
    assert reviewing.drawn_of(store, BOOK, WEEK, LATER + DAY) == before
    assert reviewing.drawn_of(store, a_book(quality={"share": 0, "least": 0, "most": 0}), WEEK, LATER) == ()


@pytest.mark.parametrize(("used", "mark"), [(0, 5), (0.5, 5), (0.51, 4), (0.75, 4), (1, 3), (1.01, 2), (1.5, 2), (9, 1)])
def test_the_speed_is_proposed_by_the_share_of_the_term(used: float, mark: int) -> None:
    assert speed_of(used) == mark


NAMES = ("anna", "boris", "vera")
some_work = st.builds(
    Work,
    case=st.integers(1, 200),
    person=st.sampled_from(NAMES),
    at=st.just(NOW),
    hands=st.frozensets(st.sampled_from(NAMES)),
)
much_work = st.lists(some_work, max_size=60, unique_by=lambda work: (work.person, work.case))
rule = st.tuples(st.floats(0, 1), st.integers(0, 5), st.integers(0, 20)).map(
    lambda given: {"share": given[0], "least": given[1], "most": given[1] + given[2]}
)


@given(much_work, rule, st.sampled_from(("2026-W47", "2026-W48")), st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_sample_within_the_bounds(works: list[Work], rule: Any, seed: str, chance: Any) -> None:
    drawn = sample(works, seed, **rule)
    chance.shuffle(works)
    assert sample(works, seed, **rule) == drawn
    assert set(drawn) <= set(works)
    for name in NAMES:
        there, mine = (sum(work.person == name for work in some) for some in (works, drawn))
        assert mine == wanted(there, **rule)
        assert mine <= min(there, rule["most"])
        assert mine >= min(there, rule["least"])
        assert mine >= min(there, rule["most"], there * rule["share"])


@given(much_work, st.sampled_from(NAMES))
def test_nobody_is_given_the_own_work(works: list[Work], login: str) -> None:
    left = reviewable(works, login)
    assert all(work.person != login and login not in work.hands for work in left)
    assert all(work in left or work.person == login or login in work.hands for work in works)


def test_another_week_draws_another_sample() -> None:
    works = [Work(n, "anna", NOW, frozenset()) for n in range(200)]
    first, second = (sample(works, seed, share=0.1, least=1, most=50) for seed in ("2026-W47", "2026-W48"))
    assert len(first) == len(second) == 20
    assert len(set(first) & set(second)) < 10
