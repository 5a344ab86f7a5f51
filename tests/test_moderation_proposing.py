"""Looking for posts that belong together: what is proposed, what is not, and that a run costs what is new. On both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from crawler.items import Rating
from moderation.linking import COMMON, Kind
from moderation.proposing import BATCH, NEAREST, propose
from moderation.store import customers
from moderation.store.customers import LinkRecord
from moderation.store.engine import Store
from tests.people import NOW, PRAISE, a_case, a_mention, a_site, take

LONG = (
    "Заказал стиральную машину с доставкой на пятницу, отпросился с работы, а курьер так и не приехал. Вечером прислали "
    "сообщение, что меня не было дома. Я весь день просидел у телефона, никто не звонил."
)


def links(store: Store) -> list[tuple[Kind, int, int, list[str]]]:
    with store.read() as tx:
        found: tuple[LinkRecord, ...] = customers.open_links(tx, 200)
    return [(link.kind, link.one, link.other, [one.what for one in link.evidence]) for link in found]


def praise(store: Store, number: int, author: str, site: str = "opinions", body: str = "Спасибо, всё прекрасно") -> None:
    take(store, [a_mention(number, site=site, author=author, body=body, rating=Rating(5.0))], PRAISE, site=a_site(site))


def test_it_works(store: Store) -> None:
    a_case(store, 1, author="Игорь Шевченко", body=LONG)
    a_case(store, 2, site="forum", author="Igors Ševčenko", body="Хамство на кассе")
    a_case(store, 3, site="forum", author="Гость", body=f"Пишу и сюда. {LONG} Жду ответа.")
    done = propose(store, NOW)
    assert (done.looked, done.new, done.more) == (3, 2, False)
    assert links(store) == [(Kind.COMPLAINT, 1, 3, ["text"]), (Kind.AUTHOR, 1, 2, ["name"])]
    assert propose(store, NOW).looked == 0


def test_what_comes_later_is_compared_with_what_was_there(store: Store) -> None:
    a_case(store, 1, author="Игорь Шевченко", body="Где мой заказ № 4455-667?")
    assert propose(store, NOW).new == 0
    a_case(store, 2, site="forum", author="Anna", body="Order 4455667 has not come")
    assert propose(store, NOW).new == 1
    assert links(store) == [(Kind.COMPLAINT, 1, 2, ["order"])]


def test_a_text_that_was_edited_is_looked_at_again(store: Store) -> None:
    a_case(store, 1, author="Игорь Шевченко", body="Где мой заказ?")
    a_case(store, 2, site="forum", author="Anna", body="Order 4455667 has not come")
    assert propose(store, NOW).new == 0
    take(store, [a_mention(1, author="Игорь Шевченко", body="Где мой заказ 4455667?")])
    assert (propose(store, NOW).new, propose(store, NOW).looked) == (1, 0)


def test_between_two_who_never_complained_nothing_is_proposed(store: Store) -> None:
    praise(store, 1, "Игорь Шевченко")
    praise(store, 2, "Ihor Shevchenko", "forum")
    assert propose(store, NOW).new == 0
    a_case(store, 3, site="third", author="Igors Ševčenko", body="Опять не привезли")
    assert propose(store, NOW).new == 2


def test_a_name_that_many_bear_says_nothing(store: Store) -> None:
    for number in range(1, COMMON + 2):
        a_case(store, number, site=f"site{number}", author="Анна Иванова", body=f"Дело номер {number}")
    assert propose(store, NOW).new == 0


def test_a_first_name_says_something_on_one_site_only(store: Store) -> None:
    a_case(store, 1, author="Ilze", body="Nav atvests")
    a_case(store, 2, site="forum", author="Ilze", body="Slikta kvalitāte")
    a_case(store, 3, author="Ilze", body="Nauda nav atgriezta")
    propose(store, NOW)
    assert links(store) == [(Kind.AUTHOR, 1, 3, ["name"])]


def test_the_telephone_of_the_shop_says_nothing(store: Store) -> None:
    for number in range(1, customers.MOST_ALIKE + 3):
        words = " ".join(f"слово{number}{place}" for place in range(10))
        a_case(store, number, author=f"Автор {number}", body=f"{words}, звонил на +371 67 000 111")
    assert propose(store, NOW).new == 0


def test_one_text_posted_by_many_does_not_flood_the_page(store: Store) -> None:
    for number in range(1, 31):
        a_case(store, number, author=f"Автор {number}", body=f"{LONG} Это уже {number} раз.")
    assert propose(store, NOW).new <= 30 * NEAREST


def test_a_tick_looks_at_no_more_than_it_may(store: Store) -> None:
    mentions = [a_mention(number, author=f"Автор {number}", body=f"Дело {number}") for number in range(1, BATCH + 11)]
    take(store, mentions)
    first = propose(store, NOW, most=BATCH)
    assert (first.looked, first.more) == (BATCH, True)
    assert propose(store, NOW, most=BATCH).looked == 10


def test_runs_at_the_same_time_propose_once(store: Store) -> None:
    a_case(store, 1, author="Игорь Шевченко", body=LONG)
    a_case(store, 2, site="forum", author="Ihor Shevchenko", body=LONG)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: propose(store, NOW), range(4)))
    assert (sum(one.looked for one in done), sum(one.new for one in done)) == (2, 1)
    assert links(store) == [(Kind.COMPLAINT, 1, 2, ["text", "name"])]


def test_nothing_but_digests_is_kept_of_numbers(store: Store) -> None:
    from sqlalchemy import select

    from moderation.store.tables.customers import band, clue, link

    a_case(store, 1, author="Игорь Шевченко", body=f"{LONG} Заказ 4455667, +371 26 123 456")
    a_case(store, 2, site="forum", author="Anna", body="Order 4455667 has not come")
    propose(store, NOW)
    with store.read() as tx:
        kept = repr([tx.execute(select(table)).all() for table in (clue, band, link)])
    assert "4455667" not in kept
    assert "26123456" not in kept
