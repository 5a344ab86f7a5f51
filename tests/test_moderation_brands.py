"""Whether a text names a brand."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.brands import names_brand
from moderation.demo.places import ALIASES
from moderation.demo.texts import LANGUAGES, book

OWN = ("Кронавольт", *ALIASES["Кронавольт"])
WIND = ("Белый ветер", "Білий вітер", "Baltais vējš", "White Wind")


def test_it_works() -> None:
    assert names_brand("Вчера был в Кронавольте, больше не пойду", OWN) == "Кронавольте"
    assert names_brand("Вчера был в другом магазине", OWN) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("КРОНАВОЛЬТ!!!", "КРОНАВОЛЬТ"),
        ("нет «Кронавольта» на карте", "Кронавольта"),
        ("писал Кронавольту трижды", "Кронавольту"),
        ("доволен Кронавольтом", "Кронавольтом"),
        ("про кронавольты всего города", "кронавольты"),
        ("у Кронавольті сказали", "Кронавольті"),
        ("подякував Кронавольтові", "Кронавольтові"),
        ("кронавольтовский курьер", "кронавольтовский"),
        ("кронавольтівська доставка", "кронавольтівська"),
        ("Крона-Вольта не докричишься", "Крона-Вольта"),
        ("крона вольт опять", "крона вольт"),
        ("#кронавольт", "кронавольт"),
        ("kronavolt.lv не открывается", "kronavolt"),
        ("@kronavolt_help молчит", "kronavolt"),
        ("Kronavoltā bija rinda", "Kronavoltā"),
        ("rakstīju Kronavoltam", "Kronavoltam"),
        ("Kronavolta kurjers", "Kronavolta"),
        ("no Kronavolts!", "Kronavolts"),
        ("Kronavolt's van", "Kronavolt's"),
        ("Kronavolt’s van", "Kronavolt’s"),
        ("в Kronavolt'е", "Kronavolt'е"),
        ("заказ из Kronavolt-а", "Kronavolt-а"),
        ("Кронавольт/Бытограф", "Кронавольт"),
    ],
)
def test_a_brand_is_found_in_every_form(text: str, words: str) -> None:
    assert names_brand(text, OWN) == words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("key", "name"), [("own", "Кронавольт"), ("bytograf", "Бытограф"), ("technoveya", "Техновея")])
def test_every_form_of_the_demo_world_is_found(language: str, key: str, name: str) -> None:
    for form in book(language).brands[key].values():
        assert names_brand(f"… {form}, …", (name, *ALIASES[name])) == form
        for other in set(ALIASES) - {name}:
            assert names_brand(form, (other, *ALIASES[other])) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("из Белого ветра не звонят", "Белого ветра"),
        ("в «Белом Ветре»", "Белом Ветре"),
        ("белым\nветром", "белым\nветром"),
        ("Белый-ветер", "Белый-ветер"),
        ("#белыйветер", "белыйветер"),
        ("у Білому вітрі", "Білому вітрі"),
        ("Baltajā vējā", "Baltajā vējā"),
        ("Baltā vēja kurjers", "Baltā vēja"),
        ("baltais vejs bez garumzīmēm", "baltais vejs"),
        ("White Wind's shop", "White Wind's"),
    ],
)
def test_each_word_of_a_longer_name_is_inflected(text: str, words: str) -> None:
    assert names_brand(text, WIND) == words


@pytest.mark.parametrize(
    "text", ["белый снег и ветер", "ветер", "белая ветер", "Белый, ветер", "забелый ветер", "белый ветерок", "white winding"]
)
def test_parts_of_a_longer_name_are_not_the_name(text: str) -> None:
    assert names_brand(text, WIND) is None


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("Розетка", "у Розетці", "Розетці"),
        ("Розетка", "из розетки", "розетки"),
        ("Перекрёсток", "в Перекрестке", "Перекрестке"),
        ("Вечір", "до Вечора", "Вечора"),
        ("Солнечное", "из Солнечного", "Солнечного"),
        ("Красная", "в Красной", "Красной"),
        ("Связной", "в Связном", "Связном"),
        ("Трамвай", "у Трамвая", "Трамвая"),
        ("Продавець", "від Продавця", "Продавця"),
        ("М.Видео", "в мвидео", "мвидео"),
        ("М.Видео", "в М-Видео", "М-Видео"),
        ("О'Кей", "в Окее и в О’Кее", "Окее"),
        ("Maxima", "Maximā vienmēr", "Maximā"),
        ("Brālis", "pie Brāļa", "Brāļa"),
        ("Pele", "daudzu Peļu", "Peļu"),
        ("Rimi", "Rimi veikalā", "Rimi"),
        ("H&M", "in H&M today", "H&M"),
        ("Tele2", "уйду от Tele2", "Tele2"),
        ("Currys", "at Curry's", "Curry's"),
        ("«Ветка»", "ветку закрыли", "ветку"),
    ],
)
def test_names_of_every_declension(name: str, text: str, words: str) -> None:
    assert names_brand(text, (name,)) == words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Кронавольт", "Кронавольтметр, Подкронавольт и акронавольта"),
        ("Кронавольт", "Кронавольт2000"),
        ("Maxim", "Maxima"),
        ("Currys", "a good curry"),
        ("Kronavolts", "Kronavolta2 un Kronavoltage"),
        ("Мир", "мировой, примирение, мировоззрение"),
        ("М.Видео", "видео"),
        ("Tele2", "Tele 2x, Tele22"),
        ("a.b", "axb"),
        ("C++", "C"),
        ("Ол", "Ола"),
        (".*", "anything"),
    ],
)
def test_other_words_that_hold_a_name_are_not_taken_for_it(name: str, text: str) -> None:
    assert names_brand(text, (name,)) is None


@pytest.mark.parametrize("names", [(), ("",), (" - ", "..."), ("«»",)])
def test_no_name_is_never_found(names: tuple[str, ...]) -> None:
    assert names_brand("Кронавольт ... - «»", names) is None


def test_text_in_decomposed_unicode_is_read_too() -> None:
    text = unicodedata.normalize("NFD", "Kronavoltā nekā")
    assert names_brand(text, OWN) == "Kronavoltā"


@given(st.text(max_size=40), st.lists(st.text(max_size=12), max_size=3))
def test_any_text_and_any_names_give_words_of_the_text_or_nothing(text: str, names: list[str]) -> None:
    found = names_brand(text, names)
    assert found is None or (found and found in unicodedata.normalize("NFC", text))


@given(
    st.sampled_from(OWN + WIND),
    st.sampled_from([" ", ", ", "«", "\n", "—", "(", "/"]),
    st.sampled_from([str.upper, str.lower, str.title]),
)
def test_the_name_itself_is_found_between_any_borders(name: str, border: str, case: type[str]) -> None:
    assert names_brand(f"слово{border}{case(name)}{border}", (name,)) == case(name)


def test_a_long_text_of_almost_names_is_read_to_the_end() -> None:
    text = "крона-  " * 12_000 + "kronavol " * 12_000
    assert names_brand(text, OWN) is None
    assert names_brand(text + "Kronavolts", OWN) == "Kronavolts"
