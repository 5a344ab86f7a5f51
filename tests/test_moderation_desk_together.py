"""Two people on one case, in every order and at the same moment: no update is lost, and the loser keeps what was typed."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from moderation import auth
from moderation.clockwork import rebuild
from moderation.queue import case_view
from moderation.store.engine import Store
from tests.door import TestClient, World, world

UNTIL = "2026-12-01"
ACTS = ("reply", "assign", "wait")  # possible again and again while a case is open
OWNERS = ("the-moderator", "the-supervisor")


@dataclass
class Anna:
    """A moderator who works on the page of the case."""

    client: TestClient
    version: str = ""

    def look(self, number: int) -> None:
        """Load the page; its forms carry the version that she sees."""
        page = LexborHTMLParser(self.client.get(f"/cases/{number}").text)
        field = page.css_first("form.act input[name=version]")
        assert field is not None
        self.version = str(field.attributes["value"])

    def do(self, number: int, act: str, typed: dict[str, str]) -> str:
        """Send a form; give "done" or "lost". What she typed must stand on the page that tells her so."""
        token = auth.csrf_of(self.client.cookies["otklik_session"])
        answer = self.client.post(f"/cases/{number}/{act}", data={"csrf": token, "version": self.version, **typed})
        if answer.status_code == 303:
            return "done"
        assert answer.status_code == 409, answer.text
        page = LexborHTMLParser(answer.text)
        shown = [node.text() for node in page.css("textarea")] + [
            node.attributes.get("value") for node in page.css("input, option")
        ]
        assert all(any(text in (known or "") for known in shown) for text in typed.values()), typed
        return "lost"


@dataclass
class Boris:
    """A supervisor whose program uses the API."""

    client: TestClient
    version: str = ""

    def look(self, number: int) -> None:
        """Ask for the case; its ETag is the version that he sees."""
        self.version = self.client.get(f"/api/v1/cases/{number}").headers["etag"]

    def do(self, number: int, act: str, typed: dict[str, str]) -> str:
        """Do it if the case is as he saw it; give "done" or "lost"."""
        body = {**typed, "until": f"{UNTIL}T12:00:00+02:00"} if act == "wait" else typed
        answer = self.client.post(f"/api/v1/cases/{number}/{act}", json=body, headers={"If-Match": self.version})
        if answer.status_code == 200:
            return "done"
        assert answer.status_code == 412, answer.text
        assert answer.json()["status"] == 412
        return "lost"


def typed_by(name: str, act: str, turn: int, maker: random.Random) -> dict[str, str]:
    """Make what one of them writes in a form, different each time."""
    return {
        "reply": {"text": f"Ответ номер {turn}, пишет {name}"},
        "assign": {"owner": maker.choice(OWNERS)},
        "wait": {"until": UNTIL, "why": f"ждём курьера, {name}, {turn}"},
    }[act]


def interleaved(made: World, number: int, seed: int) -> Counter[str]:
    """Let both look and act in a random order; check after each step that the history holds exactly what succeeded."""
    maker = random.Random(seed)
    people: dict[str, Any] = {"Anna": Anna(made.browser("moderator")), "Boris": Boris(made.program("supervisor"))}
    seen: dict[str, int] = {}
    won: list[tuple[str, str]] = []
    went: Counter[str] = Counter()
    for name, person in people.items():
        person.look(number)
        seen[name] = 1
    for turn in range(8):
        name = maker.choice(list(people))
        if maker.random() < 0.3:
            people[name].look(number)
            seen[name] = 1 + len(won)
            continue
        act = maker.choice(ACTS)
        typed = typed_by(name, act, turn, maker)
        result = people[name].do(number, act, typed)
        assert result == ("done" if seen[name] == 1 + len(won) else "lost")
        if result == "done":
            won.append((act, typed.get("text", "")))
        went[result] += 1
    view = case_view(made.store, number, made.book, made.now)
    assert [str(event.act) for event in view.events[1:]] == [act for act, _ in won]
    assert [reply.text for reply in view.replies] == [text for act, text in won if act == "reply"]
    return went


def run(store: Store, folder: Path, times: int) -> Counter[str]:
    made = world(store, folder, cases=times)
    went: Counter[str] = Counter()
    for number in range(1, times + 1):
        went += interleaved(made, number, seed=number)
    assert rebuild(store, made.book) == ()
    assert min(went["done"], went["lost"]) > times / 2  # or the orders were not what they are meant to be
    return went


def test_twenty_orders_of_two_people_lose_no_update(store: Store, tmp_path: Path) -> None:
    run(store, tmp_path, 20)


@pytest.mark.long
def test_two_hundred_orders_of_two_people_lose_no_update(store: Store, tmp_path: Path) -> None:
    print(store.dialect, dict(run(store, tmp_path, 200)))


def at_once(first: Callable[[], str], second: Callable[[], str]) -> Counter[str]:
    """Let both act at the same moment; count how it went."""
    gate, went = threading.Barrier(2), []

    def one(act: Callable[[], str]) -> None:
        gate.wait()
        went.append(act())

    threads = [threading.Thread(target=one, args=(act,)) for act in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(went)


def collide(store: Store, folder: Path, times: int) -> None:
    """Let both answer what they saw, at the same moment: one wins, the other is told, and one draft stands."""
    made = world(store, folder, cases=times)
    anna, boris = Anna(made.browser("moderator")), Boris(made.program("supervisor"))
    for number in range(1, times + 1):
        anna.look(number)
        boris.look(number)
        went = at_once(
            lambda n=number: anna.do(n, "reply", {"text": f"Анна {n}"}),  # type: ignore[misc]
            lambda n=number: boris.do(n, "reply", {"text": f"Борис {n}"}),  # type: ignore[misc]
        )
        assert went == {"done": 1, "lost": 1}
        view = case_view(store, number, made.book, made.now)
        assert (len(view.events), len(view.replies)) == (2, 1)


def test_of_two_at_the_same_moment_one_wins(store: Store, tmp_path: Path) -> None:
    collide(store, tmp_path, 10)


@pytest.mark.long
def test_of_two_at_the_same_moment_one_wins_two_hundred_times(store: Store, tmp_path: Path) -> None:
    collide(store, tmp_path, 200)
