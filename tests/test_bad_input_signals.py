"""SIGINT and SIGTERM while a command is busy: one sentence, no traceback, nothing held, the next run goes on (RELIABILITY 63)."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from moderation.store.engine import open_store
from moderation.store.schema import lease, mention
from tests.hostile.server import Server, listing
from tests.test_moderation_cli_train import KINDS

ROOT = str(Path(__file__).resolve().parents[1])
BOTH = (signal.SIGINT, signal.SIGTERM)
CODES = {signal.SIGINT: 130, signal.SIGTERM: -signal.SIGTERM}  # who is told to end ends by that signal, after tidying up
started: list[subprocess.Popen[str]] = []
CONFIG = 'company: Ozols\nbrands: [{{name: Ozols}}]\ndata: data\nscan: {{contact: a@b.example, allow_private: ["{}"]}}\n'


class Gated:
    """A site of five pages whose page `stops_at` is not answered until the gate is opened."""

    def __init__(self) -> None:
        self.stops_at = 0
        self.reached, self.open = threading.Event(), threading.Event()

    def page(self, query: dict[str, str]) -> str:
        number = int(query.get("page", "1"))
        if number == self.stops_at:
            self.reached.set()
            self.open.wait(60)
        return listing(range(number * 5, number * 5 + 5), f"/reviews?page={number + 1}" if number < 5 else "")

    def stop_at(self, number: int) -> None:
        """Stop at this page in the next scan."""
        self.stops_at = number
        self.reached.clear()
        self.open.clear()


def start(folder: Path, *args: str, **streams: Any) -> subprocess.Popen[str]:
    """Start `otklik` in a folder, in a session of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTKLIK_")}
    given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    process = subprocess.Popen(
        [sys.executable, "-m", "moderation.cli.main", *args],
        cwd=folder,
        env={**kept, "PYTHONPATH": ROOT, "HOME": str(folder)},
        text=True,
        start_new_session=True,
        **given,
    )
    started.append(process)
    return process


@pytest.fixture(autouse=True)
def nobody_is_left_behind() -> Iterator[None]:
    """End what a failing test has started."""
    yield
    while started:
        process = started.pop()
        process.kill()
        process.wait(30)
        for stream in filter(None, (process.stdin, process.stdout, process.stderr)):
            stream.close()


