"""`otklik demo`: one command, the whole product; it ends cleanly and goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def start(folder: Path, *args: str) -> subprocess.Popen[str]:
    """Start the demo in a folder of its own, without anything of otklik's in its environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTKLIK_")} | {"LANG": "lv_LV.UTF-8"}
    command = [sys.executable, "-m", "moderation.cli.main", "demo", "--data", str(folder), *args]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )


def test_it_works(tmp_path: Path) -> None:
    first = start(tmp_path / "demo", "--once", "--json", "--port", "0")
    out, err = first.communicate(timeout=100)
    assert first.returncode == 0, err
    assert "Traceback" not in err
    counts = json.loads(out)
    assert counts["sites"] >= 7
    assert counts["new"] == counts["mentions"] > 400
    assert 50 < counts["open_cases"] < counts["mentions"]
    again = start(tmp_path / "demo", "--once", "--json", "--port", "0")
    out, err = again.communicate(timeout=100)
    assert again.returncode == 0, err
    counted = json.loads(out)
    assert counted["new"] <= 5, "what is known is known again, also behind other ports"
    assert counted["withdrawn"] == 0


def test_an_interrupt_ends_it_in_one_sentence_and_everything_is_kept(tmp_path: Path) -> None:
    process = start(tmp_path / "demo", "--port", "0")
    assert process.stderr is not None
    with process, process.stderr as told:
        lines = []
        for line in told:
            lines.append(line)
            if "Ctrl-C ends the demo" in line:
                break
        os.kill(process.pid, signal.SIGINT)
        lines += list(told)
    assert process.wait(30) == 130
    said = "".join(lines)
    assert "The queue is open at http://127.0.0.1:" in said
    assert "Traceback" not in said
    assert lines[-1].startswith("otklik: interrupted")
    assert (tmp_path / "demo" / "otklik.db").exists()


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(tmp_path / "demo", "--once", "--port", str(port - 1))
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == ""
    assert f"port {port} is in use" in err
    assert "--port" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("broken", ["{", '{"start": "yesterday", "seed": 1, "replies": []}', "[]"])
def test_a_broken_ledger_is_named_and_left_alone(tmp_path: Path, broken: str) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "world.json").write_text(broken, encoding="utf-8")
    process = start(folder, "--once", "--port", "0")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 5
    assert "world.json" in err
    assert (folder / "world.json").read_text(encoding="utf-8") == broken
