"""The desk verbs of the command line, the whole way."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.errors import UsageError
from moderation import staff
from moderation.cli.deed import moment_of
from moderation.people import Person, Role
from tests.office import Office, an_office
from tests.people import DAY, NOW, REPLY, a_case


@pytest.fixture
def office(
    empty_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    found = an_office(tmp_path, empty_sqlite, capsys, monkeypatch)
    monkeypatch.setenv("OTKLIK_AS", "anna")
    a_case(found.store)
    yield found
    found.store.close()


def test_it_works(office: Office) -> None:
    code, out, err = office.run("acknowledge", "1", "--url", "https://opinions.example/ozols#a1")
    assert (code, out) == (0, "case 1: acknowledge recorded, now acknowledged\n")
    assert err == "possible now: reply, close, promise, delay, wait, assign, escalate, concede, link, merge, restrict, dismiss\n"
    for args in (
        ["assign", "1", "boris", "--as", "boris"],
        ["wait", "1", "--until", "2026-11-24", "--why", "asked for the order number"],
        ["resume", "1", "--why", "they told it"],
        ["reply", "1", "--text", REPLY],
        ["approve", "1", "--as", "vera"],
        ["post", "1", "--url", "https://opinions.example/ozols#a2"],
        ["close", "1", "--why", "they thanked us"],
        ["reopen", "1", "--why", "they wrote again"],
        ["dismiss", "1", "--why", "it was a joke"],
    ):
        assert f"case 1: {args[0]} recorded" in office.out(*args)
    shown = office.json("show", "1")
    assert [event["act"] for event in shown["events"]] == [
        "receive", "acknowledge", "assign", "wait", "resume", "reply", "approve", "post", "close", "reopen", "dismiss",
    ]  # fmt: skip
    assert [event["by"] for event in shown["events"]][1:8] == ["anna", "boris", "anna", "anna", "anna", "vera", "anna"]


def test_json_is_the_case_afterwards(office: Office) -> None:
    found = office.json("acknowledge", "1", "--version", "1")
    assert (found["id"], found["version"], found["status"]) == (1, 2, "acknowledged")


@pytest.mark.parametrize("way", ["text", "file", "stdin", "dash"])
def test_a_reply_is_given_as_text_file_or_on_standard_input(office: Office, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    office.write("reply.txt", f"\ufeff{REPLY}\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPLY.encode())))
    given = {"text": ["--text", REPLY], "file": ["--file", "reply.txt"], "stdin": [], "dash": ["--file", "-"]}[way]
    office.out("reply", "1", *given)
    assert office.json("show", "1")["draft"]["text"] == REPLY


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["acknowledge", "7"], 1, "there is no case 7. See the open ones: otklik queue"),
        (
            ["post", "1"],
            1,
            "case 1 cannot be posted: it has no draft. Possible now: acknowledge, reply, promise, delay, wait, assign",
        ),
        (["reopen", "1", "--why", "x"], 1, "it is received, open already"),
        (["close", "1", "--why", "x"], 1, "dismiss it if it is no complaint"),
        (["acknowledge", "1", "--version", "7"], 1, "case 1 is at version 1 now"),
        (["acknowledge", "1", "--as", "stranger"], 1, "stranger is a viewer and may not acknowledge"),
        (["acknowledge", "1", "--as", "nobody"], 1, 'there is no person "nobody"'),
        (["assign", "1", "nobody"], 1, 'there is no person "nobody" who could take case 1. There are: anna, boris'),
        (["acknowledge", "1", "--url", "opinions.example"], 2, '"opinions.example" is not an address'),
        (["reply", "1", "--text", " "], 2, "this one is empty"),
        (["reply", "1", "--text", "a", "--file", "b"], 2, "give --text or --file, not both"),
        (["reply", "1", "--file", "none.txt"], 1, "none.txt cannot be read: No such file or directory"),
        (["reply", "1", "--text", "x" * 100_001], 2, "at most 100 kB"),
        (["dismiss", "1"], 2, "--why"),
        (["wait", "1", "--why", "x"], 2, "--until"),
        (["wait", "1", "--until", "2026-11-22", "--why", "x"], 2, "has passed already"),
        (["wait", "1", "--until", "soon", "--why", "x"], 2, '--until: "soon" is not a date. Write 2026-11-30'),
        (["wait", "1", "--until", "2027-11-30", "--why", "x"], 2, "more than 90 days away"),
    ],
)
def test_what_is_refused_is_one_sentence_and_changes_nothing(office: Office, args: list[str], code: int, said: str) -> None:
    found, out, err = office.run(*args)
    assert (found, out, err.count("\n")) == (code, "", 1)
    assert err.startswith("otklik: ")
    assert said in err
    assert office.json("show", "1")["version"] == 1


def test_a_file_that_is_not_utf_8_is_refused(office: Office) -> None:
    (office.folder / "reply.txt").write_bytes("Привет".encode("windows-1251"))
    code, _, err = office.run("reply", "1", "--file", "reply.txt")
    assert (code, "reply.txt is not UTF-8 at byte 0" in err) == (2, True)


def test_who_acts_is_the_only_admin_or_must_be_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTKLIK_AS")
    code, _, err = office.run("acknowledge", "1")
    assert (code, "say who acts: --as LOGIN or $OTKLIK_AS, one of anna, boris, stranger, vera" in err) == (2, True)
    staff.add(office.store, Person("ada", "Ada", Role.ADMIN), NOW)
    office.out("acknowledge", "1")
    assert office.json("show", "1")["events"][-1]["by"] == "ada"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-30", datetime(2026, 11, 30, 21, 59, 59, tzinfo=UTC)),
        ("2026-07-30", datetime(2026, 7, 30, 20, 59, 59, tzinfo=UTC)),
        ("2026-11-30T12:00+02:00", datetime(2026, 11, 30, 10, tzinfo=UTC)),
        ("2026-11-30T12:00Z", datetime(2026, 11, 30, 12, tzinfo=UTC)),
    ],
)
def test_a_date_means_its_end_and_a_time_has_its_offset(text: str, moment: datetime) -> None:
    assert moment_of(text, "Europe/Riga") == moment


@pytest.mark.parametrize("text", ["", "30.11.2026", "2026-13-01", "2026-11-30T12:00", "tomorrow", "9999-12-31T23:59-14:00"])
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="2026-11-30T12:00"):
        moment_of(text, "Europe/Riga")


def test_a_wait_that_ran_out_is_over(office: Office) -> None:
    office.out("wait", "1", "--until", "2026-11-23", "--why", "their move")
    office.at(NOW + DAY)
    assert office.run("resume", "1")[0] == 1
