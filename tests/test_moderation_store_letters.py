"""The ledger of letters: one row per week and recipient, claimed before anything is sent."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from moderation.store import letters
from moderation.store.engine import Store
from moderation.store.letters import LetterRecord
from moderation.store.schema import letter

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
ANNA, BORIS = "anna@example.org", "boris@example.org"
WEEK = "2026-W47"


def claimed(store: Store, recipient: str = ANNA, week: str = WEEK, *, again: bool = False) -> bool:
    with store.write() as tx:
        return letters.claim(tx, week, recipient, f"<{week}-{recipient}>", NOW, again=again)


def settled(store: Store, fate: str, reason: str = "", recipient: str = ANNA) -> None:
    with store.write() as tx:
        letters.settle(tx, WEEK, recipient, fate, reason, NOW + timedelta(seconds=5))


def row(store: Store, recipient: str = ANNA) -> LetterRecord | None:
    with store.read() as tx:
        return letters.one(tx, WEEK, recipient)


def test_it_works(store: Store) -> None:
    assert claimed(store)
    assert row(store) == LetterRecord(WEEK, ANNA, f"<{WEEK}-{ANNA}>", "sending", "", NOW)
    settled(store, "sent")
    assert row(store) == LetterRecord(WEEK, ANNA, f"<{WEEK}-{ANNA}>", "sent", "", NOW + timedelta(seconds=5))


@pytest.mark.parametrize(
    ("fate", "free"), [("sent", False), ("refused", False), ("uncertain", False), ("sending", False), ("later", True)]
)
def test_only_a_letter_that_was_put_off_is_claimed_once_more(store: Store, fate: str, free: bool) -> None:
    claimed(store)
    settled(store, fate, "as told")
    assert claimed(store) is free
    assert claimed(store, again=True), "a person who says so may send it again"
    found = row(store)
    assert found is not None
    assert (found.fate, found.reason) == ("sending", "")


def test_weeks_and_recipients_do_not_stand_in_each_others_way(store: Store) -> None:
    assert claimed(store)
    assert claimed(store, BORIS)
    assert claimed(store, week="2026-W48")
    assert claimed(store, week="2026-W47-so-far")
    with store.read() as tx:
        kept = tx.execute(select(letter.c.recipient).where(letter.c.week == WEEK).order_by(letter.c.recipient)).scalars().all()
    assert kept == [ANNA, BORIS]


def test_only_a_letter_that_is_found_sending_is_doubted(store: Store) -> None:
    claimed(store)
    claimed(store, BORIS)
    settled(store, "sent", recipient=BORIS)
    with store.write() as tx:
        assert letters.doubt(tx, WEEK, ANNA, "a run ended")
        assert not letters.doubt(tx, WEEK, BORIS, "a run ended")
        assert not letters.doubt(tx, WEEK, "stranger@example.org", "a run ended")
    found = row(store)
    assert found is not None
    assert (found.fate, found.reason) == ("uncertain", "a run ended")


def test_a_letter_that_was_never_claimed_has_no_row(store: Store) -> None:
    assert row(store) is None


def test_of_many_runs_at_once_exactly_one_claims(store: Store) -> None:
    ready = threading.Barrier(6)
    found: list[bool] = []

    def run() -> None:
        ready.wait()
        found.append(claimed(store))

    runs = [threading.Thread(target=run) for _ in range(6)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join()
    assert sorted(found) == [False] * 5 + [True]
