"""`otklik serve`: listens here, not in public without https, and ends when told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from config.errors import UsageError
from config.settings import WebSettings
from moderation.cli.serve import address_of, bind, check_public, local


@pytest.fixture
def environment(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    """Give the environment of a process with a database of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTKLIK_")}
    return {**kept, "OTKLIK_DATABASE": sqlite_url, "OTKLIK_DATA": str(tmp_path), "HOME": str(tmp_path)}


def test_it_works(environment: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "moderation.cli.main", "serve", "--port", "0"]
    root = str(Path(__file__).parent.parent)
    with subprocess.Popen(
        command, cwd=tmp_path, env={**environment, "PYTHONPATH": root}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            found = re.fullmatch(r"the queue is at (http://127\.0\.0\.1:\d+/); get a login link with: .+\n", line)
            assert found is not None, line
            assert httpx.get(found[1] + "readyz", trust_env=False).json() == {"status": "ready"}
            foreign = httpx.get(found[1] + "readyz", headers={"Host": "evil.example"}, trust_env=False)
            assert foreign.status_code == 421
            assert "server" not in foreign.headers
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (130, "", "otklik: interrupted\n")


def test_without_a_database_it_says_how_to_make_one(environment: dict[str, str], tmp_path: Path) -> None:
    gone = {**environment, "OTKLIK_DATABASE": f"sqlite:///{tmp_path}/none.db", "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-m", "moderation.cli.main", "serve", "--port", "0"]
    done = subprocess.run(command, cwd=tmp_path, env=gone, capture_output=True, text=True, check=False)
    assert done.returncode == 6
    assert done.stderr.endswith("is not there yet. Create it: otklik migrate\n")


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.7", False),
        ("queue.example", False),
        ("localhost.evil.example", False),
        ("", False),
    ],
)
def test_what_only_this_machine_reaches(host: str, here: bool) -> None:
    assert local(host) is here


def test_the_public_is_refused_without_https_in_one_sentence_that_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError) as refused:
        check_public("0.0.0.0", WebSettings())
    assert str(refused.value).startswith("0.0.0.0 can be reached from other machines, and without https")
    assert "set web.url to its https:// address, or listen on 127.0.0.1" in str(refused.value)
    check_public("127.0.0.1", WebSettings())
    check_public("0.0.0.0", WebSettings(url="https://queue.example"))
    assert capsys.readouterr().err == ""


def test_plain_http_in_public_is_the_operators_word_and_is_told_every_time(capsys: pytest.CaptureFixture[str]) -> None:
    check_public("0.0.0.0", WebSettings(url="http://10.0.0.7:8765"))
    assert "sessions travel unencrypted" in capsys.readouterr().err
    check_public("127.0.0.1", WebSettings(url="http://10.0.0.7:8765"))
    assert capsys.readouterr().err == ""


def test_the_public_bind_is_refused_by_the_command_itself(environment: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "moderation.cli.main", "serve", "--host", "0.0.0.0", "--port", "0"]
    root = str(Path(__file__).parent.parent)
    done = subprocess.run(
        command, cwd=tmp_path, env={**environment, "PYTHONPATH": root}, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.startswith("otklik: 0.0.0.0 can be reached from other machines")


def test_a_port_that_is_taken_is_named() -> None:
    with bind("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(UsageError, match=rf"port {port} on 127\.0\.0\.1 is in use\. Choose another with --port"):
            bind("127.0.0.1", port)


def test_a_host_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match=r"cannot listen on 203\.0\.113\.9:0"):
        bind("203.0.113.9", 0)


def test_an_address_can_be_opened_in_a_browser() -> None:
    with bind("127.0.0.1", 0) as listening:
        assert address_of(listening) == f"http://127.0.0.1:{listening.getsockname()[1]}/"
    if socket.has_ipv6:
        try:
            six = bind("::1", 0)
        except UsageError:
            pytest.skip("this machine has no IPv6")
        with six:
            assert address_of(six).startswith("http://[::1]:")
