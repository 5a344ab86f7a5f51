"""`otklik digest`: the letter on the terminal, in a folder, by mail, and as JSON."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest

from crawler.items import Mention
from moderation.case import Act, Event, Severity
from moderation.cli.common import Setup
from moderation.cli.main import main
from moderation.digest import posting
from moderation.digest.smtp import Outcome
from moderation.state import fold
from moderation.store import cases, mentions
from moderation.store.cases import Opening
from moderation.store.engine import open_store
from moderation.weeks import parse_week
from tests.mailbox import Sink, free_port, served

WEEK = parse_week("2026-W47", "Europe/Riga")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday of 2026-W48
CONFIG = """
data: {folder}
database: {database}
company: Ozols SIA
timezone: Europe/Riga
language: {language}
brands: [Ozols]
web: {{url: "https://otklik.example.org/"}}
mail:
  host: 127.0.0.1
  port: {port}
  starttls: false
  sender: otklik@example.org
  recipients: [anna@example.org, boris@example.org]
"""


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Setup, "now", lambda _: NOW)
    for name in [name for name in os.environ if name.startswith("OTKLIK_")]:
        monkeypatch.delenv(name)


def a_case(url: str, key: str, at: datetime, text: str = "Kurjers nokavēja, zvaniet +371 29123456") -> None:
    store = open_store(url)
    first = Event(1, at, "machine:triage", Act.RECEIVE, data={"started_at": at.isoformat()})
    read = Mention("atsauksmes", key, f"https://atsauksmes.example/{key}", text, author="Ilze\x1b[31m")
    with store.write() as tx:
        number = mentions.add(tx, [(read, "Ozols", mentions.Decision("case", "complaint", ""))], at)[key]
        opening = Opening(number, "atsauksmes", "Ozols", Severity.NORMAL, ("delivery",), first)
        index = replace(cases.index_of(fold([first]), None, None), next_clock="acknowledge", next_due=at + timedelta(hours=4))
        cases.open_cases(tx, [(opening, index)])
    store.close()


class Desk:
    """A configured folder, and the command run in it."""

    def __init__(self, folder: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.url, self.capsys = folder, url, capsys
        self.configure()

    def configure(self, port: int = 25, language: str = "en", more: str = "") -> None:
        text = CONFIG.format(folder=self.folder, database=self.url, port=port, language=language)
        (self.folder / "otklik.yaml").write_text(text + more, encoding="utf-8")

    def run(self, *args: str) -> tuple[int, str, str]:
        code = main(["digest", "--config", str(self.folder / "otklik.yaml"), *args])
        out, err = self.capsys.readouterr()
        return code, out, err


@pytest.fixture
def otklik(sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    a_case(sqlite_url, "one", WEEK.starts + timedelta(hours=10))
    a_case(sqlite_url, "two", WEEK.ends + timedelta(hours=10))
    return Desk(tmp_path, sqlite_url, capsys)


def test_it_works(otklik: Desk) -> None:
    code, out, err = otklik.run()
    assert (code, err) == (0, "")
    assert out.startswith("Ozols SIA\nWeek 2026-W47 · ")
    assert "New complaints: 1 (last week: 0)" in out
    assert "https://otklik.example.org/cases/1\n" in out
    assert "29123456" not in out
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ("last", "Week 2026-W47"),
        ("2026-W47", "New complaints: 1"),
        ("this", "Week 2026-W48"),
        ("2026-W48", "The week is not over; counted up to 25 Nov 14:00"),
        ("2026-W46", "New complaints: 0 (last week: 0)"),
    ],
)
def test_the_week_can_be_chosen(otklik: Desk, week: str, said: str) -> None:
    code, out, _ = otklik.run("--week", week)
    assert code == 0
    assert said in out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--week", "2026-W53x"], "is not a week"),
        (["--week", "2027-W01"], "has not begun. The running one is 2026-W48"),
        (["--week", "2025-W53"], "2025 has the weeks W01 to W52"),
        (["--language", "de"], "Write one of: en, ru, uk, lv"),
        (["--to", "anna"], "is not one mail address"),
        (["--to", "a@b.c\r\nBcc: x@y.z"], "is not one mail address"),
        (["--again"], "give --send or --to ADDRESS"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_nothing_is_sent(otklik: Desk, args: list[str], said: str) -> None:
    code, out, err = otklik.run(*args)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_the_language_is_that_of_the_settings_or_the_one_asked_for(otklik: Desk) -> None:
    otklik.configure(language="lv")
    assert "Jaunas sūdzības: 1" in otklik.run()[1]
    assert "Новые жалобы: 1" in otklik.run("--language", "ru")[1]
    assert "Нові скарги: 1" in otklik.run("--language", "uk")[1]


def test_it_is_written_into_a_folder(otklik: Desk) -> None:
    code, out, err = otklik.run("--out", str(otklik.folder / "letters"))
    assert (code, out) == (0, "")
    files = {path.name: path.read_text(encoding="utf-8") for path in (otklik.folder / "letters").iterdir()}
    assert set(files) == {"digest-2026-W47.html", "digest-2026-W47.txt"}
    assert files["digest-2026-W47.html"].startswith("<!doctype html>")
    assert "New complaints: 1" in files["digest-2026-W47.txt"]
    assert "digest-2026-W47.html" in err
    otklik.run("--out", str(otklik.folder / "letters"), "--week", "this")
    assert (otklik.folder / "letters" / "digest-2026-W48-so-far.txt").is_file()


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(otklik: Desk) -> None:
    code, _, err = otklik.run("--out", str(otklik.folder / "otklik.yaml"))
    assert code == 1
    assert "otklik.yaml" in err
    assert "Traceback" not in err


def test_a_write_that_fails_leaves_the_old_letter_whole(otklik: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = otklik.folder / "letters"
    otklik.run("--out", str(letters))
    before = {path.name: path.read_bytes() for path in letters.iterdir()}

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    a_case(otklik.url, "three", WEEK.starts + timedelta(hours=20))
    code, _, err = otklik.run("--out", str(letters))
    assert code == 1
    assert err.startswith(f"otklik: {letters}: the letter cannot be written there: No space left on device. Name a folder")
    assert {path.name: path.read_bytes() for path in letters.iterdir()} == before


def test_json_is_one_document_with_the_same_numbers(otklik: Desk) -> None:
    code, out, _ = otklik.run("--json")
    found = json.loads(out)
    assert code == 0
    assert (found["week"], found["starts"], found["until"]) == ("2026-W47", "2026-11-15T22:00:00Z", "2026-11-22T22:00:00Z")
    assert found["counts"]["new"] == found["counts"]["overdue"] == 1
    assert found["median_response_seconds"] is None
    (case,) = found["new"]
    assert (case["id"], case["severity"], case["topics"]) == (1, "normal", ["delivery"])
    assert case["excerpt"] == "Kurjers nokavēja, zvaniet [phone]"
    assert "\x1b" not in out


def test_it_is_mailed_to_the_recipients_once(otklik: Desk) -> None:
    sink = Sink()
    with served(sink) as mail:
        otklik.configure(mail.port, "ru")
        assert otklik.run("--send") == (0, "", "anna@example.org: sent\nboris@example.org: sent\n")
        code, out, err = otklik.run("--send", "--to", "clara@example.org")
        assert (code, out) == (0, "")
        assert "anna@example.org has had the letter 2026-W47 already, nothing was sent" in err
        assert "clara@example.org: sent" in err
        assert sink.recipients == ["anna@example.org", "boris@example.org", "clara@example.org"]
        assert otklik.run("--to", "anna@example.org", "--again")[0] == 0
    assert sink.recipients[3:] == ["anna@example.org"]
    message = message_from_bytes(cast(bytes, sink.received[0].content), policy=policy.default)
    assert message.get_content_type() == "multipart/alternative"
    assert message["Subject"].startswith("Ozols SIA: 1 новая жалоба, 1 просрочена — 16")
    text, html = (cast(EmailMessage, message).get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert "Новые жалобы: 1" in text.get_content()
    assert "https://otklik.example.org/cases/1" in html.get_content()


def test_what_was_sent_is_kept_where_the_settings_say(otklik: Desk) -> None:
    with served(Sink()) as mail:
        otklik.configure(mail.port, more=f"digest: {{out: {otklik.folder / 'kept'}}}\n")
        otklik.run("--send")
        otklik.run("--week", "2026-W46")
    assert sorted(path.name for path in (otklik.folder / "kept").iterdir()) == ["digest-2026-W47.html", "digest-2026-W47.txt"]


@pytest.mark.parametrize(
    ("refusals", "code", "said"),
    [
        ({"boris@example.org": "550 no such user"}, 1, "boris@example.org: refused: 550 no such user"),
        ({"boris@example.org": "421 busy"}, 75, "boris@example.org: not sent yet, run the same command again later: 421 busy"),
        ({"anna@example.org": "550 no", "boris@example.org": "451 grey"}, 75, "anna@example.org: refused: 550 no"),
    ],
)
def test_who_did_not_get_it_is_told_by_name_and_exit_code(otklik: Desk, refusals: dict[str, str], code: int, said: str) -> None:
    with served(Sink(refusals)) as mail:
        otklik.configure(mail.port)
        found, out, err = otklik.run("--send")
        assert (found, out) == (code, "")
        assert said in err


def test_a_server_that_is_down_is_told_as_later_and_the_next_run_sends(otklik: Desk) -> None:
    otklik.configure(free_port())
    code, _, err = otklik.run("--send")
    assert code == 75
    assert err.count("not sent yet") == 2
    sink = Sink()
    with served(sink) as mail:
        otklik.configure(mail.port)
        assert otklik.run("--send")[0] == 0
    assert sink.recipients == ["anna@example.org", "boris@example.org"]


def test_after_a_kill_the_letter_is_uncertain_until_a_person_decides(otklik: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(message: Any, mail: Any) -> Outcome:
        raise KeyboardInterrupt

    sink = Sink()
    with served(sink) as mail:
        otklik.configure(mail.port)
        with monkeypatch.context() as patched:
            patched.setattr(posting, "deliver", killed)
            assert otklik.run("--send")[0] == 130
        code, _, err = otklik.run("--send")
        assert code == 1
        assert "anna@example.org: uncertain, the letter may have arrived. Send it all the same: otklik digest --again" in err
        assert sink.recipients == ["boris@example.org"]
        assert otklik.run("--send", "--again")[0] == 0
    assert sink.recipients == ["boris@example.org", "anna@example.org", "boris@example.org"]


def test_without_recipients_or_a_server_it_says_which_setting_is_missing(otklik: Desk) -> None:
    (otklik.folder / "otklik.yaml").write_text(f"data: {otklik.folder}\ndatabase: {otklik.url}\n", encoding="utf-8")
    assert "mail.recipients is empty" in otklik.run("--send")[2]
    code, _, err = otklik.run("--to", "anna@example.org")
    assert code == 5
    assert "mail.host is not set" in err


def test_an_empty_installation_gives_a_letter_too(otklik: Desk) -> None:
    (otklik.folder / "otklik.yaml").write_text(f"data: {otklik.folder}\ndatabase: {otklik.url}\n", encoding="utf-8")
    code, out, _ = otklik.run("--week", "2020-W10")
    assert code == 0
    assert "No sites are watched yet." in out


class Killer(Sink):
    """A mail server at which the sender is killed: before it answers to a recipient, or once it holds the letter."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__()
        self.before, self.after = before, after
        self.sender: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        assert self.sender is not None
        self.sender.kill()
        self.sender.wait()

    async def handle_RCPT(self, *args: Any) -> str:  # noqa: N802
        answer = await super().handle_RCPT(*args)
        if self.before in args[2].rcpt_tos and self.sender is not None:
            self.before = ""
            self.kill()
        return answer

    async def handle_DATA(self, *args: Any) -> str:  # noqa: N802
        answer = await super().handle_DATA(*args)
        if self.after in args[2].rcpt_tos:
            self.after = ""
            self.kill()
        return answer


def test_runs_that_are_killed_send_nobody_two_letters_and_forget_nobody(otklik: Desk) -> None:
    people = [f"reader{number}@example.org" for number in range(6)]
    command = [sys.executable, "-m", "moderation.cli.main", "digest", "--config", str(otklik.folder / "otklik.yaml")]
    command += [part for person in people for part in ("--to", person)]
    sink = Killer(before=people[1], after=people[3])
    with served(sink) as mail:
        otklik.configure(mail.port)
        codes = []
        for _ in range(3):
            sink.sender = subprocess.Popen(command, cwd=Path(__file__).parent.parent, stderr=subprocess.PIPE)
            said = sink.sender.communicate()[1].decode()
            codes.append(sink.sender.returncode)
    assert codes == [-signal.SIGKILL, -signal.SIGKILL, 1]
    assert [line.split(":")[0].split()[0] for line in said.splitlines()] == people
    uncertain = {line.split(":")[0] for line in said.splitlines() if "uncertain" in line}
    assert uncertain == {people[1], people[3]}
    assert len(sink.recipients) == len(set(sink.recipients)), "nobody got two"
    assert set(sink.recipients) | uncertain == set(people), "nobody was forgotten"
