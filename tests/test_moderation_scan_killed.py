"""`kill -9` in the middle of a scan: the next run finds everything, once (decision 2; RELIABILITY rows 26, 50)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from moderation.cli.common import Setup
from moderation.clockwork import rebuild
from moderation.demo.ledger import Ledger
from moderation.demo.places import PLACES, Place
from moderation.demo.server import serve
from moderation.demo.town import Town
from moderation.demo.view import Response, turns
from moderation.demo.workspace import Workspace
from moderation.store import migrate
from moderation.store.schema import cases, event, mention

REQUESTS = 70  # a scan of everything makes a few more


class Gate:
    """Hold up the request of one number, and everything after it, until the gate is opened."""

    def __init__(self, number: int) -> None:
        self.left = number
        self.lock = threading.Lock()
        self.reached = threading.Event()
        self.open = threading.Event()

    def pass_through(self) -> None:
        with self.lock:
            self.left -= 1
            held = self.left < 0
        if held:
            self.reached.set()
            self.open.wait(60)


class GatedTown(Town):
    """A town whose sites can be made to stand still."""

    gate: Gate | None = None

    def get(self, place: Place, path: str, query: Mapping[str, str]) -> Response:
        if self.gate is not None:
            self.gate.pass_through()
        return super().get(place, path, query)


class Demo:
    """The demo world on a clock of the test's own, and the command line beside it."""

    def __init__(self, folder: Path) -> None:
        self.now = datetime.now(UTC) - timedelta(hours=2)  # the world's past, so that nothing in it lies in the future
        self.space = Workspace(folder)
        self.town = GatedTown(Ledger(self.space.ledger, self.now), lambda: self.now)

    @contextmanager
    def open(self) -> Iterator[Setup]:
        """Serve the world and give the configuration that watches it."""
        with serve(self.town) as ports:
            self.space.write(ports, timezone="Europe/Riga", language="en")
            setup = Setup(config=self.space.config, environ={})
            migrate.migrate(setup.settings.database)
            yield setup
            setup.store.close()

    def scan(self) -> subprocess.Popen[str]:
        """Start a scan of everything in a process group of its own."""
        command = [sys.executable, "-m", "moderation.cli.main", "scan", "--all", "--config", str(self.space.config)]
        return subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True, env=clean_environment()
        )

    def killed_scan(self, requests: int) -> None:
        """Scan, and kill everything without warning while the sites are busy with a request: the one of this number."""
        gate = self.town.gate = Gate(requests)
        process = self.scan()
        assert process.stderr is not None
        with process.stderr:
            assert gate.reached.wait(60), "the scan ended before it could be killed"
            os.killpg(process.pid, signal.SIGKILL)
            assert process.wait(30) == -signal.SIGKILL
        self.town.gate = None
        gate.open.set()

    def whole_scan(self) -> int:
        """Scan to the end and give the exit code."""
        process = self.scan()
        _, told = process.communicate(timeout=110)
        assert "Traceback" not in told, told
        return process.returncode


def clean_environment() -> dict[str, str]:
    """Give the environment without otklik's own variables."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OTKLIK_")}


def expected(demo: Demo) -> Counter[tuple[str, str]]:
    """Say which texts stand where now: site and text, company's posts of their own included."""
    standing: Counter[tuple[str, str]] = Counter()
    for place in PLACES:
        for shelf in place.shelves:
            posts = demo.town.posts(shelf.name, demo.now)
            own = place.kind in ("thread", "discourse", "feed")
            texts = [turn.body for turn in turns(posts)] if own else [post.body for post in posts]
            standing.update((shelf.name, folded(text)) for text in texts)
    return standing


def folded(text: str) -> str:
    return " ".join(text.split())


def check(demo: Demo, setup: Setup) -> None:
    """Insist that what stands on the sites is stored, once, and that every case holds together."""
    with setup.store.read() as tx:
        rows = tx.execute(select(mention.c.site, mention.c.native_id, mention.c.body)).all()
        opened = tx.execute(select(cases.c.mention_id)).scalars().all()
        first = tx.execute(select(event.c.case_id).where(event.c.seq == 1)).scalars().all()
        numbers = tx.execute(select(cases.c.id)).scalars().all()
    stored = Counter((row.site, folded(row.body)) for row in rows)
    assert expected(demo) - stored == Counter(), "something is lost"
    assert max(Counter((row.site, row.native_id) for row in rows).values()) == 1, "something is doubled"
    assert len(opened) == len(set(opened)), "a complaint has two cases"
    assert sorted(first) == sorted(numbers), "a case has no beginning"
    assert rebuild(setup.store, setup.book) == (), "the index differs from the events"


def kill_and_recover(tmp_path: Path, kills: list[int]) -> None:
    demo = Demo(tmp_path / "demo")
    with demo.open() as setup:
        for requests in kills:
            demo.killed_scan(requests)
            demo.now += timedelta(seconds=90)  # complaints go on arriving, edits and withdrawals go on happening
        assert demo.whole_scan() == 0
        check(demo, setup)
        with setup.store.read() as tx:
            gone = tx.execute(select(mention.c.id).where(mention.c.withdrawn_at.is_not(None))).all()
        assert gone == [], "a killed scan made something look withdrawn"


def test_five_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    kill_and_recover(tmp_path, [4, 12, 25, 40, 60])


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)
    kill_and_recover(tmp_path, [dice.randrange(0, REQUESTS) for _ in range(50)])
