"""`otklik token`: made once, shown once, revoked for good."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from moderation import auth
from moderation.store.engine import Store
from tests.test_moderation_cli_user import Run, otklik, people_store

__all__ = ["otklik", "people_store"]


def test_it_works(otklik: Run, people_store: Store) -> None:
    otklik("user", "add", "anna")
    code, out, err = otklik("token", "add", "anna", "nightly report", "--days", "30")
    secret = out.strip()
    assert code == 0
    assert secret.startswith("otk_")
    assert "shown once" in err
    now = datetime.now(UTC)
    person = auth.token_person(people_store, secret, now)
    assert person is not None
    assert person.login == "anna"
    assert auth.token_person(people_store, secret, now + timedelta(days=31)) is None
    code, out, _ = otklik("token", "list")
    assert code == 0
    assert secret not in out
    assert out.splitlines()[1].split()[:6] == ["1", "anna", "nightly", "report", "read", "good"]
    assert otklik("token", "revoke", "1") == (0, "", "token 1 is revoked\n")
    assert auth.token_person(people_store, secret, now) is None
    assert "revoked" in otklik("token", "list")[1]


def test_the_list_in_json_has_no_secret_and_no_digest(otklik: Run) -> None:
    otklik("user", "add", "anna")
    secret = otklik("token", "add", "anna", "cron")[1].strip()
    out = otklik("token", "list", "--json")[1]
    (row,) = json.loads(out)
    assert list(row) == ["id", "login", "name", "scopes", "created_at", "expires_at", "seen_at", "revoked_at"]
    assert (row["login"], row["name"], row["scopes"], row["expires_at"], row["seen_at"]) == ("anna", "cron", ["read"], None, None)
    assert secret not in out
    assert auth.digest_of(secret) not in out


def test_a_new_token_as_a_document_and_its_scopes_in_the_list(otklik: Run) -> None:
    otklik("user", "add", "anna")
    code, out, err = otklik("token", "add", "anna", "desk", "--scope", "approve", "--scope", "WORK", "--days", "90", "--json")
    made = json.loads(out)
    assert (code, err) == (0, "")
    assert made["token"].startswith("otk_")
    assert (made["name"], made["scopes"]) == ("desk", ["read", "work", "approve"])
    assert "read work approve" in otklik("token", "list")[1]


def test_without_tokens_the_list_says_how_to_make_one(otklik: Run) -> None:
    assert otklik("token", "list") == (0, "", "there are no tokens. Make one: otklik token add LOGIN NAME\n")
    assert otklik("token", "list", "--json") == (0, "[]\n", "")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("add", "stranger", "cron"), 1, 'there is no person "stranger"'),
        (("add", "gone", "cron"), 1, "gone is disabled"),
        (("add", "anna", " "), 2, "cannot be its name"),
        (("add", "anna"), 2, "Missing argument"),
        (("add", "anna", "cron", "--scope", "all"), 2, 'scope: "all" is not a scope. Scopes: read, work'),
        (("add", "anna", "cron", "--days", "0"), 2, "--days"),
        (("revoke", "1"), 1, "there is no token 1 to revoke. See them: otklik token list"),
        (("revoke", "x"), 2, "'ID'"),
        (("revoke", "9" * 30), 2, "'ID'"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(args: tuple[str, ...], code: int, said: str, otklik: Run) -> None:
    otklik("user", "add", "anna")
    otklik("user", "add", "gone")
    otklik("user", "disable", "gone")
    done, out, err = otklik("token", *args)
    assert (done, out) == (code, "")
    assert said in err
    assert err.count("\n") == 1
    assert otklik("token", "list", "--json")[1] == "[]\n"
