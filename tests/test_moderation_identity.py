"""Who wrote it: names in one form for both alphabets, and the numbers that give a customer away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.identity import clues, contacts, digest, distinctive, folded, nameless, orders
from moderation.linking import COMMON, Kind, Post, by_name, compare

SAME = (
    ("Игорь Шевченко", "SHEVCHENKO Igor"),
    ("Игорь Шевченко", "Ševčenko Igors"),
    ("Игорь Шевченко", "Sevcenko Igors"),
    ("Jānis Bērziņš", "Янис Берзиньш"),
    ("Юрий Кузнецов", "Jurijs Kuznecovs"),
    ("Юрий Кузнецов", "Yuriy Kuznetsov"),
    ("Олег-73", "oleg73"),
    ("Наталья Ёлкина", "Natalya Yolkina"),
    ("Ёлкина Наталья", "Елкина Наталья"),
    ("Ольга Гриценко", "Olha Hrytsenko"),
    ("Ольга Гриценко", "Olga Gritsenko"),
    ("Алексей Щукин", "Aleksey Shchukin"),
    ("Алексей Щукин", "Aleksejs Ščukins"),
    ("Марія Ткаченко", "Mariia Tkachenko"),
    ("Ілля Хоменко", "Illia Khomenko"),
    ("Соломія", "Solomiia"),
    ("Михаил Жуков", "Mihails Žukovs"),
    ("IvanPetrov", "ivan_petrov"),
    ("grey_wolf88", "Grey Wolf 88"),
    ("Дмитрий", "Dmitrijs"),
    ("Мар’яна", "Мар'яна"),
)
OTHERS = (
    ("Игорь Шевченко", "Олег Шевченко"),
    ("Олег-73", "Олег-74"),
    ("Jānis Bērziņš", "Jānis Kalniņš"),
    ("Анна", "Инна"),
    ("Мария", "Марина"),
    ("Ivan Petrov", "Ivan Petrenko"),
    ("grey_wolf88", "grey_wolf"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_it_works(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text(max_size=40))
def test_folding_what_is_folded_changes_nothing(name: str) -> None:
    form = folded(name)
    assert folded(form) in (form, "")  # a name may fold to a word for nobody
    assert form == form.casefold()


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщыэюяіїєґёbcdfghklmnpqrstvwxyzāčēģīķļņšūž0123456789- ", max_size=40))
def test_case_never_tells_two_apart(name: str) -> None:
    assert folded(name.upper()) == folded(name)


@pytest.mark.parametrize(
    "name", [None, "", "  ", "Аноним", "гость", "Гость 1234", "ANONYMOUS", "Пользователь", "без имени", "Viesis", "—"]
)
def test_nobody_has_no_name(name: str | None) -> None:
    assert nameless(name)
    assert folded(name) == ""


def test_a_first_name_alone_is_not_distinctive() -> None:
    assert [distinctive(folded(name)) for name in ("Ilze", "Иван", "Анна", "Dmitrijs")] == [False] * 4
    assert [distinctive(folded(name)) for name in ("Иван П.", "Олег-73", "gromoverzhec")] == [True] * 3
    assert by_name(folded("Ilze"), 2, same_site=False) is None
    assert by_name(folded("Ilze"), 2, same_site=True) is not None
    assert by_name(folded("Иван Петров"), COMMON, same_site=False) is not None
    assert by_name(folded("Иван Петров"), COMMON + 1, same_site=False) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Заказ № 123-456-78 от 12.11.2026", ("123-456-78",)),
        ("замовлення номер 55512 так і не приїхало", ("55512",)),
        ("pasūtījums Nr. LV-998877", ("LV-998877",)),
        ("My order #A1234567 is lost", ("A1234567",)),
        ("накладная 20450123456789", ("20450123456789",)),
        ("заказ 15000 рублей", ()),
        ("заказ 12.11.2026", ()),
        ("заказ: 2026", ()),
        ("заказ жду 3 недели", ()),
        ("заказали 2 стула и 4 лампы", ()),
        ("order 66", ()),
    ],
)
def test_order_numbers_are_found_where_a_word_says_what_they_are(text: str, found: tuple[str, ...]) -> None:
    assert orders(text) == found


def test_contacts_are_what_masking_finds() -> None:
    text = "звоните 8 (916) 123-45-67 или пишите ivan@example.org; ещё +371 26 123 456"
    assert contacts(text) == (("phone", "8 (916) 123-45-67"), ("email", "ivan@example.org"), ("phone", "+371 26 123 456"))
    assert contacts("мне 45 лет, заказ 12345") == ()


def test_a_clue_is_the_same_however_it_is_written() -> None:
    same = [clues(text) for text in ("тел. +371 26 123 456", "zvaniet pa tālruni 26123456")]
    assert same[0] == same[1] != {}
    assert clues("заказ № 4455-667") == clues("Order 4455667") == {digest("order", "4455667"): "order"}
    assert not any("4455667" in one for one in clues("заказ № 4455-667"))


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=20))
def test_comparing_is_symmetric(one: str, other: str, name: str) -> None:
    here, there = Post(name, f"{one} заказ 123456"), Post(name.upper(), f"{other} заказ № 123-456")
    assert compare(here, there) == compare(there, here)


def test_a_contact_tells_who_and_an_order_tells_what() -> None:
    by_mail = compare(Post("Анна", "пишите a@example.org"), Post("Олег", "a@example.org ждёт ответа"))
    by_order = compare(Post("Анна", "заказ 123456"), Post("Олег", "где заказ 123456"))
    assert by_mail is not None
    assert by_order is not None
    assert (by_mail.kind, by_order.kind) == (Kind.AUTHOR, Kind.COMPLAINT)
    assert (
        compare(Post("Анна", "пишите a@example.org"), Post("Олег", "a@example.org"), known=[digest("email", "a@example.org")])
        is None
    )
    both = compare(Post("Анна К", "заказ 123456"), Post("Anna K", "где заказ 123456"))
    assert both is not None
    assert both.score > by_order.score
    assert [one.what for one in both.evidence] == ["order", "name"]
