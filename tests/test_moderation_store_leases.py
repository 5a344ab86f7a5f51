"""Leases: one run to a site. On both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from moderation.store import leases
from moderation.store.engine import Store
from tests.people import NOW

TERM = timedelta(seconds=60)


def claim(store: Store, holder: str, now: datetime = NOW, site: str = "opinions") -> bool:
    with store.write() as tx:
        return leases.claim(tx, site, holder=holder, now=now, term=TERM)


def test_it_works(store: Store) -> None:
    assert claim(store, "first")
    assert not claim(store, "second")
    assert claim(store, "second", site="forum")
    with store.write() as tx:
        assert leases.holder_of(tx, "opinions") == "first"
        leases.release(tx, "opinions", holder="first")
        assert leases.holder_of(tx, "opinions") is None
    assert claim(store, "second")


def test_a_holder_may_claim_again(store: Store) -> None:
    assert claim(store, "first")
    assert claim(store, "first", NOW + TERM)
    assert not claim(store, "second", NOW + TERM * 2)


def test_a_dead_holder_is_succeeded_after_its_term_and_not_before(store: Store) -> None:
    assert claim(store, "dead")
    assert not claim(store, "second", NOW + TERM)
    assert claim(store, "second", NOW + TERM + timedelta(milliseconds=1))
    with store.write() as tx:
        assert not leases.heartbeat(tx, "opinions", holder="dead", now=NOW + TERM, term=TERM)
        leases.release(tx, "opinions", holder="dead")
        assert leases.holder_of(tx, "opinions") == "second"


def test_a_heartbeat_holds_on(store: Store) -> None:
    assert claim(store, "first")
    for beat in range(1, 6):
        with store.write() as tx:
            assert leases.heartbeat(tx, "opinions", holder="first", now=NOW + beat * TERM / 2, term=TERM)
    assert not claim(store, "second", NOW + 3 * TERM)


def test_of_twenty_who_claim_at_once_one_wins(store: Store) -> None:
    with ThreadPoolExecutor(20) as pool:
        won = list(pool.map(lambda number: claim(store, f"run {number}"), range(20)))
    assert won.count(True) == 1


def test_of_twenty_who_succeed_a_dead_holder_at_once_one_wins(store: Store) -> None:
    claim(store, "dead")
    with ThreadPoolExecutor(20) as pool:
        won = list(pool.map(lambda number: claim(store, f"run {number}", NOW + 2 * TERM), range(20)))
    assert won.count(True) == 1
