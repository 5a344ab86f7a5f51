"""The command itself: finding sub-commands, errors in one sentence, exit codes, nothing heavy, nothing hostile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import typing
from pathlib import Path

import pytest
import typer

from config.errors import AllLeased, ConfigError, Impossible, SchemaError, TryAgain, UsageError
from moderation.cli import main as command
from moderation.cli.lazy import Entry
from moderation.cli.output import as_json, data, table


def otklik(*args: str, env: typing.Mapping[str, str] | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "moderation.cli.main", *args],
        env={**os.environ, **(env or {})},
        cwd=cwd or Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_it_works() -> None:
    done = otklik("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("otklik ")


def test_the_overview_names_every_command_without_colour_where_there_is_no_terminal() -> None:
    done = otklik()
    assert done.returncode == 0
    assert all(name in done.stdout for name in command.COMMANDS)
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("name", command.COMMANDS)
def test_every_command_of_the_table_can_be_loaded_and_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([name, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["quue"], "Did you mean 'queue'?"),
        (["frobnicate"], "No such command 'frobnicate'"),
        (["--frobnicate"], "--frobnicate"),
        (["acknowledge", "many"], "many"),
        (["acknowledge"], "Missing argument"),
        (["queue", "--jsn"], "--json"),
        (["--config"], "--config"),
    ],
)
def test_what_cannot_be_understood_is_told_in_one_line_and_ends_with_2(
    args: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("otklik: ")
    assert said in err
    assert err.count("\n") == 1


def failing(error: BaseException) -> Entry:
    """Make a command that raises."""

    class Module(Entry):
        def load(self, name: str) -> typing.Any:
            def fail() -> None:
                raise error

            app = typer.Typer(add_completion=False)
            app.command(name)(fail)
            return typer.main.get_command(app)

    return Module("", "", "", "")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Impossible("case 17 is closed; it cannot be acknowledged. Reopen it first: otklik reopen 17"), 1),
        (UsageError("no"), 2),
        (AllLeased("no"), 4),
        (ConfigError("no", file="otklik.yaml", line=3), 5),
        (SchemaError("no"), 6),
        (TryAgain("no"), 75),
        (KeyboardInterrupt(), 130),
        (OSError(28, "No space left on device"), 1),
        (ValueError("a fault"), 1),
    ],
)
def test_every_error_is_one_sentence_and_its_exit_code(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "COMMANDS", {"fail": failing(error)})
    assert command.main(["fail"]) == code
    err = capsys.readouterr().err
    assert err.startswith("otklik: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_an_error_that_quotes_crawled_text_cannot_command_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "COMMANDS", {"fail": failing(Impossible("\x1b]0;owned\x07\x9b31m"))})
    command.main(["fail"])
    err = capsys.readouterr().err
    assert not {"\x1b", "\x07", "\x9b"} & set(err)


@pytest.mark.parametrize(
    ("given", "hoisted"),
    [
        (["queue", "--config", "a.yaml", "--json"], ["--config", "a.yaml", "queue", "--json"]),
        (["queue", "--config=a.yaml"], ["--config", "a.yaml", "queue"]),
        (["queue", "--", "--config", "a"], ["queue", "--", "--config", "a"]),
    ],
)
def test_the_configuration_may_be_named_anywhere(given: list[str], hoisted: list[str]) -> None:
    assert command.hoist(given) == hoisted


def test_a_reader_that_goes_away_is_no_error() -> None:
    reader = f"{sys.executable} -m moderation.cli.main --help | true"
    done = subprocess.run(["bash", "-c", reader], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_an_interrupt_from_the_keyboard_ends_with_130() -> None:
    script = (
        "import os, signal, typer\nfrom moderation.cli import main as m\n"
        "import moderation.cli.queue as q\n"
        f"q.queue = lambda: os.kill(os.getpid(), {int(signal.SIGINT)})\n"
        "import sys; sys.exit(m.main(['queue']))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (130, "otklik: interrupted")


HOSTILE = [
    "\x1b[2J",
    "\x1b]0;owned\x07",
    "a\rb",
    "\x9b31m",
    "\u202egnp.exe",
    "\x08\x08\x08",
    "a\x00b",
    "\u2066x\u2069",
    "\x7f",
    "\u2028",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_the_web_cannot_command_a_terminal(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    data(text)
    table(["author"], [[text]])
    print(as_json({"author": text}))
    out = capsys.readouterr().out
    assert not (set(out) - {"\n"}) & set("\x1b\x07\r\x9b\u202e\x08\x00\u2066\u2069\x7f\u2028")
    assert "\ufffd" in out or text == "a\rb"


def test_a_line_break_in_a_cell_does_not_make_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    table(["author", "text"], [["Ilze\nBoris", "a\tb"]])
    assert capsys.readouterr().out.splitlines()[1:] == ["Ilze Boris  a b"]
