"""Personal data shown as marks; order numbers, prices and dates left alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.masking import mask

CARD = "4111 1111 1111 1111"
IBAN = "LV80BANK0000435195001"


def test_it_works() -> None:
    text = "Заказ №123456789 от 12.03.2026 на 14 900 рублей. Звоните 8 (916) 123-45-67 или пишите ivan.petrov@mail.example"
    assert mask(text) == "Заказ №123456789 от 12.03.2026 на 14 900 рублей. Звоните [phone] или пишите [e-mail]"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("anna@example.lv", "[e-mail]"),
        ("Пишите: anna.k+shop@mail.example.com.", "Пишите: [e-mail]."),
        ("<ANNA_K@EXAMPLE.LV>, boris@пример.рф", "<[e-mail]>, [e-mail]"),
        ("mailto:anna@example.lv?subject=x", "mailto:[e-mail]?subject=x"),
        ("anna (at) example.lv", "[e-mail]"),
        ("anna[собака]example.lv", "[e-mail]"),
        ("anna собака example.lv", "[e-mail]"),
        ("a" * 300 + "@example.lv", "[e-mail]"),
    ],
)
def test_an_e_mail_address_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text", ["anna@", "@anna", "@example.lv", "anna@home", "цена @ 5.90", "встретил собаку на улице", "a @ b.lv"]
)
def test_what_is_no_address_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "phone",
    [
        "+7 916 123-45-67",
        "+7(916)123-45-67",
        "+79161234567",
        "8 (495) 123-45-67",
        "8-916-123-45-67",
        "8 916 123 45 67",
        "89161234567",
        "79161234567",
        "8 800 555-35-35",
        "(916) 123-45-67",
        "+380 67 123 45 67",
        "+38 (067) 123-45-67",
        "+38(067)1234567",
        "380671234567",
        "067 123 45 67",
        "067-123-45-67",
        "(044) 123-45-67",
        "0671234567",
        "80671234567",
        "+371 29123456",
        "+371 29 123 456",
        "(+371) 29123456",
        "+371-2912-3456",
        "00371 29123456",
        "371 29123456",
        "29123456",
        "29 123 456",
        "2912 3456",
        "67-123-456",
        "29 12 34 56",
        "+44 20 7946 0958",
        "+44 (0)20 7946 0958",
        "+44 7911 123456",
        "07911 123456",
        "07911123456",
        "020 7946 0958",
        "(0161) 496 0000",
        "+1 (555) 123-4567",
        "+49 30 1234567",
        "+370 612 34567",
        "+48 601 123 456",
        "123-45-67",
    ],
)
@pytest.mark.parametrize(
    "sentence",
    [
        "{}",
        "Мой номер {}, перезвоните",
        "дзвоніть ({}) до 18:00.",
        "Mans numurs ir {}!",
        "call me on {} before 10:30",
        "с 9 до 18, {}",
        "Заказ 5512-334: {}\n10 мая",
    ],
)
def test_a_telephone_number_is_masked_in_every_form(phone: str, sentence: str) -> None:
    assert mask(sentence.format(phone)) in (sentence.format("[phone]"), sentence.replace("({})", "{}").format("[phone]"))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("тел. 22-33-44", "тел. [phone]"),
        ("Телефон: 123456", "Телефон: [phone]"),
        ("tālr. nr. 29123456", "tālr. nr. [phone]"),
        ("мій номер телефону: 5012345", "мій номер телефону: [phone]"),
        ("tel.29123456", "tel.[phone]"),
        ("viber 29123456, whatsapp +371 26123456", "viber [phone], whatsapp [phone]"),
        ("29123456 29123457", "[phone] [phone]"),
        ("89161234567/89167654321", "[phone]/[phone]"),
        ("+49 30 1234567 15 мая", "[phone] 15 мая"),
        ("+371 29123456 2 раза", "[phone] 2 раза"),
        ("8 916 123 45 67 89", "[phone] 89"),
    ],
)
def test_a_word_before_it_makes_a_short_number_a_telephone(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "заказ №123456789",
        "Заказ № 29123456",
        "Номер заказа: 89161234567",
        "замовлення 0671234567",
        "номер замовлення 0671234567",
        "pasūtījums Nr. 29123456",
        "pasūtījuma numurs 29123456",
        "order number 29123456",
        "order #07911123456",
        "ТТН 20450123456789",
        "артикул 29123456, трек-номер 80081234567890",
        "чек 29123456",
        "IMEI 356938035643809",
        "order 4111111111111111",
        "договор 010180-12345",
        "заказ 1234-567",
        "14 900 рублей",
        "29 123 456 руб.",
        "€29 123 456 и 26 000 000 eiro",
        "61 234 567 грн",
        "12.03.2024 и 29.12.2024",
        "29-12-2024, 2024-12-29, 20241229, 2023-2024, 2023 2024",
        "12.03.24",
        "с 9 до 18, 10:30",
        "Belvira 320, Ticoma X4, Arvena 700",
        "https://shop.example/item/29123456",
        "https://shop.example/item?id=29123456",
        "shop-29123456.html",
        "модель X29123456, 29123456A, id_29123456",
        "1234-29123456",
        "4111 1111 1111 1112",
        "0000 0000 0000 0000",
        "LV81BANK0000435195001",
        "990180-12345",
        "100 200 300",
        "٢٩١٢٣٤٥٦",
        "тел",
        "купил телефон за 12 000 руб.",
        "телефон 120 000 руб.",
        "iPhone 15 256",
        "",
    ],
)
def test_order_numbers_prices_and_dates_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"карта {CARD}", "карта [card]"),
        ("4111-1111-1111-1111", "[card]"),
        ("4111111111111111.", "[card]."),
        ("3782 822463 10005", "[card]"),
        ("2200 0000 0000 0004", "[card]"),
        (f"IBAN {IBAN}", "IBAN [IBAN]"),
        ("lv80 bank 0000 4351 9500 1 un tad", "[IBAN] un tad"),
        ("UA213223130000026007233566001", "[IBAN]"),
        ("GB82 WEST 1234 5698 7654 32, please", "[IBAN], please"),
        ("ab12 слово LV80BANK0000435195001", "ab12 слово [IBAN]"),
        ("ab12 word word LV80BANK0000435195001", "ab12 word word [IBAN]"),
        ("010180-12345", "[personal code]"),
        ("personas kods: 32018012345", "personas kods: [personal code]"),
        ("p.k. 320180-12345", "p.k. [personal code]"),
        ("ІПН 1234567890", "ІПН [personal code]"),
        ("РНОКПП: 1234567890", "РНОКПП: [personal code]"),
        ("ідентифікаційний код 1234567890", "ідентифікаційний код [personal code]"),
        ("ИНН 500100732259", "ИНН [personal code]"),
        ("СНИЛС 112-233-445 95", "СНИЛС [personal code]"),
        ("112-233-445 95", "[personal code]"),
        ("national insurance number QQ 12 34 56 C", "national insurance number [personal code]"),
        ("паспорт 4509 123456", "паспорт [passport]"),
        ("паспорт серия 45 09 № 123456", "паспорт серия [passport]"),
        ("Паспорта: 4509123456", "Паспорта: [passport]"),
        ("паспорт ВК 123456", "паспорт ВК 123456".replace("ВК 123456", "[passport]")),
        ("pases nr. LV1234567", "pases nr. [passport]"),
        ("passport number 123456789", "passport number [passport]"),
    ],
)
def test_cards_accounts_and_papers_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


PIECES = (
    *(
        "anna@example.lv",
        "+371 29123456",
        "29123456",
        "8 (916) 123-45-67",
        "067 123 45 67",
        CARD,
        IBAN,
        "010180-12345",
        "4509 123456",
    ),
    *(
        "заказ",
        "№",
        "тел.",
        "паспорт",
        "ИНН",
        "order",
        "nr.",
        "call",
        "personas kods",
        "[phone]",
        "[card]",
        "12.03.2024",
        "123",
        "45",
        "67",
    ),
    *(" ", ", ", "-", ".", "(", ")", "+", "/", "@", "\n", "=", "руб", "€", "a", "ж", "собака", "7", "8", "0", "00", "371", "44"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=60))
def test_masking_what_is_masked_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.text(st.sampled_from("0123456789+-() .@№a"), max_size=60))
def test_any_heap_of_digits_is_masked_once_for_all(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(
    st.lists(st.sampled_from(["anna@example.lv", "+371 29123456", CARD, IBAN]), min_size=1, max_size=5),
    st.sampled_from([", ", "\n", "; ", " и "]),
)
def test_nothing_of_several_data_is_left(data: list[str], between: str) -> None:
    masked = mask(between.join(data))
    assert masked.count("[") == len(data)
    assert not any(sign.isdigit() or sign == "@" for sign in masked)


UNITS = (
    "a|a.|a@|a@a|1|1 |1-|(1) |+1|00|LV12 |lv1a |паспорт №|ИНН .,.,|собака |a [at|( |[at] |"
    "заказ 29123456 |тел. 1|29123456-|4111 1111 "
)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", [*UNITS.split("|"), " " * 7, "№" * 5])
def test_a_hundred_kilobytes_of_one_thing_are_read_in_time(unit: str) -> None:
    """A pattern that looks back and forth over such a text would need minutes; the limit of this test is the guard."""
    text = unit * (100_000 // len(unit))
    assert mask(text + " anna@example.lv").endswith("[e-mail]")


PHONES = {
    "ru": ("+7 9{:02} {:03}-{:02}-{:02}", "8 (9{:02}) {:03}-{:02}-{:02}", "89{:02}{:03}{:02}{:02}"),
    "uk": ("+380 67 {:03} {:02} {:02}", "067 {:03} {:02} {:02}", "(050) {:03}-{:02}-{:02}", "063{:03}{:02}{:02}"),
    "lv": ("+371 29{:02}{:02}{:02}", "26 {:03} {:03}", "2{:03}{:04}", "67{:03}{:03}"),
    "en": ("+44 7{:03} {:03} {:03}", "07{:03} {:06}", "020 {:04} {:04}"),
}
SENTENCES = {
    "ru": ("Перезвоните мне: {}, жду второй день.", "Мой телефон {} и почта {}", "{} Сергей, заказ ещё в марте"),
    "uk": ("Мій номер {}, зателефонуйте.", "Пишіть на {}, або дзвоніть {}", "Оксана, {}"),
    "lv": ("Zvaniet man: {}, gaidu otro dienu.", "Mans e-pasts {} un tālrunis {}", "{} Jānis"),
    "en": ("Call me on {} any time.", "My mail is {}, my phone {}.", "{} Tom, still waiting"),
}
ORDERS = {
    "ru": ("Заказ №{} до сих пор не приехал", "номер заказа {}", "по заказу {} тишина", "чек {} сохранил", "Заказ: {}."),
    "uk": ("Замовлення №{} загубили", "номер замовлення {}", "за замовленням {} тиша", "чек {} зберігаю"),
    "lv": ("Pasūtījums Nr. {} nav saņemts", "pasūtījuma numurs {}", "par pasūtījumu {} klusums", "čeks {} ir saglabāts"),
    "en": ("Order #{} never came", "order number {}", "invoice {} is attached", "about order {}, silence"),
}


def test_a_thousand_lines_lose_their_data_and_keep_their_orders() -> None:
    """RELIABILITY row 56: recall of telephones and addresses at least 99 %, order numbers wrongly masked at most 2 %."""
    dice = random.Random(56)
    found = given_data = kept = orders = 0
    for number in range(1000):
        language = ("ru", "uk", "lv", "en")[number % 4]
        if number % 2 == 0 or number % 3 == 0:
            line = dice.choice(SENTENCES[language])
            data = [a_datum(dice, language) for _ in range(line.count("{}"))]
            masked = mask(line.format(*data))
            given_data += len(data)
            found += sum(piece not in masked for piece in data)
        order = str(dice.randint(10**6, 10 ** dice.randint(7, 12)))
        orders += 1
        kept += order in mask(dice.choice(ORDERS[language]).format(order))
    assert found >= 0.99 * given_data
    assert kept >= 0.98 * orders


def a_datum(dice: random.Random, language: str) -> str:
    if dice.random() < 0.3:
        return f"{dice.choice(['anna', 'boris.k', 'oksana_77'])}@{dice.choice(['mail', 'pasts', 'post'])}.example"
    return dice.choice(PHONES[language]).format(*(dice.randint(10, 99) for _ in range(4)))
