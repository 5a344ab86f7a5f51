"""Acts that move several cases, beside a machine that moves many: nobody waits for the other for ever. On PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from config.errors import TryAgain
from moderation.case import Status
from moderation.desk import customers
from moderation.queue import CaseView
from moderation.store import cases
from moderation.store.engine import Store, alone, open_store
from tests.people import ANNA, BOOK, NOW, a_case, hire


@pytest.fixture
def two(postgres_url: str) -> Iterator[Store]:
    """Give a store with two cases, numbered 1 and 2."""
    store = open_store(postgres_url)
    hire(store)
    assert [a_case(store, 1), a_case(store, 2)] == [1, 2]
    yield store
    store.close()


def merge(store: Store) -> CaseView:
    return customers.merge(store, ANNA, 1, book=BOOK, now=NOW, other=2, why="the same")


def until_somebody_waits(store: Store) -> None:
    """Wait until a transaction waits for a lock."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with store.read() as tx:
            if tx.execute(waiting).scalar_one():
                return
    pytest.fail("nobody waits")


def test_it_works(two: Store) -> None:
    assert merge(two).status is Status.DISMISSED


def test_a_scan_that_holds_cases_in_another_order_and_a_merge_both_end_well(two: Store) -> None:
    with ThreadPoolExecutor(1) as pool:
        with two.write() as tx:
            alone(tx)
            cases.hold(tx, 2)
            merged = pool.submit(merge, two)
            until_somebody_waits(two)
            cases.hold(tx, 1)
        assert merged.result(20).status is Status.DISMISSED


def test_a_deadlock_is_told_as_what_it_is(two: Store) -> None:
    def crossed(first: int, second: int) -> str:
        try:
            with two.write() as tx:
                cases.hold(tx, first)
                both.wait(20)
                cases.hold(tx, second)
        except TryAgain as error:
            return str(error)
        return ""

    both = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(crossed, (1, 2), (2, 1)))
    assert told[0] == "", "one of the two goes on"
    assert "at the same moment" in told[1]
