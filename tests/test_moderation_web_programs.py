"""The page of programs: admins see tokens and webhooks, try one, and send again what was not taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from moderation import auth, delivering
from moderation.app import create_app
from moderation.people import Role
from moderation.store.engine import Store
from moderation.words import LANGUAGES
from tests.door import NOW, STAFF, TestClient, World, world
from tests.hooksite import SECRET, HookSite, hook_site
from tests.people import a_mention, take
from tests.test_moderation_delivering import book_of, hook

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def site() -> Iterator[HookSite]:
    """Give a program that is told."""
    with hook_site() as running:
        yield running


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path, site: HookSite, monkeypatch: pytest.MonkeyPatch) -> World:
    """Give an application with a webhook that did not take what it was told of a case."""
    made = world(sqlite_store, tmp_path, cases=0)
    monkeypatch.setenv("CHAT_SECRET", SECRET)
    context = made.app.state.context
    settings = context.settings.model_copy(update={"webhooks": (hook(site, events=["receive", "escalate"]),)})
    made.app = create_app(settings, sqlite_store, made.book, context.catalogue, context.now)
    take(sqlite_store, [a_mention()], book=book_of(hook(site)), now=NOW)
    site.answers = [500]
    delivering.deliver(sqlite_store, settings.webhooks, lambda: NOW, {"CHAT_SECRET": SECRET})
    return made


def press(client: TestClient, **fields: str) -> Any:
    """Press a button of the page."""
    token = auth.csrf_of(client.cookies["otklik_session"])
    return client.post("/programs", data={"csrf": token, **fields}, headers=OURS)


def test_it_works(here: World, site: HookSite) -> None:
    auth.new_token(here.store, STAFF[Role.MODERATOR].login, "ночной отчёт", NOW, days=90, scopes=["work"])
    admin = here.browser("admin")
    shown = admin.get("/programs").text
    for text in (
        "ночной отчёт",
        "read, work",
        "the-moderator",
        "chat",
        f"127.0.0.1:{site.port}",
        "it answered 500",
        "The complaint came in, Escalated",
        'href="/cases/1"',
    ):
        assert text in shown
    assert "told?by=otklik" not in shown
    again = press(admin, resend="1")
    assert (again.status_code, again.headers["location"]) == (303, "/programs?done=taken")
    assert site.got[0].id == site.got[1].id
    assert "it answered 500" not in admin.get("/programs?done=taken").text
    assert press(admin, test="chat").headers["location"] == "/programs?done=taken"
    assert site.got[-1].document["type"] == "otklik.test"


def test_a_message_that_is_refused_again_is_told_so(here: World, site: HookSite) -> None:
    admin = here.browser("admin")
    site.answers = [503]
    assert press(admin, resend="1").headers["location"] == "/programs?done=refused"
    assert 'role="alert"' in admin.get("/programs?done=refused").text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_the_page_is_for_admins(role: Role, here: World, site: HookSite) -> None:
    client = here.browser(role)
    before = here.dump()
    assert client.get("/programs").status_code == 403
    assert press(client, test="chat").status_code == 403
    assert 'href="/programs"' not in client.get("/").text
    assert (here.dump(), len(site.got)) == (before, 1)
    assert 'href="/programs"' in here.browser("admin").get("/").text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"resend": ""}, 422),
        ({"resend": "x"}, 422),
        ({"resend": "9" * 19}, 422),
        ({"resend": "²"}, 422),
        ({"resend": "9"}, 404),
        ({"test": "crm"}, 404),
        ({"test": "a" * 100_000}, 404),
    ],
)
def test_what_cannot_be_done_is_refused(fields: dict[str, str], status: int, here: World, site: HookSite) -> None:
    admin = here.browser("admin")
    before = here.dump()
    assert press(admin, **fields).status_code == status
    assert (here.dump(), len(site.got)) == (before, 1)


def test_without_the_secret_the_page_says_what_is_wrong(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHAT_SECRET")
    refused = press(here.browser("admin"), test="chat")
    assert (refused.status_code, "holds no secret" in refused.text) == (409, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_every_language_and_escapes_what_was_typed(language: str, here: World) -> None:
    admin = here.browser("admin")
    auth.new_token(here.store, STAFF[Role.ADMIN].login, "<script>alert(1)</script>", NOW)
    auth.revoke(here.store, auth.token_list(here.store)[-1].id, NOW)
    here.now = NOW + timedelta(minutes=1)
    admin.cookies.set("otklik_language", language)
    shown = admin.get("/programs").text
    assert "<script>alert" not in shown
    assert ("Webhooks" in shown) is (language == "en")


def test_with_neither_tokens_nor_webhooks_it_says_how_to_begin(sqlite_store: Store, tmp_path: Path) -> None:
    shown = world(sqlite_store, tmp_path, cases=0).browser("admin").get("/programs").text
    assert "No token has been made yet." in shown
    assert "No program is told." in shown
