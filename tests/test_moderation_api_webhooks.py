"""Webhooks by the API, and the running server that tells them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.webhooks import Webhook
from moderation.people import Role
from moderation.store.engine import Store, open_store
from tests.door import world
from tests.hooksite import SECRET, hook_site
from tests.people import a_mention, take
from tests.test_moderation_delivering import book_of, hook


def test_it_works(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = world(store, tmp_path, cases=0)
    chat = Webhook(name="chat", url="https://chat.example/secret-path", secret_env="CHAT", events=("escalate",))
    take(store, [a_mention()], book=book_of(chat.model_copy(update={"events": ()})))
    monkeypatch.setenv("CHAT", SECRET)
    monkeypatch.setattr(made.app.state, "context", _with(made.app.state.context, chat))
    answer = made.program(Role.ADMIN).get("/api/v1/webhooks")
    assert answer.status_code == 200
    (found,) = answer.json()["webhooks"]
    assert (found["name"], found["place"], found["events"], found["state"]) == (
        "chat",
        "https://chat.example",
        ["escalate"],
        "on",
    )
    assert (found["waiting"], answer.json()["troubled"]) == (1, [])
    assert "secret-path" not in answer.text
    assert SECRET not in answer.text


def _with(context: object, chat: Webhook) -> object:
    import dataclasses

    settings = context.settings.model_copy(update={"webhooks": (chat,)})  # type: ignore[attr-defined]
    return dataclasses.replace(context, settings=settings)  # type: ignore[type-var]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_admin_sees_where_messages_go(role: Role, sqlite_store: Store, tmp_path: Path) -> None:
    made = world(sqlite_store, tmp_path)
    assert made.program(role).get("/api/v1/webhooks").status_code == 403
    refused = made.program(Role.ADMIN, ["supervise"]).get("/api/v1/webhooks")
    assert (refused.status_code, "scope admin" in refused.json()["detail"]) == (403, True)


def test_a_running_server_tells_what_happened(sqlite_url: str, tmp_path: Path) -> None:
    with hook_site() as site:
        config = f"webhooks:\n  - {{name: chat, url: '{site.url}', secret_env: CHAT, allow_private: true}}\n"
        (tmp_path / "otklik.yaml").write_text(config)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OTKLIK_")}
        given = {"OTKLIK_DATABASE": sqlite_url, "OTKLIK_CONFIG": str(tmp_path / "otklik.yaml"), "CHAT": SECRET}
        root = str(Path(__file__).parent.parent)
        command = [sys.executable, "-m", "moderation.cli.main", "serve", "--port", "0"]
        with subprocess.Popen(
            command, cwd=tmp_path, env={**kept, **given, "PYTHONPATH": root}, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                assert process.stderr is not None
                assert process.stderr.readline().startswith("the queue is at ")
                store = open_store(sqlite_url)
                take(store, [a_mention()], book=book_of(hook(site)))
                store.close()
                until = time.monotonic() + 30
                while not site.got and time.monotonic() < until:
                    time.sleep(0.02)
                process.send_signal(signal.SIGINT)
                assert process.wait(30) == 130
            finally:
                process.kill()
        assert [got.document["type"] for got in site.got] == ["case.receive"]
        assert site.got[0].genuine()
