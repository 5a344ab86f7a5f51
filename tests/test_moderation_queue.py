"""The queue, nearest deadline first, and one case. On both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from classifier.labels import Label
from crawler.items import Mention
from moderation.case import Status
from moderation.desk import answering, ending, owners, terms
from moderation.filters import Filter, parse_filter
from moderation.queue import MOST, case_view, queue
from moderation.store import cases
from moderation.store import queue as lines
from moderation.store.base import NEVER
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, BORIS, COMPLAINT, DAY, HOUR, NOW, REPLY, a_case, a_mention, a_site, hire, some_tags, take

LEGAL = some_tags(risks=(Label("legal_threat", 0.9),), topics=(Label("refund_return", 0.8), Label("trust", 0.7)))


@pytest.fixture
def desk_of_five(store: Store) -> Store:
    """Five cases: 1 replied, 2 overdue, 3 serious and Boris's, 4 waiting, 5 dismissed; another site, brand and language."""
    hire(store)
    a_case(store, 1, headline="Возврат")
    a_case(store, 2, now=NOW - 9 * DAY, published=None)
    a_case(store, 3, LEGAL)
    a_case(store, 4, some_tags(language="lv"), site="forum", language="lv")
    a_case(store, 5)
    answering.reply(store, ANNA, 1, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, 1, book=BOOK, now=NOW)
    owners.assign(store, ANNA, 3, book=BOOK, now=NOW, owner="boris")
    answering.acknowledge(store, ANNA, 4, book=BOOK, now=NOW)
    terms.wait(store, ANNA, 4, book=BOOK, now=NOW, until=NOW + 7 * DAY, why="asked for the number")
    ending.dismiss(store, BORIS, 5, book=BOOK, now=NOW, why="not ours")
    return store


def numbers(store: Store, wanted: str = "", now: datetime = NOW) -> list[int]:
    return [row.case.id for row in queue(store, parse_filter(wanted), now).rows]


def test_it_works(desk_of_five: Store) -> None:
    page = queue(desk_of_five, Filter(), NOW)
    assert [row.case.id for row in page.rows] == [2, 3, 1, 4]
    assert page.after is None
    row = page.rows[2]
    assert (row.author, row.headline, row.sentiment, row.withdrawn) == ("Ilze", "Возврат", "negative", False)
    assert (row.case.status, row.case.next_clock, row.case.next_due) == (Status.REPLIED, "confirm", NOW + 3 * DAY)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("status:all", [2, 3, 1, 4, 5]),
        ("status:dismissed", [5]),
        ("status:replied,dismissed", [1, 5]),
        ("status:open,dismissed", [2, 3, 1, 4, 5]),
        ("status:closed", []),
        ("severity:critical", [3]),
        ("severity:critical,normal", [2, 3, 1, 4]),
        ("site:forum", [4]),
        ("site:forum,opinions", [2, 3, 1, 4]),
        ("brand:Ozols", [2, 3, 1, 4]),
        ("brand:Kronavolt", []),
        ("topic:trust", [3]),
        ("topic:trust,delivery", [2, 3, 1, 4]),
        ("topic:tru", []),
        ("topic:%", []),
        ('topic:","', []),
        ("owner:boris", [3]),
        ("owner:nobody", [2, 1, 4]),
        ("owner:boris,nobody", [2, 3, 1, 4]),
        ("language:lv", [4]),
        ("due:overdue", [2]),
        ("due:today", [2, 3]),
        ("due:waiting", [4]),
        ("due:overdue,waiting", [2, 4]),
        ("due:waiting site:opinions", []),
        ("""brand:"' OR 1=1 --" """, []),
        ("site:\x00", []),
        ("owner:\ud800", []),
    ],
)
def test_every_key_of_the_filter(desk_of_five: Store, wanted: str, found: list[int]) -> None:
    assert numbers(desk_of_five, wanted) == found


