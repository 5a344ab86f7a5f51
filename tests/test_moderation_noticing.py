"""Notices are written with the event that they speak of: once for each step and person. On both databases."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from moderation import clockwork, noticing
from moderation.case import Act
from moderation.desk import answering, owners
from moderation.notices import key_of
from moderation.store import notices
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, BORIS, DAY, HOUR, NOW, REPLY, VERA, a_case, hire


def heard(store: Store, login: str) -> list[tuple[int, str]]:
    """Give what a person was told of: case and act, the oldest first."""
    with store.read() as tx:
        found = notices.inbox(tx, login, unread=False, limit=500)
    return [(one.case_id, str(one.event.act)) for one in reversed(found)]


def test_it_works(store: Store) -> None:
    hire(store)
    n = a_case(store)
    owners.assign(store, BORIS, n, book=BOOK, now=NOW, owner="anna")
    clockwork.tick(store, BOOK, NOW + 30 * DAY)
    assert sorted(heard(store, "anna")) == sorted((n, act) for act in ("assign", "warn", "warn", "escalate", "escalate"))
    # Level 2 is the supervisors'; nobody is an admin here, so level 3 falls to the highest that there are.
    assert heard(store, "boris") == [(n, "escalate"), (n, "escalate")]
    assert heard(store, "stranger") == []


def test_a_level_that_a_role_owns_leaves_the_case_and_tells_the_whole_role(store: Store) -> None:
    hire(store)
    n = a_case(store)
    owners.assign(store, ANNA, n, book=BOOK, now=NOW, owner="anna")
    clockwork.tick(store, BOOK, NOW + 2 * DAY)
    with store.read() as tx:
        found = notices.inbox(tx, "boris", unread=True, limit=10)
    assert {one.event.data["owner"] for one in found} == {"anna"}


def test_a_notice_is_seen_once_and_only_by_its_own_person(store: Store) -> None:
    hire(store)
    first, second = a_case(store, 1), a_case(store, 2)
    for n in (first, second):
        owners.assign(store, BORIS, n, book=BOOK, now=NOW, owner="anna")
    assert (noticing.unread(store, ANNA), noticing.unread(store, VERA)) == (2, 0)
    assert noticing.seen(store, VERA, NOW) == 0
    assert noticing.seen(store, ANNA, NOW, case=first) == 1
    (left,) = noticing.inbox(store, ANNA)
    assert left.case_id == second
    assert noticing.seen(store, ANNA, NOW, upto=left.id - 1) == 0
    assert noticing.seen(store, ANNA, NOW, upto=left.id) == 1
    assert (noticing.unread(store, ANNA), len(noticing.inbox(store, ANNA, unread=False))) == (0, 2)


def test_an_act_that_is_refused_tells_nobody(store: Store) -> None:
    from config.errors import Impossible

    hire(store)
    n = a_case(store)
    for _ in range(2):
        owners.escalate(store, ANNA, n, book=BOOK, now=NOW, why="they are right")
    with pytest.raises(Impossible):
        owners.escalate(store, ANNA, n, book=BOOK, now=NOW, why="and again")
    assert heard(store, "boris") == [(n, "escalate"), (n, "escalate")]


@pytest.mark.parametrize("seed", range(4))
def test_jumps_of_the_clock_and_missed_runs_tell_each_person_once_of_each_step(store: Store, seed: int) -> None:
    hire(store)
    numbers = [a_case(store, number) for number in (1, 2)]
    answering.reply(store, ANNA, 2, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, 2, book=BOOK, now=NOW)
    chance, now = random.Random(seed), NOW
    for _ in range(12):
        now = max(NOW, now + timedelta(hours=chance.choice((-2, 0, 1, 3, 9, 30, 200, 720))))
        clockwork.tick(store, BOOK, now)
    clockwork.tick(store, BOOK, NOW + 90 * DAY)
    check(store, numbers)


def test_three_schedulers_at_once_tell_each_person_once_of_each_step(store: Store) -> None:
    hire(store)
    numbers = [a_case(store, number) for number in range(1, 6)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: clockwork.tick(store, BOOK, NOW + 30 * DAY), range(3)))
    check(store, numbers)


def check(store: Store, numbers: list[int]) -> None:
    """Insist that every step has its notices, each once, and that there are no others."""
    from moderation.store import cases

    with store.read() as tx:
        happened = {(n, key_of(event)): event for n in numbers for event in cases.events(tx, n) if event.act in TOLD}
        mail = [one for login in ("anna", "vera", "boris") for one in notices.inbox(tx, login, unread=False, limit=500)]
    keys = [(one.case_id, key_of(one.event), one.login) for one in mail]
    assert len(keys) == len(set(keys)), "somebody was told twice"
    assert {(number, key) for number, key, _ in keys} == set(happened), "a step that nobody was told of, or none at all"
    levels = {(number, key, "boris") for (number, key), event in happened.items() if event.act is Act.ESCALATE}
    assert levels <= set(keys)


TOLD = (Act.WARN, Act.ESCALATE, Act.UNCONFIRM)


def test_notices_go_later_than_the_event_by_the_time_that_they_wait_for_others(store: Store) -> None:
    hire(store)
    n = a_case(store)
    owners.assign(store, BORIS, n, book=BOOK, now=NOW + HOUR, owner="anna")
    (one,) = noticing.inbox(store, ANNA)
    assert (one.made_at, one.due_at - one.made_at, one.fate) == (NOW + HOUR, timedelta(minutes=10), "waiting")
