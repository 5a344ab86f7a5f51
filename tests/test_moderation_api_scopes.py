"""Scopes: a token does what it was made for, and never more than its person may."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from moderation import auth
from moderation.people import MAY, SCOPES, Person, Role, Scope, may
from moderation.store.engine import Store, make_engine, open_store
from moderation.store.migrate import alembic_config, migrate
from tests.door import NOW, STAFF, World, world

ACKNOWLEDGE = "/api/v1/cases/1/acknowledge"


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with one case."""
    return world(sqlite_store, tmp_path)


def test_it_works(here: World) -> None:
    reader, worker = here.program("moderator", ["read"]), here.program("moderator", ["work"])
    assert reader.get("/api/v1/cases/1").status_code == 200
    refused = reader.post(ACKNOWLEDGE, headers={"If-Match": "*"})
    assert refused.status_code == 403
    assert refused.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="work"'
    assert refused.json()["detail"] == (
        "this token may not acknowledge: it takes the scope work, and the token has read. "
        "Make one that has it: otklik token add the-moderator NAME --scope work"
    )
    assert worker.post(ACKNOWLEDGE, headers={"If-Match": "*"}).status_code == 200


def test_who_asks_is_told_what_the_token_may(here: World) -> None:
    told = here.program("admin", ["approve"]).get("/api/v1/me").json()
    assert told["scopes"] == ["read", "approve"]
    assert told["may"] == [right for right in MAY if MAY[right] in (Role.VIEWER, Role.APPROVER)]
    assert here.browser("viewer").get("/api/v1/me").json()["scopes"] is None


@pytest.mark.parametrize("role", Role)
def test_a_token_never_may_more_than_its_person(role: Role) -> None:
    person, program = Person("anna", "Anna", role), Person("anna", "Anna", role, scopes=frozenset(Scope))
    assert [right for right in MAY if may(program, right)] == [right for right in MAY if may(person, right)]


@pytest.mark.parametrize("scope", Scope)
def test_a_scope_gives_the_rights_of_its_role_and_no_others(scope: Scope) -> None:
    admin = Person("anna", "Anna", Role.ADMIN, scopes=frozenset({scope}))
    assert {SCOPES[MAY[right]] for right in MAY if may(admin, right)} == {scope}


def test_a_person_without_the_role_is_told_of_the_role(here: World) -> None:
    refused = here.program("viewer", ["work"]).post(ACKNOWLEDGE, headers={"If-Match": "*"})
    assert (refused.status_code, "it takes one of the roles moderator" in refused.json()["detail"]) == (403, True)


def test_a_token_made_before_there_were_scopes_keeps_all(tmp_path: Path) -> None:
    url, values = f"sqlite:///{tmp_path / 'old.db'}", {"now": "2026-11-01 00:00:00.000000", "digest": auth.digest_of("otk_old")}
    engine = make_engine(url)
    with alembic_config() as config, engine.begin() as tx:
        config.attributes["connection"] = tx
        scripts = ScriptDirectory.from_config(config).walk_revisions()
        command.upgrade(config, next(str(one.down_revision) for one in scripts if "scopes of tokens" in str(one.doc)))
        person = "INSERT INTO person (login, name, role, disabled, created_at) VALUES ('anna', 'Anna', 'admin', 0, :now)"
        tx.execute(sa.text(person), values)
        tx.execute(sa.text("INSERT INTO token (login, name, digest, created_at) VALUES ('anna', 'cron', :digest, :now)"), values)
    engine.dispose()
    migrate(url)
    store = open_store(url)
    person = auth.token_person(store, "otk_old", NOW)
    store.close()
    assert person is not None
    assert person.scopes == frozenset(Scope)


def test_the_least_is_what_a_token_gets_unasked(here: World) -> None:
    token = auth.new_token(here.store, STAFF[Role.ADMIN].login, "cron", NOW)
    person = auth.token_person(here.store, token, NOW)
    assert person is not None
    assert person.scopes == frozenset({Scope.READ})
