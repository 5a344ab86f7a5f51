"""Persons, links, sessions and tokens in both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from config.errors import UsageError
from moderation.people import Person, Role, Scope
from moderation.store import people, sessions, tokens
from moderation.store.engine import Store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANNA = Person("anna", "Анна", Role.MODERATOR)
BORIS = Person("boris", "Boris", Role.ADMIN)


def test_it_works(store: Store) -> None:
    with store.write() as tx:
        people.add(tx, BORIS, NOW)
        people.add(tx, ANNA, NOW)
    with store.read() as tx:
        assert people.every(tx) == (ANNA, BORIS)
        assert people.find(tx, "anna") == ANNA
        assert people.find(tx, "stranger") is None


def test_a_login_is_taken_once_and_the_first_person_stays(store: Store) -> None:
    with store.write() as tx:
        people.add(tx, ANNA, NOW)
    with pytest.raises(UsageError, match='"anna" is taken'), store.write() as tx:
        people.add(tx, Person("anna", "Another", Role.ADMIN), NOW)
    with store.read() as tx:
        assert people.every(tx) == (ANNA,)


def test_disabling_changes_something_once(store: Store) -> None:
    with store.write() as tx:
        people.add(tx, ANNA, NOW)
        assert people.set_disabled(tx, "anna", True)
        assert not people.set_disabled(tx, "anna", True)
        assert not people.set_disabled(tx, "stranger", True)
    with store.read() as tx:
        assert people.find(tx, "anna") == Person("anna", "Анна", Role.MODERATOR, disabled=True)


def test_a_link_can_be_claimed_once_and_only_while_it_is_good(store: Store) -> None:
    with store.write() as tx:
        people.add(tx, ANNA, NOW)
        sessions.add_link(tx, "a" * 64, "anna", NOW + HOUR)
        assert not sessions.claim_link(tx, "b" * 64, NOW)
        assert not sessions.claim_link(tx, "a" * 64, NOW + HOUR)
        assert sessions.claim_link(tx, "a" * 64, NOW)
        assert not sessions.claim_link(tx, "a" * 64, NOW)
        assert sessions.link(tx, "a" * 64) == sessions.LinkRecord("anna", NOW + HOUR, NOW)


def test_of_two_who_claim_one_link_at_once_one_gets_it(store: Store) -> None:
    import threading

    with store.write() as tx:
        people.add(tx, ANNA, NOW)
        sessions.add_link(tx, "a" * 64, "anna", NOW + HOUR)
    start, got = threading.Barrier(4), []

    def claim() -> None:
        start.wait()
        with store.write() as tx:
            got.append(sessions.claim_link(tx, "a" * 64, NOW))

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False, False, False, True]


def test_the_last_use_of_a_session_never_goes_back(store: Store) -> None:
    with store.write() as tx:
        people.add(tx, ANNA, NOW)
        sessions.add(tx, "s" * 64, "anna", NOW)
        sessions.touch(tx, "s" * 64, NOW + HOUR)
        sessions.touch(tx, "s" * 64, NOW)
        assert sessions.find(tx, "s" * 64) == sessions.SessionRecord(ANNA, NOW, NOW + HOUR)


def test_what_has_run_out_is_swept_and_the_rest_stays(store: Store) -> None:
    with store.write() as tx:
        people.add(tx, ANNA, NOW)
        for digest, age in (("a" * 64, 100), ("b" * 64, 1)):
            sessions.add(tx, digest, "anna", NOW - age * HOUR)
            sessions.add_link(tx, digest, "anna", NOW - age * HOUR)
        before = NOW - 50 * HOUR
        sessions.sweep(tx, created_before=before, seen_before=before, links_before=before)
        assert (sessions.find(tx, "a" * 64), sessions.link(tx, "a" * 64)) == (None, None)
        assert None not in (sessions.find(tx, "b" * 64), sessions.link(tx, "b" * 64))


def test_ending_all_of_one_person_leaves_the_others_alone(store: Store) -> None:
    with store.write() as tx:
        for person in (ANNA, BORIS):
            people.add(tx, person, NOW)
            sessions.add(tx, f"s-{person.login}", person.login, NOW)
            sessions.add_link(tx, f"l-{person.login}", person.login, NOW + HOUR)
            tokens.add(tx, f"t-{person.login}", person.login, "cron", NOW, None, (Scope.WORK,))
        sessions.end_all(tx, "anna")
        tokens.revoke_all(tx, "anna", NOW)
        assert sessions.find(tx, "s-anna") is None
        assert sessions.link(tx, "l-anna") is None
        assert sessions.find(tx, "s-boris") is not None
        assert sessions.link(tx, "l-boris") is not None
        assert [(token.login, token.valid(NOW)) for token in tokens.every(tx)] == [("anna", False), ("boris", True)]


def test_a_token_is_revoked_once(store: Store) -> None:
    with store.write() as tx:
        people.add(tx, ANNA, NOW)
        number = tokens.add(tx, "t" * 64, "anna", "cron", NOW, NOW + HOUR, (Scope.WORK,))
        assert tokens.find(tx, "t" * 64) == (
            tokens.TokenRecord(number, "anna", "cron", (Scope.WORK,), NOW, NOW + HOUR, None, None),
            ANNA,
        )
        tokens.touch(tx, number, NOW)
        assert tokens.revoke(tx, number, NOW + HOUR)
        assert not tokens.revoke(tx, number, NOW + 2 * HOUR)
        (kept,) = tokens.every(tx)
        assert (kept.seen_at, kept.revoked_at) == (NOW, NOW + HOUR)


@pytest.mark.parametrize(
    ("expires", "revoked", "valid"),
    [(None, None, True), (NOW + HOUR, None, True), (NOW, None, False), (None, NOW, False), (NOW + HOUR, NOW, False)],
)
def test_a_token_is_good_until_it_runs_out_or_is_revoked(expires: datetime | None, revoked: datetime | None, valid: bool) -> None:
    assert tokens.TokenRecord(1, "anna", "cron", (Scope.READ,), NOW, expires, None, revoked).valid(NOW) is valid