def end(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """Send a signal and insist on a clean end; give what was said on standard error."""
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == CODES[number], said
    assert "Traceback" not in said, said
    assert said.splitlines()[-1] == "otklik: interrupted", said
    return said


def alone_in(session: int) -> bool:
    """Say whether no process of a session is left."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            return False
    return True


def heard(process: subprocess.Popen[str], words: str) -> None:
    """Wait until a process has said something on standard error."""
    assert process.stderr is not None
    assert any(words in line for line in process.stderr), "it ended before it said so"


@pytest.fixture
def site() -> Iterator[tuple[Server, Gated]]:
    """Serve a site that can be made to stand still."""
    gated = Gated()
    with Server({"/reviews": gated.page}) as server:
        yield server, gated
        gated.open.set()


@pytest.fixture
def folder(tmp_path: Path, site: tuple[Server, Gated], empty_sqlite: Path) -> Path:
    """Set an installation up that watches the site."""
    server = site[0]
    (tmp_path / "otklik.yaml").write_text(CONFIG.format(server.place), encoding="utf-8")
    (tmp_path / "sites.yaml").write_text(f"sites:\n  - {{name: shop, url: '{server.url('/reviews')}', brand: Ozols}}\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "otklik.db").write_bytes(empty_sqlite.read_bytes())
    return tmp_path


def stored(folder: Path) -> tuple[int, int]:
    """Count mentions and leases."""
    store = open_store(f"sqlite:///{folder}/data/otklik.db")
    with store.read() as tx:
        counts = tuple(tx.execute(select(func.count()).select_from(table)).scalar_one() for table in (mention, lease))
    store.close()
    return counts[0], counts[1]


def test_an_interrupted_scan_gives_its_lease_back_and_the_next_one_takes_everything_in_once(
    folder: Path, site: tuple[Server, Gated]
) -> None:
    gated = site[1]
    for number, page in zip((*BOTH, signal.SIGINT), (1, 3, 5), strict=True):
        gated.stop_at(page)
        process = start(folder, "scan", "--all")
        assert gated.reached.wait(60), "the scan never came so far"
        end(process, number)
        gated.open.set()
        assert stored(folder)[1] == 0, "a lease was kept"
        assert alone_in(process.pid), "a worker was left behind"
    gated.stops_at = 0
    process = start(folder, "scan", "--all", "--json")
    out, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert json.loads(out)[0]["verdict"] == "ok"
    assert stored(folder) == (25, 0)


def test_a_demo_that_is_still_scanning_ends_at_once(tmp_path: Path) -> None:
    process = start(tmp_path, "demo", "--port", "0", "--data", str(tmp_path / "demo"))
    heard(process, "scanning")
    end(process, signal.SIGTERM)
    assert alone_in(process.pid)
    assert (tmp_path / "demo" / "otklik.db").exists()


def test_a_server_that_is_told_to_end_ends(folder: Path) -> None:
    process = start(folder, "serve", "--port", "0")
    heard(process, "the queue is at")
    end(process, signal.SIGTERM)


def test_tagging_ends_after_the_lines_that_were_answered(folder: Path) -> None:
    process = start(folder, "tag", stdin=subprocess.PIPE)
    assert process.stdin is not None
    for line in range(500):  # a whole batch, so that it is answered before the input ends
        process.stdin.write(json.dumps({"id": line, "text": "Jauki"}) + "\n")
    process.stdin.flush()
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["id"] == 0
    assert end(process, signal.SIGINT) == "otklik: interrupted\n"


@pytest.mark.parametrize(
    "args",
    [
        ("read", "pipe"),
        ("reply", "1", "--file", "pipe", "--as", "anna"),
        ("evaluate", "pipe"),
    ],
)
def test_waiting_for_a_pipe_that_nobody_fills_can_be_ended(folder: Path, args: Sequence[str]) -> None:
    os.mkfifo(folder / "pipe")
    process = start(folder, *args)
    with (folder / "pipe").open("wb"):  # returns when the command has opened the other end
        assert end(process, signal.SIGINT) == "otklik: interrupted\n"


def test_a_page_that_does_not_come_can_be_waited_for_no_longer(folder: Path, site: tuple[Server, Gated]) -> None:
    server, gated = site
    gated.stop_at(1)
    process = start(folder, "read", server.url("/reviews"))
    assert gated.reached.wait(60)
    assert end(process, signal.SIGINT) == "otklik: interrupted\n"


def test_interrupted_training_leaves_the_model_as_it_was(folder: Path) -> None:
    rows = [{**KINDS[n % 3], "text": " ".join(f"w{n * k % 997}" for k in range(1, 60))} for n in range(6000)]
    (folder / "own.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (folder / "model.skops").write_bytes(b"the old one")
    process = start(folder, "train", "own.jsonl", "--out", "model.skops")
    heard(process, "learning from")
    end(process, signal.SIGINT)
    assert (folder / "model.skops").read_bytes() == b"the old one"
    assert sorted(path.name for path in folder.glob("*model*")) == ["model.skops"]


def test_a_letter_that_waits_for_a_silent_mail_server_can_be_given_up_and_sent_later(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mail = f"mail: {{host: 127.0.0.1, port: {silent.getsockname()[1]}, starttls: false, sender: a@b.example}}\n"
        with (folder / "otklik.yaml").open("a", encoding="utf-8") as config:
            config.write(mail)
        process = start(folder, "digest", "--to", "anna@b.example")
        silent.settimeout(60)
        with silent.accept()[0]:
            end(process, signal.SIGINT)
    again = start(folder, "digest", "--to", "anna@b.example")
    _, said = again.communicate(timeout=60)
    assert (again.returncode, said.count("\n")) == (75, 1), said
    assert "run the same command again later" in said


READERS_GONE: Sequence[tuple[str, ...]] = [
    ("queue",),
    ("queue", "--json"),
    ("journal",),
    ("sites",),
    ("user", "list"),
    ("token", "list"),
    ("digest",),
]


@pytest.mark.parametrize("args", READERS_GONE, ids=" ".join)
def test_a_reader_of_a_list_that_has_gone_is_no_error(folder: Path, args: Sequence[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = start(folder, *args, stdout=writing)
    os.close(writing)
    _, said = process.communicate(timeout=60)
    assert process.returncode in (0, 1)
    assert "Traceback" not in said
    assert "Broken pipe" not in said
    assert "fault" not in said


def closed(number: int) -> Callable[[], None]:
    """Give what closes a standard stream of a process that starts."""
    return lambda: os.close(number)


@pytest.mark.parametrize(
    ("number", "args", "code"), [(0, ("tag",), 0), (0, ("read", "--batch"), 0), (1, ("queue",), 0), (2, ("show", "9"), 1)]
)
def test_a_standard_stream_that_is_closed_is_no_fault(folder: Path, number: int, args: Sequence[str], code: int) -> None:
    streams = {0: {"stdin": None}, 1: {"stdout": None}, 2: {"stderr": None}}[number]
    process = start(folder, *args, preexec_fn=closed(number), **streams)
    out, said = process.communicate(timeout=60)
    assert process.returncode == code, said
    assert not out
    assert "fault" not in (said or "")


def test_an_interruption_while_the_program_is_still_being_imported_shows_no_traceback(folder: Path) -> None:
    script = (
        "import sys\n"
        "from moderation.cli.process import run\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": ROOT},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "otklik: interrupted\n")
