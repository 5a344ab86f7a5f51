"""`otklik user`: nobody is there at first; people are added, given links, disabled."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.errors import Forbidden, NotFound, UsageError
from config.settings import WebSettings
from moderation import auth, staff
from moderation.cli.main import main
from moderation.cli.persons import acting_person
from moderation.cli.user import base_of
from moderation.people import Person, Role
from moderation.store.engine import Store, open_store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def otklik(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give the command on an empty database."""
    for name in ("OTKLIK_CONFIG", "OTKLIK_AS", "OTKLIK_WEB_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OTKLIK_DATABASE", sqlite_url)
    monkeypatch.setenv("OTKLIK_DATA", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def run(*args: str) -> tuple[int, str, str]:
        code = main(args)
        return (code, *capsys.readouterr())

    return run


@pytest.fixture
def people_store(sqlite_url: str) -> Store:
    """Open the database that the command works on."""
    store = open_store(sqlite_url)
    yield store
    store.close()


def test_it_works(otklik: Run, people_store: Store) -> None:
    code, out, err = otklik("user", "add", "Anna", "--name", "Анна К.", "--role", "admin")
    assert (code, out) == (0, "")
    assert err == "anna is added as admin. Give a login link: otklik user link anna\n"
    code, out, err = otklik("user", "link", "anna")
    assert code == 0
    assert out.startswith("http://127.0.0.1:8765/login/")
    secret = out.strip().rpartition("/")[2]
    assert auth.use_link(people_store, secret, datetime.now(UTC)).person == Person("anna", "Анна К.", Role.ADMIN)
    code, out, _ = otklik("user", "list", "--json")
    listed = {"login": "anna", "name": "Анна К.", "role": "admin", "disabled": False, "mail": None, "language": None}
    assert json.loads(out) == [listed]


def test_nobody_is_there_at_first(otklik: Run) -> None:
    assert otklik("user", "list") == (0, "", "there is nobody yet. Add yourself: otklik user add LOGIN --role admin\n")
    assert otklik("user", "list", "--json")[1] == "[]\n"
    code, _, err = otklik("acknowledge", "1")
    assert code == 2
    assert "there is nobody yet who could act. Add yourself: otklik user add LOGIN --role admin" in err


def test_a_person_without_a_role_is_a_moderator_and_an_admin_is_asked_for(otklik: Run) -> None:
    _, _, err = otklik("user", "add", "anna")
    assert "anna is added as moderator" in err
    assert "nobody is an admin yet" in err
    assert otklik("user", "list")[1].splitlines()[1].split() == ["anna", "anna", "moderator"]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("add", "anna"), 2, '"anna" is taken'),
        (("add", "machine"), 2, '"machine" is how the history names otklik itself'),
        (("add", "../etc"), 2, "cannot be a login"),
        (("add", "vera", "--role", "king"), 2, "Roles, lowest first: viewer, moderator"),
        (("disable", "stranger"), 1, 'there is no person "stranger"'),
        (("disable", "boris"), 1, "boris is the only admin"),
        (("enable", "stranger"), 1, 'there is no person "stranger"'),
        (("link", "stranger"), 1, 'there is no person "stranger"'),
        (("link", "gone"), 1, "gone is disabled. Enable the account first: otklik user enable gone"),
        (("link",), 2, "Missing argument"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(args: tuple[str, ...], code: int, said: str, otklik: Run) -> None:
    for login, role in (("anna", "moderator"), ("boris", "admin"), ("gone", "viewer")):
        otklik("user", "add", login, "--role", role)
    otklik("user", "disable", "gone")
    before = otklik("user", "list", "--json")
    done, out, err = otklik("user", *args)
    assert (done, out) == (code, "")
    assert said in err
    assert err.count("\n") == 1
    assert otklik("user", "list", "--json") == before


def test_a_disabled_person_is_out_and_can_be_let_in_again(otklik: Run, people_store: Store) -> None:
    otklik("user", "add", "anna")
    secret = otklik("user", "link", "anna")[1].strip().rpartition("/")[2]
    session = auth.use_link(people_store, secret, datetime.now(UTC)).secret
    assert otklik("user", "disable", "anna")[0] == 0
    assert otklik("user", "list")[1].splitlines()[1].split() == ["anna", "anna", "moderator", "disabled"]
    assert auth.session_person(people_store, session, datetime.now(UTC)) is None
    assert otklik("user", "enable", "anna")[0] == 0
    assert auth.session_person(people_store, session, datetime.now(UTC)) is None
    assert otklik("user", "link", "anna")[0] == 0


def test_a_name_cannot_command_the_terminal(otklik: Run) -> None:
    otklik("user", "add", "anna", "--name", "\x1b[2JАнна\n\tК.")
    assert "\x1b" not in otklik("user", "list")[1]
    assert "\x1b" not in otklik("user", "list", "--json")[1]


@pytest.mark.parametrize(
    ("web", "base"),
    [
        (WebSettings(), "http://127.0.0.1:8765/"),
        (WebSettings(url="https://queue.example"), "https://queue.example/"),
        (WebSettings(url="https://queue.example/"), "https://queue.example/"),
        (WebSettings(host="0.0.0.0", port=80), "http://127.0.0.1:80/"),
        (WebSettings(host="::1"), "http://[::1]:8765/"),
        (WebSettings(host="::"), "http://[::1]:8765/"),
        (WebSettings(host="10.0.0.7"), "http://10.0.0.7:8765/"),
    ],
)
def test_a_link_leads_to_where_the_queue_is(web: WebSettings, base: str) -> None:
    assert base_of(web) == base


def test_a_link_to_a_port_that_is_not_known_says_so(otklik: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTKLIK_WEB_PORT", "0")
    otklik("user", "add", "anna")
    assert "put the port in that `otklik serve` said" in otklik("user", "link", "anna")[2]


def test_who_acts_is_named_or_the_only_admin(sqlite_store: Store) -> None:
    with pytest.raises(UsageError, match="there is nobody yet"):
        acting_person(sqlite_store, None)
    staff.add(sqlite_store, Person("anna", "Anna", Role.MODERATOR), NOW)
    with pytest.raises(UsageError, match=r"--as LOGIN or \$OTKLIK_AS, one of anna\. Add a person: otklik user add"):
        acting_person(sqlite_store, None)
    staff.add(sqlite_store, Person("boris", "Boris", Role.ADMIN), NOW)
    assert acting_person(sqlite_store, None).login == "boris"
    assert acting_person(sqlite_store, "Anna").login == "anna"
    staff.add(sqlite_store, Person("vera", "Vera", Role.ADMIN), NOW)
    with pytest.raises(UsageError, match="one of anna, boris, vera"):
        acting_person(sqlite_store, None)
    staff.disable(sqlite_store, "vera", NOW)
    assert acting_person(sqlite_store, None).login == "boris"
    with pytest.raises(Forbidden, match="vera is disabled"):
        acting_person(sqlite_store, "vera")
    with pytest.raises(NotFound, match="stranger"):
        acting_person(sqlite_store, "stranger")
    with pytest.raises(UsageError, match="cannot be a login"):
        acting_person(sqlite_store, "")