def test_a_pause_that_ran_out_waits_no_more(desk_of_five: Store) -> None:
    assert numbers(desk_of_five, "due:waiting", NOW + 7 * DAY) == []


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_pages_are_complete_and_hold_nothing_twice(store: Store, size: int) -> None:
    """Many cases are due at the same moment: published together, found together."""
    read: list[Mention] = [a_mention(number, published=NOW - HOUR * (number % 3)) for number in range(25)]
    take(store, read)
    seen: list[int] = []
    after = None
    for _ in range(30):
        page = queue(store, Filter(), NOW, limit=size, after=after)
        seen += [row.case.id for row in page.rows]
        assert len(page.rows) <= size
        after = page.after
        if after is None:
            break
    assert after is None
    assert sorted(seen) == list(range(1, 26))
    whole = queue(store, Filter(), NOW).rows
    assert seen == [row.case.id for row in whole]
    assert [row.case.next_due for row in whole] == sorted(row.case.next_due or NEVER for row in whole)


def test_a_page_after_the_last_row_is_empty(desk_of_five: Store) -> None:
    assert queue(desk_of_five, Filter(), NOW, after=(NEVER, 99)).rows == ()
    ended = queue(desk_of_five, parse_filter("status:all"), NOW, limit=4)
    assert ended.after is not None
    assert [row.case.id for row in queue(desk_of_five, parse_filter("status:all"), NOW, after=ended.after).rows] == [5]


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-5, 1), (10**9, 4)])
def test_a_page_has_a_sane_size(desk_of_five: Store, asked: int, given: int) -> None:
    assert len(queue(desk_of_five, Filter(), NOW, limit=asked).rows) == given
    assert MOST == 200


@pytest.mark.parametrize("after", [None, (NOW, 7)])
def test_the_queue_is_read_from_its_index(sqlite_store: Store, after: tuple[datetime, int] | None) -> None:
    """A queue that sorts every open case anew would be slow exactly when there are many."""
    seen: list[str] = []

    def explain(connection: object, _c: object, statement: str, parameters: object, _x: object, many: object) -> None:
        if statement.startswith("SELECT cases"):
            rows = connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[attr-defined]
            seen.extend(str(row[3]) for row in rows)

    from sqlalchemy import event

    event.listen(sqlite_store.engine, "before_cursor_execute", explain)
    with sqlite_store.read() as tx:
        lines.rows(tx, Filter(), NOW, limit=50, after=after)
    plan = "; ".join(seen)
    assert "COVERING INDEX ix_cases_queue (open=?" in plan
    assert "TEMP B-TREE" not in plan
    assert "SCAN" not in plan


def test_postgresql_can_read_the_queue_from_its_index(postgres_url: str) -> None:
    from moderation.store.engine import open_store

    store = open_store(postgres_url)
    with store.read() as tx:
        tx.execute(text("SET LOCAL enable_seqscan = off"))
        tx.execute(text("SET LOCAL enable_bitmapscan = off"))
        tx.execute(text("SET LOCAL enable_sort = off"))
        wanted = "SELECT * FROM cases WHERE open IS true ORDER BY next_due, id LIMIT 50"
        plan = "\n".join(tx.execute(text(f"EXPLAIN {wanted}")).scalars())
    store.close()
    assert "ix_cases_queue" in plan
    assert "Sort" not in plan


def test_a_case_shows_what_can_be_done_and_what_is_due(desk_of_five: Store) -> None:
    view = case_view(desk_of_five, 2, BOOK, NOW)
    assert view.marks == ("late",)
    assert view.next is not None
    assert view.next.kind == "acknowledge"
    assert (view.draft, view.posted, view.approval) == (None, None, False)
    replied = case_view(desk_of_five, 1, BOOK, NOW + 3 * DAY - HOUR)
    assert replied.marks == ("soon",)
    assert replied.posted is not None
    assert replied.posted.text == REPLY


def test_a_reading_holds_one_state_while_others_write(store: Store) -> None:
    a_case(store)
    with store.read() as tx:
        before = cases.file(tx, 1)
        answering.acknowledge(store, ANNA, 1, book=BOOK, now=NOW)
        assert cases.file(tx, 1) == before
    assert case_view(store, 1, BOOK, NOW).status is Status.ACKNOWLEDGED


def test_other_sites_complaints_are_told_apart(store: Store) -> None:
    take(store, [a_mention(site="forum")], COMPLAINT, site=a_site("forum"))
    a_case(store)
    assert len(numbers(store)) == 2
    assert numbers(store, "site:forum") == [1]
    assert queue(store, Filter(), NOW + timedelta(days=1)).rows[0].case.next_due is not None
