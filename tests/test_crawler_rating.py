"""From a rating as shown to a value on its scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.rating import parse_rating, worded_rating


def test_it_works() -> None:
    found = parse_rating("4,5 из 5")
    assert found is not None
    assert (found.value, found.best, found.raw) == (4.5, 5, "4,5 из 5")


@pytest.mark.parametrize(
    ("shown", "value", "best"),
    [
        ("4", 4, 5),
        ("4.5", 4.5, 5),
        ("4,5", 4.5, 5),
        ("4 из 5", 4, 5),
        ("4 із 5", 4, 5),
        ("4 no 5", 4, 5),
        ("4 out of 5 stars", 4, 5),
        ("7/10", 7, 10),
        ("80%", 4, 5),
        ("★★★☆☆", 3, 5),
        ("★★★★★", 5, 5),
        ("★★⯨", 2.5, 5),
        ("Оценка: 2", 2, 5),
        ("0", 0, 5),
    ],
)
def test_ratings_are_read_as_shown(shown: str, value: float, best: float) -> None:
    found = parse_rating(shown)
    assert found is not None
    assert (found.value, found.best) == (value, best)


@pytest.mark.parametrize("junk", ["", "нет оценки", "11", "6 из 5", "12.03.2024", "-", "x" * 500])
def test_what_is_no_rating_or_off_its_scale_gives_none(junk: str) -> None:
    assert parse_rating(junk) is None


def test_what_is_read_is_divided_by_the_unit() -> None:
    found = parse_rating("65", unit=13)
    assert found is not None
    assert found.value == 5


def test_a_word_is_read_by_its_table() -> None:
    words = {"рекомендую": 5.0, "не рекомендую": 1.0}
    found = worded_rating(" Не  рекомендую ", words, best=5, worst=1)
    assert found is not None
    assert found.value == 1
    assert worded_rating("посмотрим", words, best=5, worst=1) is None


@given(st.text(max_size=60))
def test_any_text_gives_a_value_on_its_scale_or_none(text: str) -> None:
    found = parse_rating(text)
    assert found is None or 0 <= found.value <= found.best
