"""Whether a posted reply stands on the site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.seen import SHORTEST, letters, stands

LONG = "Здравствуйте! Деньги вернули сегодня: 49,90 €. Просим прощения."


def test_it_works() -> None:
    assert stands(LONG, ["что-то другое", LONG])
    assert not stands(LONG, [])


@pytest.mark.parametrize(
    "shown",
    [
        f"  {LONG}\n\n",
        LONG.replace(" ", "\u00a0"),
        LONG.upper(),
        LONG.replace("49,90", "49.90"),
        f"Ответ представителя Ozols:\n«{LONG}»\nС уважением, Анна",
        LONG.replace("!", "!\r\n<br>").replace("<br>", ""),
    ],
)
def test_what_a_site_does_to_a_text_does_not_matter(shown: str) -> None:
    assert stands(LONG, [shown])


@pytest.mark.parametrize("shown", [LONG.replace("вернули", "не вернём"), LONG[:40], "", "Просим прощения"])
def test_another_text_is_another_text(shown: str) -> None:
    assert not stands(LONG, [shown])


def test_a_short_reply_must_stand_alone() -> None:
    assert stands("Вернули!", ["вернули"])
    assert not stands("Вернули!", ["Мне так и не вернули деньги"])
    assert len(letters("Вернули!")) < SHORTEST


@pytest.mark.parametrize("empty", ["", " \n"])
def test_an_empty_text_is_seen_nowhere(empty: str) -> None:
    assert not stands(empty, ["", "!!!", LONG])


def test_a_reply_without_letters_must_stand_as_it_is() -> None:
    assert stands("👍", [" 👍\n"])
    assert not stands("👍", ["👎", "", LONG])


@given(st.text(min_size=1).filter(letters))
def test_a_text_stands_where_it_is_whole(text: str) -> None:
    assert stands(text, [text])
    assert stands(text, [f"Ответ:\n{text}\nСпасибо."]) or len(letters(text)) < SHORTEST
