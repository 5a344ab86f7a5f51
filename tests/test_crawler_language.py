"""Which language a text is in (A1, E6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.language import LANGUAGES, detect

SHORT = [
    ("ru", "Заказал чайник, привезли кофемолку."),
    ("ru", "Деньги не вернули, никто не звонит"),
    ("ru", "iPhone 15 Pro Max 256GB Natural Titanium — пришёл с царапиной, менять отказались, деньги не вернули"),
    ("uk", "Гроші не повернули, ніхто не дзвонить"),
    ("uk", "Замовила чайник, привезли кавомолку. Відмовляються міняти."),
    ("lv", "Naudu neatdeva, neviens nezvana, pasūtījums pazuda."),
    ("lv", "Pasūtīju tējkannu, atveda kafijas dzirnaviņas."),
    ("en", "They never refunded me and nobody answers the phone."),
    ("en", "Ordered a kettle, got a coffee grinder."),
]


def test_it_works() -> None:
    assert detect("Щойно привезли холодильник, він не працює") == "uk"


@pytest.mark.parametrize(("language", "text"), SHORT)
def test_a_short_text_in_each_language_is_told(language: str, text: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "12345", "!!! 5/5 :)", "🙂"])
def test_a_text_without_letters_is_in_no_language(text: str) -> None:
    assert detect(text) is None


def test_a_site_in_one_language_needs_no_letters() -> None:
    assert detect("5/5", ("lv",)) == "lv"


def test_only_expected_languages_are_named_within_their_script() -> None:
    assert detect("Гроші не повернули, ніхто не дзвонить", ("uk", "en")) == "uk"
    assert detect("They never refunded me", ("uk", "en")) == "en"


def test_a_long_russian_text_without_telling_letters_is_no_ukrainian() -> None:
    text = (
        "Заказ не пришел, курьер не звонит, магазин не отвечает, оператор просто положил трубку, а деньги так и не вернули. " * 2
    )
    assert detect(text, ("ru", "uk")) == "ru"


@given(st.text(max_size=300))
def test_any_text_gives_a_known_language_or_none(text: str) -> None:
    assert detect(text) in {None, *LANGUAGES}
