"""Full-text search: any text may be asked, and both databases find the same mentions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, event
from sqlalchemy import text as sql

from config.catalogue import Catalogue
from config.errors import UsageError
from crawler.items import Mention, Rating
from moderation.filters import KEYS, Filter, parse_filter
from moderation.folding import asked, finds, stored
from moderation.queue import queue
from moderation.search import Piece, excerpt, found_document, pieces, search, wanted_of
from moderation.store import finding, mentions
from moderation.store import queue as lines
from moderation.store.engine import Store, make_engine, open_store
from moderation.store.migrate import alembic_config, migrate
from tests import people
from tests.payloads import ADDRESSES, PAYLOADS
from tests.people import COMPLAINT, DAY, NOW, PRAISE, SITE, a_case, a_mention, hire, take

BODIES = (
    "Курьер опоздал на три дня, посылка пришла мятая",
    "Ещё раз заказал — ёлка приехала сломанная, деньги не вернули",
    "Kurjers kavējās, paciņa sabojāta. Ļoti slikts serviss!",
    "Продавець нахамив, гроші не повертають, м’ята коробка",
    "The courier was late and the parcel came damaged",
    "Позвоните +371 26 123 456, заказ № 778899",
    "ДОСТАВКА бесплатная, спасибо!",
    "под_черк и супер-доставка 2026 ①②",
)
INJECTIONS = (
    "' OR 1=1 --",
    "'; DROP TABLE cases; --",
    '" OR ""="',
    "1) UNION SELECT digest FROM token --",
    "x' AND (SELECT 1 FROM pg_sleep(9)) --",
    "%' OR '%'='",
    "_",
    "%",
    "*",
    "\\",
    "\\' OR 1=1 --",
    "NEAR(a b, 1)",
    "a AND b OR NOT c",
    "words:*",
    "{words} : a",
    "^начало",
    "'a' & !'b' <-> 'c':*",
    "a | b & ( c",
    "$1",
    ":id",
    "%(id)s",
    "?",
    "0x27",
    "char(39)",
    "\0",
    "\ud800",
    "\ue000ilze",
)


@pytest.fixture
def journal(store: Store) -> Store:
    """Eight mentions, numbered from 1; the last is praise."""
    take(store, [a_mention(number, body=body, author=f"Ilze Nr{number}") for number, body in enumerate(BODIES[:7], 1)])
    take(store, [a_mention(8, body=BODIES[7], author="Пётр", headline="Отзыв о магазине", rating=Rating(5.0))], PRAISE)
    return store


def found(store: Store, text: str) -> list[int]:
    return [one.id for one in search(store, text).found]


def test_it_works(journal: Store) -> None:
    page = search(journal, "курьер")
    assert [(one.id, one.author, one.case_id, one.status) for one in page.found] == [(1, "Ilze Nr1", 1, "received")]
    assert (page.asked, page.after) == (("курьер",), None)
    praise = search(journal, "магазин").found[0]
    assert (praise.id, praise.case_id, praise.status, praise.outcome) == (8, None, None, "dismissed")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("КУРЬЕР", [1]),
        ("еще", [2]),
        ("ЕЩЁ Ёлка", [2]),
        ("Елк", [2]),
        ("kavējās", [3]),
        ("KAVĒJĀS", [3]),
        ("loti", [3]),
        ("м'ята", [4, 1]),
        ("мята кор", [4]),
        ("courier parcel", [5]),
        ("courier ёлка", []),
        ("доставка", [8, 7]),
        ("достав", [8, 7]),
        ("778899", [6]),
        ("26 123 456", []),  # masked
        ("371", []),
        ("черк", [8]),
        ("2026 12", [8]),
        ("ilze", [7, 6, 5, 4, 3, 2, 1]),
        ("петр", [8]),
        ("Отзыв", [8]),
        ("не", [4, 2]),
        ("я", []),
        ("кур", [1]),
        ("три дня", [1]),
        ("nr1", [1]),
        ("nr", []),
        ("!!! …", []),
        ("", []),
    ],
)
def test_words_are_found_whatever_their_case(journal: Store, text: str, ids: list[int]) -> None:
    assert found(journal, text) == ids


def test_pages_are_complete_and_hold_nothing_twice(store: Store) -> None:
    take(store, [a_mention(number, body=f"слово номер {number}") for number in range(25)])
    seen: list[int] = []
    before = None
    for _ in range(10):
        page = search(store, "слово", limit=7, before=before)
        seen += [one.id for one in page.found]
        before = page.after
        if before is None:
            break
    assert seen == list(range(25, 0, -1))
    assert search(store, "слово", limit=10**9).after is None
    assert len(search(store, "слово", limit=0).found) == 1


def test_an_edit_is_found_by_its_new_words_only(journal: Store) -> None:
    take(journal, [a_mention(1, body="Теперь всё хорошо", author="Инга")], now=NOW + DAY)
    assert found(journal, "курьер") == []
    assert found(journal, "хорошо") == [1]
    assert found(journal, "инга") == [1]
    assert 1 not in found(journal, "ilze")


def test_the_rest_of_a_text_is_found_when_it_comes(store: Store) -> None:
    take(store, [a_mention(1, body="Заказ пришёл", truncated=True)])
    take(store, [a_mention(1, body="Заказ пришёл без зарядки")], now=NOW + DAY)
    assert found(store, "зарядка"[:6]) == [1]
    assert found(store, "заказ") == [1]


def test_a_mention_that_is_read_again_is_there_once(journal: Store) -> None:
    take(journal, [a_mention(1, body=BODIES[0], author="Ilze Nr1")], now=NOW + DAY)
    with journal.write() as tx:
        decision = mentions.Decision("dismissed", "x", "")
        mentions.add(tx, [(a_mention(1, body="другое"), "Ozols", decision)], NOW)
    assert found(journal, "курьер") == [1]
    assert found(journal, "другое") == []


@pytest.mark.parametrize("text", [*INJECTIONS, *PAYLOADS, *ADDRESSES, "a" * 100_000, "я " * 50_000, "\x00\x01"])
def test_any_text_may_be_asked(journal: Store, text: str) -> None:
    """RELIABILITY row 25."""
    words = asked(text)
    expected = [n for n in range(8, 0, -1) if words and holds(n, words)]
    assert found(journal, text) == expected


def holds(number: int, words: tuple[str, ...]) -> bool:
    """Say whether a mention of the journal holds the words, without any database."""
    author, headline = (f"Ilze Nr{number}", None) if number < 8 else ("Пётр", "Отзыв о магазине")
    there = stored(headline, BODIES[number - 1], author)
    return all(any(finds(sought, word) for word in there) for sought in words)


ANY = st.text() | st.text(alphabet=" \"'*:()^{}+-&|!<>\\%_,.;абвёйеїЕЁкурьерKurjsāēš019\x00\ud800\ue000")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY)
def test_any_text_at_all_may_be_asked(both: tuple[Store, Store], text: str) -> None:
    one, other = both
    assert found(one, text) == found(other, text)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY)
def test_ten_thousand_texts_may_be_asked(both: tuple[Store, Store], text: str) -> None:
    one, other = both
    assert found(one, text) == found(other, text)


@pytest.fixture
def both(sqlite_url: str, postgres_url: str) -> Iterator[tuple[Store, Store]]:
    """Two stores with the same 300 mentions of words that resemble each other."""
    stores = open_store(sqlite_url), open_store(postgres_url)
    for store in stores:
        take(store, many())
    yield stores
    for store in stores:
        store.close()


SYLLABLES = ("ку", "рьер", "ёл", "ка", "ДО", "ста", "вка", "ļo", "ti", "ņš", "ß", "2", "ї", "’я", "-", " ", " ", "_", "①", "é")


def many() -> list[Mention]:
    maker = random.Random(25)
    return [
        a_mention(number, body="".join(maker.choices(SYLLABLES, k=30)), author="".join(maker.choices(SYLLABLES, k=4)))
        for number in range(300)
    ]


def test_five_hundred_questions_find_the_same_mentions_in_both_databases(both: tuple[Store, Store]) -> None:
    """RELIABILITY row 25."""
    maker = random.Random(500)
    one, other = both
    sizes = []
    for _ in range(500):
        text = "".join(maker.choices(SYLLABLES, k=maker.randint(1, 5)))
        ids = found(one, text)
        assert ids == found(other, text), text
        sizes.append(len(ids))
    assert sum(0 < size < 200 for size in sizes) > 200


def test_mentions_that_were_there_before_are_filled_in_by_the_migration(url_before: str) -> None:
    engine = create_engine(url_before)
    with engine.begin() as tx:
        names = "site, native_id, url, kind, brand, body, published_raw, truncated, layers, replies, digest, first_seen"
        kept = "edits, missed, outcome, rule, reason"
        row = "'opinions', :native, '', 'reviews', 'Ozols', :body, '', false, '[]', '[]', '', :at, 0, 0, 'x', '', ''"
        for number in range(1, 2 * finding.BATCH + 3):
            given = {"native": f"n{number}", "body": f"ЁЛКА номер {number}", "at": "2026-11-23 09:00:00"}
            tx.execute(sql(f"INSERT INTO mention ({names}, {kept}) VALUES ({row})"), given)
    engine.dispose()
    migrate(url_before)
    store = open_store(url_before)
    assert len(found(store, "елка")) == 200
    assert found(store, f"елка {2 * finding.BATCH + 2}") == [2 * finding.BATCH + 2]
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url_before(request: pytest.FixtureRequest, tmp_path: object) -> str:
    """Give a database as it was before there was a search."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/old.db"
    else:
        url = request.getfixturevalue("own_postgres_url")
        schema = url.partition("search_path%3D")[2].partition("%20")[0]
        engine = create_engine(url)
        with engine.begin() as tx:
            tx.execute(sql(f"DROP SCHEMA {schema} CASCADE"))
            tx.execute(sql(f"CREATE SCHEMA {schema}"))
        engine.dispose()
    engine = make_engine(url)
    with alembic_config() as config, engine.connect().execution_options(otklik_writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
    engine.dispose()
    return url


def test_a_line_shows_where_the_words_stand() -> None:
    body = "начало " * 100 + "и тут КУРЬЕРА не было, " + "конец " * 100
    shown = excerpt(body, ("курьер",), 120)
    assert len(shown) <= 121
    assert "КУРЬЕРА" in shown
    assert shown.startswith("…начало")
    assert shown.endswith("…")
    assert excerpt("коротко\nи ясно", ("нет",)) == "коротко и ясно"
    assert excerpt("слово " * 100, ("нет",), 20) == "слово слово слово с…"
    assert pieces("и тут КУРЬЕРА, нет", ("курьер",)) == (
        Piece("и тут ", False), Piece("КУРЬЕРА,", True), Piece(" нет", False),
    )  # fmt: skip
    assert pieces("", ("а",)) == ()


def test_a_document_is_masked(journal: Store) -> None:
    page = search(journal, "778899")
    document = found_document(page.found[0], page.asked)
    assert document["excerpt"] == "Позвоните [phone], заказ № 778899"
    assert document["case"] == {"id": 6, "status": "received"}
    assert document["mention"] == 6


# The same words in the filter of the queue


def numbers(store: Store, wanted: str) -> list[int]:
    return sorted(row.case.id for row in queue(store, parse_filter(wanted), NOW).rows)


@pytest.mark.parametrize(
    ("wanted", "cases"),
    [
        ("курьер", [1]),
        ('"опоздал КУРЬЕР"', [1]),
        ("«ёлка»", [2]),
        ("магазин", []),  # praise is no case
        ("ilze status:received site:opinions", [1, 2, 3, 4, 5, 6, 7]),
        ("ilze status:closed", []),
        ("author:ilze", [1, 2, 3, 4, 5, 6, 7]),
        ('author:"Ilze Nr3"', [3]),
        ("author:nr3,nr4", [3, 4]),
        ("author:курьер", []),
        ("author:nr1,nr2 курьер", [1]),
        ('"!!!"', []),
        ("author:!!!", []),
        ("author:!!!,nr2", [2]),
        ("id:3,4", [3, 4]),
        ("id:999999999999999999", []),
        ("level:1", [1, 2, 3, 4, 5, 6, 7]),
        ("level:2,3", []),
        ("department:склад", []),
        ("risk:churn", []),
        ("mark:amended,withdrawn", []),
        ("after:2026-11-23", [1, 2, 3, 4, 5, 6, 7]),
        ("before:2026-11-23", []),
        ("before:2026-11-23T09:00:01+00:00 after:2026-11-23T09:00", [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_words_and_the_other_keys_of_the_filter(journal: Store, wanted: str, cases: list[int]) -> None:
    assert numbers(journal, wanted) == cases


def test_frequent_words_keep_the_order_of_the_queue(journal: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rare = {text: queue(journal, parse_filter(text), NOW) for text in ("ilze", "ilze не", "author:ilze status:all")}
    monkeypatch.setattr(lines, "FEW", 1)
    for text, page in rare.items():
        assert queue(journal, parse_filter(text), NOW) == page
        first = queue(journal, parse_filter(text), NOW, limit=1)
        rest = queue(journal, parse_filter(text), NOW, limit=30, after=first.after)
        assert (*first.rows, *rest.rows) == page.rows
    assert len(rare["ilze"].rows) == 7


def plan_of(store: Store, wanted: str) -> str:
    """Give how SQLite finds the cases of a filter."""
    seen: list[str] = []

    def explain(connection: Any, _c: object, statement: str, parameters: object, _x: object, _many: object) -> None:
        if statement.startswith("SELECT cases.next_due"):
            seen.extend(str(row[3]) for row in connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(store.engine, "before_cursor_execute", explain)
    queue(store, parse_filter(wanted), NOW)
    event.remove(store.engine, "before_cursor_execute", explain)
    return "; ".join(seen)


def test_few_cases_are_found_by_their_words_and_many_in_the_order_of_the_queue(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = plan_of(sqlite_store, "курьер")
    assert "(mention_id=?)" in few
    assert "ix_cases" not in few
    monkeypatch.setattr(lines, "FEW", 0)
    plan = plan_of(sqlite_store, "курьер owner:nobody topic:trust author:ilze mark:escalated after:2026-11-01")
    assert "COVERING INDEX ix_cases_queue (open=?" in plan
    assert "TEMP B-TREE" not in plan


def test_many_forms_of_a_word_are_found_as_few_are(journal: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    few = found(journal, "доста"), found(journal, "курьер")
    monkeypatch.setattr(finding, "FORMS", 0)
    assert (found(journal, "доста"), found(journal, "курьер")) == few == ([8, 7], [1])


def test_the_mark_of_an_edit_goes_when_the_new_text_was_answered(journal: Store) -> None:
    from moderation.desk import answering

    hire(journal)
    take(journal, [a_mention(1, body="Совсем другой текст", author="Ilze Nr1")], now=NOW)
    (row,) = queue(journal, parse_filter("mark:amended"), NOW).rows
    assert ("amended" in row.case.marks, row.case.id) == (True, 1)
    answering.reply(journal, people.ANNA, 1, book=people.BOOK, now=NOW, text=people.REPLY)
    answering.post(journal, people.ANNA, 1, book=people.BOOK, now=NOW)
    assert numbers(journal, "mark:amended") == []


@pytest.mark.parametrize("payload", [*INJECTIONS, *PAYLOADS[:10]])
def test_nothing_in_a_filter_reaches_the_database_as_a_command(journal: Store, payload: str) -> None:
    """RELIABILITY row 24."""
    everything = numbers(journal, "status:all")
    free = [key for key in KEYS if key in ("site", "brand", "topic", "owner", "department", "language", "cause")]
    for key in free:
        assert queue(journal, Filter(status=("all",), **{key: (payload,)}), NOW).rows == ()
    for name in ("words", "author"):
        rows = queue(journal, Filter(status=("all",), **{name: (payload,)}), NOW).rows  # type: ignore[arg-type]
        assert {row.case.id for row in rows} <= set(everything)
        assert len(rows) < len(everything) or asked(payload) in {("ilze",)}
    for key in set(KEYS) - set(free) - {"author"}:
        with pytest.raises(UsageError):
            parse_filter(f'{key}:"{payload.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}"')
    assert numbers(journal, "status:all") == everything


# Names of this installation


def wanted(store: Store, text: str) -> Filter:
    return wanted_of(text, store, people.settings(), lambda: Catalogue((SITE,), {}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("site:opinoins", 'filter: site: "opinoins" is not known. Did you mean site:opinions?'),
        ("site:zzz", 'filter: site: "zzz" is not known. There are opinions'),
        ("topic:delivry", "Did you mean topic:delivery?"),
        ("brand:ozols", "Did you mean brand:Ozols?"),
        ("owner:ana", "Did you mean owner:anna?"),
        ("owner:nobdy", "Did you mean owner:nobody?"),
        ("department:склад", "There is no department yet"),
        ("site:' OR 1=1", 'site: "\'" is not known'),
    ],
)
def test_a_misspelt_name_names_the_nearest(journal: Store, text: str, said: str) -> None:
    hire(journal)
    with pytest.raises(UsageError) as refused:
        wanted(journal, text)
    assert said in str(refused.value)


def test_names_of_old_are_known_by_their_cases(journal: Store) -> None:
    a_case(journal, 20, COMPLAINT, site="gone")
    assert wanted(journal, "site:gone,opinions brand:Kronavolt owner:nobody topic:delivery").site == ("gone", "opinions")
    assert wanted(journal, "after:2026-11-23").received_from == NOW.replace(hour=22, day=22)  # midnight in Riga
