"""Nearly the same text: shingles, MinHash in bands, and how well it tells reposted complaints from others."""

from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.duplicates import BANDS, ROWS, SHARED, bands, likeness, shingles, signature
from moderation.linking import ALIKE, Post, compare

# Complaints written for this test, each by another customer about something else.
TEXTS = (
    "Заказал стиральную машину с доставкой на пятницу, отпросился с работы, а курьер так и не приехал. Вечером "
    "прислали сообщение, что меня не было дома. Я весь день просидел у телефона, никто не звонил. Верните деньги за "
    "доставку.",
    "Купили в вашем магазине холодильник, через неделю он начал стучать и перестал морозить. Мастер сказал, что это "
    "заводской брак, но в магазине отказываются менять и отправляют ждать экспертизу сорок дней. Продукты портятся, "
    "дома маленький ребёнок.",
    "На кассе нагрубили и отказались принимать возврат чайника, хотя чек и упаковка целые. Девушка не поднимая глаз "
    "сказала читать правила на стене. Старший смены обещал разобраться и перезвонить, прошло две недели, звонка нет.",
    "Оплатила заказ картой, деньги списались дважды. В банке видят две оплаты, а ваша поддержка твердит, что видит "
    "только одну. Пишу уже четвёртое письмо, каждый раз отвечает новый человек и просит начать сначала.",
    "Замовила варильну поверхню чорного кольору, а привезли білу та ще й з подряпиною. Кур'єр сказав, що він лише "
    "возить і нічого не вирішує. Оператор пообіцяв передзвонити у вівторок, але досі тиша, кухня стоїть розібрана вже "
    "другий тиждень.",
    "Здав телефон у гарантійний ремонт місяць тому. Спочатку казали два тижні, потім чекали запчастину, тепер взагалі "
    "не можуть сказати, де мій телефон. На гарячій лінії тримають по сорок хвилин і кидають слухавку.",
    "Nopirku televizoru, kas pēc trim dienām pārstāja ieslēgties. Veikalā teica, ka jāgaida ekspertīze vismaz mēnesi, "
    "un aizvietotāju nedod. Uz e-pastiem neviens neatbild, pa tālruni saka, ka vadītājs būs rīt, un tā jau otro "
    "nedēļu.",
    "Kurjers atveda nepareizu preci un aizbrauca, negaidot, kamēr pārbaudīšu. Tagad man pašai jāved smaga kaste "
    "atpakaļ uz noliktavu Rīgas otrā malā. Naudu sola atmaksāt tikai pēc pārbaudes, kuras termiņu neviens nezina.",
    "I ordered a kettle four weeks ago and every call ends with a promise to ring me back, which nobody ever does. "
    "The money left my account the same day. Your website still says that the parcel is being prepared.",
    "The dishwasher was delivered with a dent on the side and the fitters refused to take it away. Customer service "
    "wants photographs of the box that your own men carried off. I have taken two days off work for this already.",
)
WORDS = {
    "заказал": "оформил", "магазине": "салоне", "деньги": "средства", "сказал": "заявил", "обещал": "пообещал",
    "курьер": "водитель", "привезли": "доставили", "казали": "говорили", "тиждень": "тиж", "ремонт": "сервіс",
    "veikalā": "salonā", "naudu": "līdzekļus", "neviens": "nekas", "money": "cash", "website": "site", "promise": "pledge",
    "refused": "declined", "никто": "никто так и",
}  # fmt: skip
GREETINGS = ("Добрый день! ", "Пишу и сюда, раз нигде не отвечают. ", "Labdien! ", "Hello, posting here as well. ", "")
ENDINGS = (" Жду ответа.", " Никому не советую!", " Gaidu atbildi.", " Avoid.", "")


def reposted(text: str, chance: random.Random) -> str:
    """Write a complaint down again as people do for another site: other words here and there, some left out, a greeting."""
    words = [WORDS.get(word.lower().strip(".,!"), word) for word in text.split()]
    for _ in range(chance.randrange(0, 4)):
        words.pop(chance.randrange(len(words)))
    if chance.random() < 0.3:  # the end is cut off
        words = words[: int(len(words) * 0.8)]
    return f"{chance.choice(GREETINGS)}{' '.join(words)}{chance.choice(ENDINGS)}"


def test_it_works() -> None:
    assert likeness(shingles(TEXTS[0]), shingles(TEXTS[0])) == 1
    assert set(bands(shingles(TEXTS[0]))) & set(bands(shingles(TEXTS[0].upper().replace(",", " –"))))
    assert likeness(shingles(TEXTS[0]), shingles(TEXTS[1])) < 0.05
    assert shingles("Ужасный магазин") == frozenset()
    assert bands(frozenset()) == ()


def test_reposted_complaints_are_found_and_others_are_not() -> None:
    chance = random.Random(17)
    pairs = [(place, reposted(TEXTS[place], chance)) for place in range(len(TEXTS)) for _ in range(40)]
    found = hit = 0
    known = [(shingles(text), set(bands(shingles(text)))) for text in TEXTS]
    for place, again in pairs:
        given, banded = shingles(again), set(bands(shingles(again)))
        alike = [n for n, (base, marks) in enumerate(known) if len(marks & banded) >= SHARED and likeness(base, given) >= ALIKE]
        found += len(alike)
        hit += alike == [place]
    assert hit / found == 1.0, "precision"
    assert hit / len(pairs) >= 0.95, f"recall {hit / len(pairs)}"


def test_the_share_of_equal_numbers_estimates_the_likeness() -> None:
    chance = random.Random(3)
    off = []
    for turn in range(60):
        one = frozenset(f"{turn} {chance.randrange(400)}" for _ in range(120))
        other = frozenset(sorted(one)[: chance.randrange(10, 100)]) | {f"{turn} {chance.randrange(400)}" for _ in range(60)}
        equal = sum(a == b for a, b in zip(signature(one), signature(other), strict=True)) / (BANDS * ROWS)
        off.append(equal - likeness(one, other))
    assert abs(statistics.mean(off)) < 0.03
    assert statistics.pstdev(off) < 0.1


@given(st.frozensets(st.text(max_size=12), max_size=20), st.frozensets(st.text(max_size=12), max_size=20))
def test_likeness_is_symmetric_and_between_nothing_and_all(one: frozenset[str], other: frozenset[str]) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert (likeness(one, other) == 1) is (one == other != frozenset())


def test_signatures_are_the_same_on_every_machine() -> None:
    assert bands(shingles(TEXTS[8]))[:2] == (5781905522119278599, 4670822453403054055)
    assert all(0 <= number < 2**63 for number in bands(shingles(TEXTS[8])))


@pytest.mark.parametrize("place", range(len(TEXTS) - 1))
def test_different_complaints_are_no_proposal(place: int) -> None:
    assert compare(Post("Анна", TEXTS[place]), Post("Анна", TEXTS[place + 1])) is None
