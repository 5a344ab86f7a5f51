"""How often strangers may knock: by the hour, by address and in all, on both databases, whatever restarts in between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderation import clockwork
from moderation.knocks import Limit, let_in
from moderation.store import entered
from moderation.store.engine import Store, open_store
from tests.people import BOOK, HOUR, NOW

LIMIT = Limit("complain", each=3, everybody=5)


def times(store: Store, address: str, wanted: int, *, minutes: int = 0, limit: Limit = LIMIT) -> list[bool]:
    return [let_in(store, limit, address, NOW + timedelta(minutes=minutes)) for _ in range(wanted)]


def test_it_works(store: Store) -> None:
    assert times(store, "192.0.2.1", 5) == [True, True, True, False, False]
    assert times(store, "192.0.2.2", 3, minutes=59) == [True, True, False], "five in all"
    assert times(store, "192.0.2.1", 1, minutes=60) == [True], "a new hour"
    assert times(store, "192.0.2.1", 1, limit=Limit("look", 1, 1)) == [True], "something else is counted apart"


def test_who_is_turned_away_uses_up_nobody_s_share(store: Store) -> None:
    assert times(store, "192.0.2.1", 50).count(True) == 3
    assert times(store, "192.0.2.2", 2) == [True, True]


def test_a_restart_lets_nobody_in(sqlite_url: str) -> None:
    first = open_store(sqlite_url)
    assert times(first, "192.0.2.1", 3) == [True] * 3
    first.close()
    second = open_store(sqlite_url)
    assert times(second, "192.0.2.1", 1) == [False]
    second.close()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", " 192.0.2.1", True),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1:4711", "192.0.2.1:4712", True),
        ("[2001:db8::1]:4711", "2001:db8::1", True),
        ("nobody knows", "nobody knows", True),
        ("", "", True),
    ],
)
def test_whose_address_it_is(sqlite_store: Store, one: str, other: str, same: bool) -> None:
    limit = Limit("complain", 1, 9)
    assert let_in(sqlite_store, limit, one, NOW)
    assert let_in(sqlite_store, limit, other, NOW) is not same


def test_addresses_are_not_kept_and_old_counts_are_swept_away(store: Store) -> None:
    times(store, "192.0.2.1", 1)
    with store.read() as tx:
        assert entered.knocks(tx, "complain", "192.0.2.1", NOW) == 0
        assert entered.knocks(tx, "complain", "", NOW) == 1
    times(store, "192.0.2.1", 1, minutes=25 * 60)
    with store.read() as tx:
        assert entered.knocks(tx, "complain", "", NOW) == 0
        assert entered.knocks(tx, "complain", "", NOW + 25 * HOUR) == 1


def test_the_clock_sweeps_them_away_where_nobody_comes_any_more(store: Store) -> None:
    times(store, "192.0.2.1", 1)
    clockwork.tick(store, BOOK, NOW + 25 * HOUR)
    with store.read() as tx:
        assert entered.knocks(tx, "complain", "", NOW) == 0
