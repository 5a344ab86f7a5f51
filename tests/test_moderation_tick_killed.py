"""`kill -9` in the middle of `otklik tick`: each step of the ladder once, each notice once (RELIABILITY rows 49, 51)."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import cast

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.policy import load_policy
from config.settings import Settings, load_settings
from moderation import clockwork, staff
from moderation.case import Act
from moderation.digest.notice_post import send_due
from moderation.notices import TOLD, key_of
from moderation.rulebook import Rulebook, rulebook
from moderation.store import cases, notices
from moderation.store.engine import Store, open_store
from tests.mailbox import Sink, served
from tests.office import CONFIG
from tests.people import CAST, DAY, a_case, hire

NEW = 3  # cases that come in before each run
LONG_AGO = 40 * DAY  # every step of their ladders is long overdue


class Trap(Sink):
    """A mail server at whose letter of one number somebody pulls the plug."""

    def __init__(self) -> None:
        super().__init__()
        self.left: int | None = None
        self.reached = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.reached.set()
        return answer


class Clocked:
    """An installation whose ticks are processes of their own, and the mail server that they speak to."""

    def __init__(self, folder: Path, database: Path, port: int, sink: Trap) -> None:
        self.folder, self.sink, self.number = folder, sink, 0
        server = f"mail: {{host: 127.0.0.1, port: {port}, starttls: false, sender: otklik@example.org}}"
        (folder / "otklik.yaml").write_text(CONFIG + server, encoding="utf-8")
        (folder / "policy.yaml").write_text("notices: {quiet: null, batch: 1s}", encoding="utf-8")
        (folder / "data").mkdir()
        shutil.copy(database, folder / "data" / "otklik.db")
        self.settings: Settings = load_settings(folder / "otklik.yaml", {}, {})
        self.book: Rulebook = rulebook(self.settings, load_policy(self.settings))
        self.store: Store = open_store(self.settings.database)
        hire(self.store)
        for person in CAST:
            staff.set_mailbox(self.store, person.login, mail=f"{person.login}@example.org")

    def cases_come_in(self, count: int = NEW) -> None:
        """Open cases whose terms have passed."""
        for _ in range(count):
            self.number += 1
            a_case(self.store, self.number, now=datetime.now(UTC) - LONG_AGO, published=None)

    def tick(self) -> subprocess.Popen[bytes]:
        """Start a tick in a process group of its own."""
        command = [sys.executable, "-m", "moderation.cli.main", "tick", "--config", str(self.folder / "otklik.yaml")]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OTKLIK_")}
        return subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=environment
        )

    def killed_tick(self, after: float, letters: int | None) -> None:
        """Run a tick and kill it without warning: after a time, or as the mail server has taken a letter."""
        self.sink.left, process = letters, self.tick()
        self.sink.reached.clear()
        if letters is None:
            time.sleep(after)  # real time on purpose: the moment of the kill is what is tried
        else:
            self.sink.reached.wait(after)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)
        self.sink.left = None

    def whole_tick(self) -> None:
        """Run a tick to its end."""
        assert self.tick().wait(120) == 0

    def calm(self) -> None:
        """Let everything that is still due happen, as if some time had passed."""
        now = datetime.now(UTC)
        for minutes in (1, 7, 14):
            later = now + timedelta(minutes=minutes)
            clockwork.tick(self.store, self.book, later)
            send_due(self.store, self.book, self.settings, lambda later=later: later)  # type: ignore[misc]


def check(clocked: Clocked) -> Counter[str]:
    """Insist that each step happened once, and that each person whom it concerns was told once; give the fates."""
    with clocked.store.read() as tx:
        histories = {case.id: events for case, events in cases.open_histories(tx)}
        told = [one for person in CAST for one in notices.inbox(tx, person.login, unread=False, limit=100_000)]
    assert len(histories) == clocked.number
    keys = {(n, key_of(event)): event for n, events in histories.items() for event in events if event.act in TOLD}
    for n, events in histories.items():
        steps = [key_of(event) for event in events if event.act in TOLD]
        assert len(steps) == len(set(steps)) == 4, "two warnings and two levels"
        assert sorted(event.data["level"] for event in events if event.act is Act.ESCALATE) == [2, 3], n
    heard = Counter((one.case_id, key_of(one.event), one.login) for one in told)
    assert set(heard.values()) == {1}, "somebody was told twice"
    assert {(n, key) for n, key, _ in heard} == set(keys), "a step that nobody was told of"
    fates = Counter(one.fate for one in told)
    assert set(fates) <= {"sent", "uncertain"}, fates
    parsed = [message_from_bytes(cast(bytes, letter.content), policy=policy.default) for letter in clocked.sink.received]
    letters = Counter(letter["Message-ID"] for letter in parsed)
    assert set(letters.values()) <= {1}, "a letter came twice"
    assert {one.message_id for one in told if one.fate == "sent"} <= set(letters)
    assert clockwork.rebuild(clocked.store, clocked.book) == ()
    return fates


def kill_and_recover(folder: Path, database: Path, kills: int, seed: int) -> Counter[str]:
    dice, sink = random.Random(seed), Trap()
    with served(sink) as mail:
        clocked = Clocked(folder, database, mail.port, sink)
        clocked.cases_come_in()
        began = time.monotonic()
        clocked.whole_tick()
        whole = time.monotonic() - began
        for _ in range(kills):
            clocked.cases_come_in()
            # Some die anywhere, some just as the mail server has taken a letter and before that is written down.
            clocked.killed_tick(dice.uniform(0.3, 1.1) * whole, dice.choice((None, 0, 1)))
        clocked.whole_tick()
        clocked.calm()
        fates = check(clocked)
        clocked.store.close()
    return fates


@pytest.mark.timeout(300)
def test_three_kills_lose_nothing_and_double_nothing(empty_sqlite: Path, tmp_path: Path) -> None:
    assert kill_and_recover(tmp_path, empty_sqlite, 3, 7)["sent"]


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_fifty_kills_lose_nothing_and_double_nothing(empty_sqlite: Path, tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    fates = kill_and_recover(tmp_path, empty_sqlite, 50, seed)
    print(fates)
    assert fates["sent"] > fates["uncertain"]


@pytest.mark.long
@pytest.mark.timeout(600)
def test_three_ticks_at_once_do_and_tell_everything_once(empty_sqlite: Path, tmp_path: Path) -> None:
    sink = Trap()
    with served(sink) as mail:
        clocked = Clocked(tmp_path, empty_sqlite, mail.port, sink)
        for _ in range(5):
            clocked.cases_come_in()
            with ThreadPoolExecutor(3) as pool:
                assert set(pool.map(lambda _: clocked.tick().wait(120), range(3))) == {0}
        clocked.calm()
        assert set(check(clocked)) == {"sent"}
        clocked.store.close()
