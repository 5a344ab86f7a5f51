"""Texts as words: one function for what is stored and what is asked."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.folding import BY, LONGEST, MOST_ASKED, asked, different_words, finds, occurs, stored, words


def test_it_works() -> None:
    assert words("Ёлка ПРИЕХАЛА поздно, 3-го числа!") == ["елка", "приехала", "поздно", "3", "го", "числа"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ещё ЕЩЁ еще", ["еще", "еще", "еще"]),
        ("е\u0308лка", ["елка"]),  # ё of two characters
        ("за\u0301мок замо\u0301к", ["замок", "замок"]),
        ("ĶĒMME ķemme kemme", ["kemme", "kemme", "kemme"]),
        ("Šķūņu iela", ["skunu", "iela"]),
        ("їжак йод", ["їжак", "йод"]),
        ("м'ята м’ята мʼята", ["мята", "мята", "мята"]),
        ("'кавычки'", ["кавычки"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("ﬁne ２０２６ Ⅷ", ["fine", "2026", "viii"]),
        ("дос\u00adтавка дос\u200bтавка", ["доставка", "доставка"]),
        ("snake_case под_чёрк", ["snake", "case", "под", "черк"]),
        ("№ 12/34-АБ", ["no", "12", "34", "аб"]),
        ("İstanbul", ["istanbul"]),
        ("👍 … — ?!", []),
        ("", []),
        ("\0\ud800", []),
    ],
)
def test_case_marks_and_spelling_do_not_count(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_a_word_of_a_stranger_cannot_be_longer_than_a_database_takes() -> None:
    assert words("я" * 10_000) == ["я" * LONGEST]
    assert len("".join(words("ﷺ" * 300_000)).encode()) < 1_000_000


@given(st.text())
def test_words_are_letters_and_digits_and_stay_what_they_are(text: str) -> None:
    found = words(text)
    assert all(word.isalnum() for word in found)
    assert words(" ".join(found)) == found


@given(st.text() | st.text(alphabet="яёŠšаa1 '_-\u0301\u00adé"))
def test_the_different_words_are_the_words(text: str) -> None:
    assert different_words(text) == set(words(text))


@given(st.text(alphabet=st.characters(categories=("Lu", "Ll", "Lt", "Lo", "Nd"))))
def test_case_never_counts(text: str) -> None:
    assert words(text.upper().lower()) == words(text.upper())


def test_every_letter_there_is_can_stand_in_a_word() -> None:
    for number in range(0x80, 0x3000):
        letter = chr(number)
        if unicodedata.category(letter) in ("Lu", "Ll"):
            assert words(f"б{letter}в") == words(f"б{letter}в".lower()), hex(number)


def test_what_is_stored_is_every_word_once_and_the_author_apart() -> None:
    found = stored("Возврат денег", "Жду ВОЗВРАТ", "Ilze Liepa")
    assert sorted(found) == ["ilze", "liepa", "возврат", "денег", "жду", f"{BY}ilze", f"{BY}liepa"]
    assert stored(None, "…", None) == ()


def test_personal_data_is_not_stored_as_words_and_so_cannot_be_guessed() -> None:
    found = stored(None, "Звоните +371 26 123 456, ivan@example.org, заказ 7788", "Ivan +371 26 123 456")
    assert "7788" in found
    assert not {"371", "26", "123", "456", "example"} & set(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Доставка", ("доставка",)),
        ("дост доставка достав", ("доставка",)),
        ("до доставки", ("до", "доставки")),
        ("в Риге в риге", ("в", "риге")),
        ("!!!", ()),
        ("' OR 1=1 --", ("or", "1")),
        ('"курьер" OR (тариф*)', ("курьер", "or", "тариф")),
    ],
)
def test_a_question_is_the_words_of_a_text(text: str, found: tuple[str, ...]) -> None:
    assert asked(text) == found


def test_a_question_has_an_end_and_may_be_about_the_author() -> None:
    assert len(asked(" ".join(f"слово{number}ж" for number in range(500)))) == MOST_ASKED
    assert asked("Ilze", BY) == (f"{BY}ilze",)
    assert asked(BY) == ()


def test_a_word_is_recognised_in_its_surroundings() -> None:
    assert occurs("«Доставку,", ("достав",))
    assert occurs("супер-доставка", ("доставка",))
    assert not occurs("недоставка", ("доставка",))
    assert not occurs("!", ("а",))
    assert occurs("Не", ("не",))
    assert not occurs("нет", ("не",))
    assert [finds("нет", word) for word in ("нет", "нетто", "не")] == [True, True, False]
