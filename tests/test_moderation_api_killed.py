"""`kill -9` around a request with a key, and of who tells webhooks: nothing done twice, nothing untold (RELIABILITY 45, 50)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from moderation.api.once import REPLAYED
from moderation.store.engine import Store
from moderation.store.tables.webhooks import delivery
from moderation.store.webhooks import LEASE
from tests.door import World, world
from tests.hooksite import Got, HookSite, hook_site
from tests.people import NOW
from tests.test_moderation_api_once import KEY, TEXT, acts
from tests.test_moderation_delivering import book_of, hook, opened

ROOT = Path(__file__).resolve().parent.parent
POINTS = ("claimed", "acted", "kept", "committed", "at random")
REQUEST = """
import os, random, signal, sys, threading
from pathlib import Path
from moderation.api import once as door
from moderation.store import once
from moderation.store.engine import open_store
from tests.door import world

url, folder, token, point, path, text = sys.argv[1:]
client = world(open_store(url), Path(folder), cases=0, staffed=False).client(Authorization=f"Bearer {token}")

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def afterwards(owner, name):
    own = getattr(owner, name)
    setattr(owner, name, lambda *given, **named: (own(*given, **named), die()))

if point == "claimed":
    afterwards(once, "claim")
elif point == "acted":
    once.keep = die
elif point == "kept":
    afterwards(once, "keep")
elif point == "committed":
    afterwards(door.Once, "run")
else:
    client.get("/api/v1/me")  # what is loaded late is loaded now
    threading.Timer(random.random() * 0.06, die).start()
client.post(path, content=text.encode(), headers=dict(HEADERS))
die()
"""
SENDER = """
import sys
from datetime import datetime
from moderation import delivering
from moderation.store.engine import open_store
from tests.test_moderation_delivering import ENVIRON, hook

url, place, now = sys.argv[1:]
moment = datetime.fromisoformat(now)
delivering.deliver(open_store(url), [hook(place)], lambda: moment, ENVIRON)
"""


def started(script: str, *args: str) -> subprocess.Popen[bytes]:
    """Start a script of this test in a process of its own."""
    return subprocess.Popen([sys.executable, "-c", script, *args], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def url_of(store: Store) -> str:
    """Give the address of a database as the command line takes it."""
    return store.engine.url.render_as_string(hide_password=False).replace("postgresql+psycopg", "postgresql")


@pytest.mark.long
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("verb", ["reply", "escalate"])
def test_an_act_with_a_key_is_done_once_wherever_its_process_dies(verb: str, point: str, store: Store, tmp_path: Path) -> None:
    made: World = world(store, tmp_path)
    anna, path = made.program("moderator"), f"/api/v1/cases/1/{verb}"
    text = {"reply": f'{{"text": "{TEXT["text"]}"}}', "escalate": '{"why": "ждут третью неделю"}'}[verb]
    headers = {"If-Match": '"1"', "Idempotency-Key": KEY, "Content-Type": "application/json"}
    token = anna.headers["authorization"].removeprefix("Bearer ")
    script = REQUEST.replace("HEADERS", repr(headers))
    with started(script, url_of(store), str(tmp_path), token, point, path, text) as process:
        assert process.wait(60) == -signal.SIGKILL
    before = acts(made)
    assert before in (["receive"], ["receive", verb])
    assert point == "at random" or (verb in before) is (point == "committed")
    again = anna.post(path, content=text.encode(), headers=headers)
    assert (again.status_code, REPLAYED in again.headers) == (200, verb in before), again.text
    assert again.json() == anna.get("/api/v1/cases/1").json()
    assert acts(made) == ["receive", verb]


class Killer(HookSite):
    """A program that lets whoever tells it be killed at every seventh message, before it answers or just afterwards."""

    process: subprocess.Popen[bytes] | None = None
    before = True

    def take(self, path: str, headers: dict[str, str], body: str) -> int:
        """Write a request down, and strike."""
        status = super().take(path, headers, body)
        if len(self.got) % 7 == 0 and self.process is not None:
            if self.before:
                self.process.kill()
                self.process.wait()
            else:
                threading.Timer(len(self.got) % 4 / 1000, self.process.kill).start()
        return status


@pytest.mark.long
@pytest.mark.parametrize("before", [True, False], ids=["before the answer", "after the answer"])
def test_fifty_messages_all_arrive_though_their_sender_is_killed(
    before: bool, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.hooksite.HookSite", Killer)
    with hook_site() as site:
        assert isinstance(site, Killer)
        site.before = before
        opened(store, book_of(hook(site)), 50)
        kills = run_until_told(store, site)
    assert kills >= 7
    told = Counter(got.id for got in site.got)
    assert set(told) == messages(store)
    assert len(told) == 50
    assert sum(told.values()) - 50 <= kills  # only what was under way at a kill came twice, under its id
    assert all(got.genuine() for got in site.got)
    assert {got.document["data"]["case"] for got in site.got} == set(range(1, 51))
    assert all(len({other.body for other in of_one(site.got, name)}) == 1 for name in told)


def run_until_told(store: Store, site: Killer) -> int:
    """Start senders one after another, each when the claims of the one before have run out; give how many were killed."""
    kills = 0
    for number in range(40):
        with started(SENDER, url_of(store), site.url, (NOW + number * LEASE).isoformat()) as site.process:
            kills += site.process.wait(60) == -signal.SIGKILL
        with store.read() as tx:
            if not tx.execute(select(func.count()).where(delivery.c.state != "done")).scalar():
                return kills
    raise AssertionError("not everything was told")


def messages(store: Store) -> set[str]:
    """Give the id of every message that is kept."""
    with store.read() as tx:
        return set(tx.execute(select(delivery.c.message)).scalars())


def of_one(got: Sequence[Got], name: str) -> list[Any]:
    """Give the requests of one message."""
    return [one for one in got if one.id == name]
