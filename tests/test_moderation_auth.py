"""Links, sessions and tokens: each opens what it should, once, for its time, and nothing in the database opens anything."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from config.errors import Forbidden, Impossible, NotFound, OperatorError, UsageError
from moderation import auth, staff
from moderation.people import Person, Role, Scope
from moderation.store.engine import Store
from moderation.store.tables.every import metadata

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)
ANNA = Person("anna", "Anna", Role.MODERATOR)
BORIS = Person("boris", "Boris", Role.ADMIN)
READING_ANNA = Person("anna", "Anna", Role.MODERATOR, scopes=frozenset({Scope.READ}))


@pytest.fixture
def manned(store: Store) -> Store:
    """Give a store with Anna and Boris."""
    for person in (ANNA, BORIS):
        staff.add(store, person, NOW)
    return store


@pytest.fixture
def manned_sqlite(sqlite_store: Store) -> Store:
    """Give an SQLite store with Anna and Boris, where the kind of database does not matter."""
    for person in (ANNA, BORIS):
        staff.add(sqlite_store, person, NOW)
    return sqlite_store


def opened(store: Store, login: str = "anna", now: datetime = NOW) -> auth.Opened:
    return auth.use_link(store, auth.new_link(store, login, now), now)


def test_it_works(manned: Store) -> None:
    link = auth.new_link(manned, "anna", NOW)
    session = auth.use_link(manned, link, NOW + MINUTE)
    assert session.person == ANNA
    assert auth.session_person(manned, session.secret, NOW + 2 * MINUTE) == ANNA
    token = auth.new_token(manned, "anna", "cron", NOW)
    assert auth.token_person(manned, token, NOW) == READING_ANNA


def test_a_link_opens_one_session(manned: Store) -> None:
    link = auth.new_link(manned, "anna", NOW)
    auth.use_link(manned, link, NOW)
    with pytest.raises(Forbidden, match=r"^this login link has been used already\. Ask for a new one: otklik user link LOGIN$"):
        auth.use_link(manned, link, NOW)


def test_the_log_tells_who_came_in_and_who_did_not_but_no_secret(manned_sqlite: Store, caplog: pytest.LogCaptureFixture) -> None:
    link = auth.new_link(manned_sqlite, "anna", NOW)
    with caplog.at_level("INFO", "otklik.auth"):
        session = auth.use_link(manned_sqlite, link, NOW).secret
        for tried in (link, "no-such-link"):
            with pytest.raises(Forbidden):
                auth.use_link(manned_sqlite, tried, NOW)
    assert caplog.messages == [
        "logged in: anna",
        "a login link was refused, it has been used already: anna",
        "a login link was refused, it is not known here: nobody's",
    ]
    assert not {link, session} & set(caplog.text.split())


def test_a_link_used_by_several_at_once_opens_one_session(manned: Store) -> None:
    link, start = auth.new_link(manned, "anna", NOW), threading.Barrier(5)
    sessions: list[str] = []

    def use() -> None:
        start.wait()
        try:
            sessions.append(auth.use_link(manned, link, NOW).secret)
        except Forbidden:
            sessions.append("")

    threads = [threading.Thread(target=use) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sessions) == 5
    assert len([secret for secret in sessions if secret]) == 1


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda store: auth.new_link(store, "anna", NOW - 15 * MINUTE), "has run out"),
        (lambda store: auth.new_link(store, "anna", NOW - 2 * MINUTE, minutes=2), "has run out"),
        (lambda store: "no-such-link", "is not known here"),
        (lambda store: "", "is not known here"),
        (lambda store: opened(store).secret, "is not known here"),
        (lambda store: auth.new_token(store, "anna", "cron", NOW), "is not known here"),
        (lambda store: auth.digest_of(auth.new_link(store, "anna", NOW)), "is not known here"),
        (lambda store: "\ud800", "is not known here"),
    ],
)
def test_what_is_no_good_link_is_told_in_one_sentence(make: Callable[[Store], str], said: str, manned_sqlite: Store) -> None:
    with pytest.raises(Forbidden, match=said):
        auth.use_link(manned_sqlite, make(manned_sqlite), NOW)


def test_nobody_gets_a_link_or_a_token_who_is_not_there_or_disabled(manned_sqlite: Store) -> None:
    staff.disable(manned_sqlite, "anna", NOW)
    makers: tuple[Callable[[str], str], ...] = (
        lambda login: auth.new_link(manned_sqlite, login, NOW),
        lambda login: auth.new_token(manned_sqlite, login, "cron", NOW),
    )
    for make in makers:
        with pytest.raises(NotFound, match="stranger"):
            make("stranger")
        with pytest.raises(Forbidden, match="otklik user enable anna"):
            make("anna")
        with pytest.raises(UsageError, match="cannot be a login"):
            make("Robert'); DROP TABLE person;--")


@pytest.mark.parametrize(
    ("seen", "now", "open_"),
    [
        ((), NOW + 12 * HOUR - SECOND, True),
        ((), NOW + 12 * HOUR, False),
        ((NOW + 11 * HOUR,), NOW + 22 * HOUR, True),
        (tuple(NOW + n * 11 * HOUR for n in range(1, 16)), NOW + 7 * DAY - SECOND, True),
        (tuple(NOW + n * 11 * HOUR for n in range(1, 16)), NOW + 7 * DAY, False),
    ],
)
def test_a_session_ends_when_idle_for_12_hours_or_7_days_old(
    seen: tuple[datetime, ...], now: datetime, open_: bool, manned_sqlite: Store
) -> None:
    secret = opened(manned_sqlite).secret
    for moment in seen:
        assert auth.session_person(manned_sqlite, secret, moment) == ANNA
    assert (auth.session_person(manned_sqlite, secret, now) is not None) is open_


def test_a_session_is_written_at_most_once_a_minute(manned_sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, written = opened(manned_sqlite).secret, []
    write = manned_sqlite.write
    monkeypatch.setattr(manned_sqlite, "write", lambda: written.append(1) or write())
    for seconds in (0, 30, 59, 60, 61, 119, 120, 150):
        auth.session_person(manned_sqlite, secret, NOW + seconds * SECOND)
    assert len(written) == 2


def test_a_session_that_was_ended_opens_nothing_and_others_go_on(manned: Store) -> None:
    first, second = opened(manned), opened(manned)
    auth.end_session(manned, first.secret)
    assert auth.session_person(manned, first.secret, NOW) is None
    assert auth.session_person(manned, second.secret, NOW) == ANNA


@pytest.mark.parametrize("secret", ["", "x", "otk_x", "\ud800", "a" * 10_000])
def test_a_secret_that_was_never_given_opens_nothing(secret: str, manned_sqlite: Store) -> None:
    assert auth.session_person(manned_sqlite, secret, NOW) is None
    assert auth.token_person(manned_sqlite, secret, NOW) is None


def test_disabling_a_person_ends_sessions_links_and_tokens_at_once(manned: Store) -> None:
    session, token = opened(manned).secret, auth.new_token(manned, "anna", "cron", NOW)
    link = auth.new_link(manned, "anna", NOW)
    assert staff.disable(manned, "Anna", NOW) == ANNA
    assert auth.session_person(manned, session, NOW) is None
    assert auth.token_person(manned, token, NOW) is None
    with pytest.raises(Forbidden):
        auth.use_link(manned, link, NOW)
    staff.enable(manned, "anna")
    assert staff.enabled(manned, "anna") == ANNA
    assert auth.session_person(manned, session, NOW) is None
    assert auth.token_person(manned, token, NOW) is None
    with pytest.raises(Forbidden):
        auth.use_link(manned, link, NOW)


def test_a_session_that_outlived_its_persons_disabling_opens_nothing(manned_sqlite: Store) -> None:
    from moderation.store import people

    session, token = opened(manned_sqlite).secret, auth.new_token(manned_sqlite, "anna", "cron", NOW)
    link = auth.new_link(manned_sqlite, "anna", NOW)
    with manned_sqlite.write() as tx:
        people.set_disabled(tx, "anna", True)
    assert auth.session_person(manned_sqlite, session, NOW) is None
    assert auth.token_person(manned_sqlite, token, NOW) is None
    with pytest.raises(Forbidden):
        auth.use_link(manned_sqlite, link, NOW)


def test_the_only_admin_cannot_be_disabled(manned_sqlite: Store) -> None:
    with pytest.raises(Impossible, match="boris is the only admin"):
        staff.disable(manned_sqlite, "boris", NOW)
    staff.add(manned_sqlite, Person("vera", "Vera", Role.ADMIN), NOW)
    staff.disable(manned_sqlite, "boris", NOW)
    with pytest.raises(Impossible, match="vera is the only admin"):
        staff.disable(manned_sqlite, "vera", NOW)


def test_a_token_is_good_for_its_days(manned_sqlite: Store) -> None:
    token = auth.new_token(manned_sqlite, "anna", "cron", NOW, days=2)
    assert auth.token_person(manned_sqlite, token, NOW + 2 * DAY - SECOND) == READING_ANNA
    assert auth.token_person(manned_sqlite, token, NOW + 2 * DAY) is None


def test_a_revoked_token_opens_nothing_and_is_revoked_once(manned: Store) -> None:
    token = auth.new_token(manned, "anna", "cron", NOW)
    (kept,) = auth.token_list(manned)
    auth.revoke(manned, kept.id, NOW)
    assert auth.token_person(manned, token, NOW) is None
    with pytest.raises(NotFound, match=f"there is no token {kept.id} to revoke"):
        auth.revoke(manned, kept.id, NOW)


def test_the_list_says_when_a_token_was_used_last(manned: Store) -> None:
    token = auth.new_token(manned, "anna", "cron", NOW)
    assert auth.token_list(manned)[0].seen_at is None
    auth.token_person(manned, token, NOW + HOUR)
    assert auth.token_list(manned)[0].seen_at == NOW + HOUR


@pytest.mark.parametrize("name", ["", "   ", "a" * 101, "two\nlines", "\x1b[2J"])
def test_a_token_needs_a_name_that_can_be_shown(name: str, manned_sqlite: Store) -> None:
    with pytest.raises(UsageError, match="cannot be its name"):
        auth.new_token(manned_sqlite, "anna", name, NOW)


def test_nothing_in_the_database_opens_anything(manned: Store) -> None:
    link, session = auth.new_link(manned, "anna", NOW), opened(manned).secret
    token = auth.new_token(manned, "anna", "cron", NOW)
    with manned.read() as tx:
        dump = {str(value) for table in metadata.sorted_tables for row in tx.execute(select(table)) for value in row}
    assert auth.digest_of(token) in dump
    assert not dump & {link, session, token, token.removeprefix("otk_"), auth.csrf_of(session)}
    for value in dump:
        assert auth.session_person(manned, value, NOW) is None
        assert auth.token_person(manned, value, NOW) is None
        assert auth.token_person(manned, f"otk_{value}", NOW) is None
        with pytest.raises(OperatorError):
            auth.use_link(manned, value, NOW)


def test_secrets_have_256_bits_and_never_repeat(manned_sqlite: Store) -> None:
    links = [auth.new_link(manned_sqlite, "anna", NOW) for _ in range(20)]
    tokens = [auth.new_token(manned_sqlite, "anna", "cron", NOW) for _ in range(20)]
    assert len({*links, *tokens}) == 40
    assert all(re.fullmatch(r"[\w-]{43}", link) for link in links)
    assert all(re.fullmatch(r"otk_[\w-]{43}", token) for token in tokens)


@given(st.text(min_size=1), st.text())
def test_the_token_of_a_form_belongs_to_one_session(session: str, other: str) -> None:
    assert auth.csrf_matches(session, auth.csrf_of(session))
    if other != session:
        assert not auth.csrf_matches(session, auth.csrf_of(other))
        assert not auth.csrf_matches(other, auth.csrf_of(session))


@pytest.mark.parametrize("given_token", ["", "x", "é", "\ud800"])
def test_no_session_has_no_form_token(given_token: str) -> None:
    assert not auth.csrf_matches("", given_token)
    assert not auth.csrf_matches("session", given_token)
    assert auth.csrf_of("") == ""


def test_a_database_that_is_locked_turns_nobody_away(manned_sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from config.errors import TryAgain

    secret, token = opened(manned_sqlite).secret, auth.new_token(manned_sqlite, "anna", "cron", NOW)

    def locked() -> None:
        raise TryAgain("the database is locked")

    monkeypatch.setattr(manned_sqlite, "write", locked)
    assert auth.session_person(manned_sqlite, secret, NOW + HOUR) == ANNA
    assert auth.token_person(manned_sqlite, token, NOW + HOUR) == READING_ANNA
