"""Slips and mischief at the desk and around it: one sentence, the right exit code, and not a byte of the database changed."""

from __future__ import annotations

import io
import json
import os
import socket
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.office import Office, an_office
from tests.people import REPLY, a_case

VERBS: Sequence[tuple[str, ...]] = [
    ("acknowledge",),
    ("reply", "--text", REPLY),
    ("approve",),
    ("post",),
    ("assign", "anna"),
    ("promise", "--until", "2026-12-01"),
    ("keep",),
    ("delay", "--until", "2026-12-01", "--why", "the courier looks for it"),
    ("escalate", "--why", "it is serious"),
    ("correct", "--severity", "high"),
    ("wait", "--until", "2026-12-01", "--why", "their move"),
    ("resume",),
    ("resolve", "--resolution", "refunded"),
    ("concede", "5", "--give", "voucher", "--why", "a late courier"),
    ("link", "--with", "3", "--why", "the same telephone"),
    ("merge", "3", "--why", "the same parcel"),
    ("restrict", "--what", "writing", "--until", "2026-12-01", "--why", "shouts"),
    ("close", "--why", "done"),
    ("reopen", "--why", "again"),
    ("dismiss", "--why", "spam"),
]
NUMBERS = ["0", "-1", "1.5", "", "one", "1 2", "٣", "9" * 40]
BROKEN = "текст".encode("cp1251").decode("utf-8", "surrogateescape")  # what Python makes of such bytes on a command line


@pytest.fixture
def office(
    tmp_path: Path, empty_sqlite: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """Set an installation up with two cases, the second one dismissed, and Boris at the desk."""
    office = an_office(tmp_path, empty_sqlite, capsys, monkeypatch)
    monkeypatch.setenv("OTKLIK_AS", "boris")
    a_case(office.store, 1)
    a_case(office.store, 2)
    office.out("dismiss", "2", "--why", "spam")
    yield office
    office.store.close()


def kept(office: Office) -> list[str]:
    """Give all that the database holds."""
    connection = sqlite3.connect(office.database)
    # But for the index of words, a virtual table, which Python's dump cannot read.
    names = [
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'finding%'")
    ]
    rows = [repr(row) for name in names for row in connection.execute(f'SELECT * FROM "{name}"')]
    connection.close()
    return rows


def refused(office: Office, *args: str) -> tuple[int, str]:
    """Run a command that must fail in one sentence and change nothing; give its exit code and the sentence."""
    before = kept(office)
    code, out, err = office.run(*args)
    assert (out, err.count("\n")) == ("", 1), (out, err)
    assert err.startswith("otklik: ")
    assert not {"Traceback", "fault", "\x1b"} & set(err.split())
    assert kept(office) == before
    return code, err


def placed(verb: Sequence[str], number: str) -> list[str]:
    """Give a command with its number."""
    return [verb[0], number, *verb[1:]]


def test_it_works(office: Office) -> None:
    assert office.run(*placed(VERBS[0], "1"))[0] == 0


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_no_verb_works_on_a_case_that_is_not_there(office: Office, verb: Sequence[str]) -> None:
    for number in ("7", "9" * 19, "9" * 30):
        assert refused(office, *placed(verb, number))[0] == 1
    for number in NUMBERS:
        assert refused(office, *placed(verb, number))[0] == 2


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb[0] not in ("reopen", "assign")], ids=lambda verb: verb[0])
def test_no_verb_works_on_a_case_that_is_over(office: Office, verb: Sequence[str]) -> None:
    code, said = refused(office, *placed(verb, "2"))
    assert (code, "case 2 " in said) == (1, True)
    assert "Reopen it first: otklik reopen 2" in said or "is dismissed" in said


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_no_verb_works_for_who_may_only_look_is_unknown_or_looked_too_long_ago(office: Office, verb: Sequence[str]) -> None:
    assert refused(office, *placed(verb, "1"), "--as", "stranger")[0] == 1
    for login in ("nobody", "machine:triage", BROKEN):
        assert refused(office, *placed(verb, "1"), "--as", login)[0] in (1, 2)
    for version in ("-1", "9" * 30):
        code, said = refused(office, *placed(verb, "1"), "--version", version)
        assert (code, "case 1 is at version 1 now" in said or "may not approve" in said) == (1, True)
    assert refused(office, *placed(verb, "1"), "--version", "x")[0] == 2


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["reply", "1", "--text", ""], 2, "this one is empty"),
        (["reply", "1", "--text", BROKEN], 2, "--text: the text is not UTF-8"),
        (["reply", "1", "--file", "."], 1, "--file: . cannot be read: Is a directory"),
        (["reply", "1", "--file", "/dev/null"], 2, "this one is empty"),
        (["reply", "1", "--file", "/dev/zero"], 2, "at most 100 kB"),
        (["dismiss", "1", "--why", BROKEN], 2, "why: the text is not UTF-8"),
        (["dismiss", "1", "--why", " "], 1, "without a reason"),
        (["dismiss", "1", "--why", "x" * 3000], 2, "at most 2000 are kept"),
        (["wait", "1", "--until", "2026-12-01", "--why", ""], 1, "without a reason"),
        (["wait", "1", "--until", "2026-02-30", "--why", "x"], 2, '"2026-02-30" is not a date'),
        (["wait", "1", "--until", "0001-01-01", "--why", "x"], 2, "has passed already"),
        (["wait", "1", "--until", "9999-12-31", "--why", "x"], 2, "more than 90 days away"),
        (["assign", "1", "stranger"], 1, "who could take case 1. There are: anna, boris, vera"),
        (["assign", "1", ""], 1, 'there is no person ""'),
        (["acknowledge", "1", "--url", "javascript:alert(1)"], 2, "is not an address"),
        (["post", "1", "--url", "https://" + "a" * 3000], 2, "is not an address"),
    ],
)
def test_what_is_given_with_a_verb_is_checked(office: Office, args: list[str], code: int, told: str) -> None:
    found, said = refused(office, *args)
    assert (found, told in said) == (code, True), said


@pytest.mark.parametrize(
    "text",
    [
        "status:foo",
        "due:yesterday",
        "severity:1",
        "status:",
        ":",
        'brand:"open',
        "status:OPEN",
        "site:nosite",
        "topic:%",
        f"site:{BROKEN}",
    ],
)
def test_a_filter_that_is_nonsense_is_told(office: Office, text: str) -> None:
    code, said = refused(office, "queue", text)
    assert (code, said.startswith("otklik: filter: ")) == (2, True)


@pytest.mark.parametrize("text", ["foo", "\x1b[2J"])
def test_a_filter_that_fits_nothing_says_so(office: Office, text: str) -> None:
    code, out, err = office.run("queue", text)
    assert (code, out, err.count("\n")) == (0, "", 1)
    assert err.startswith("no case matches ")
    assert len(office.json("queue", "status:all")) == 2


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["user", "add", "boris"], 2, '"boris" is taken'),
        (["user", "add", "Борис"], 2, "cannot be a login"),
        (["user", "add", ""], 2, "cannot be a login"),
        (["user", "add", "olga", "--role", "king"], 2, '"king" is not a role. Roles, lowest first: viewer, moderator'),
        (["user", "disable", "nobody"], 1, 'there is no person "nobody"'),
        (["user", "link", "nobody"], 1, 'there is no person "nobody"'),
        (["token", "add", "nobody", "x"], 1, 'there is no person "nobody"'),
        (["token", "add", "anna", ""], 2, "cannot be its name"),
        (["token", "add", "anna", "x", "--days", "0"], 2, 'not "0"'),
        (["token", "revoke", "99"], 1, "there is no token 99 to revoke"),
        (["init"], 2, "are there already; nothing is overwritten"),
        (["init", "otklik.yaml"], 2, "is not a folder"),
        (["init", "elsewhere", "--timezone", "Riga"], 2, '"Riga" is not a time zone'),
        (["digest", "--week", "2026-W99"], 2, '"2026-W99" does not exist'),
        (["digest", "--week", "next"], 2, '"next" is not a week'),
        (["digest", "--week", "2100-W01"], 2, "has not begun"),
        (["digest", "--out", "otklik.yaml"], 1, "the letter cannot be written there: File exists. Name a folder"),
        (["digest", "--out", "/dev/null/x"], 1, "the letter cannot be written there: Not a directory. Name a folder"),
        (["digest", "--to", "anna"], 5, "mail.host is not set"),
        (["triage", "--explain", "99"], 1, "there is no mention 99"),
        (
            ["train", "otklik.yaml", "--out", "/nowhere/model.skops"],
            2,
            "cannot be written. Name a file in a folder that is there",
        ),
        (["train", "otklik.yaml"], 1, "otklik.yaml:2: is not JSON"),
        (["evaluate", "data/otklik.db"], 1, "data/otklik.db:1: is not"),
        (["tag", "--model", "otklik.yaml"], 1, "refused, its card"),
        (["read", ""], 1, "names no page"),
        (["read", "data"], 1, "is a folder"),
        (["read", "otklik.yaml", "--url", "nowhere"], 2, '--url: "nowhere" is not an address'),
        (["read", "http://"], 2, '"http://" is not an address'),
    ],
)
def test_slips_around_the_desk_are_told(office: Office, args: list[str], code: int, told: str) -> None:
    found, said = refused(office, *args)
    assert (found, told in said) == (code, True), said
    assert not (office.folder / "elsewhere").exists()


def test_a_file_that_is_no_page_is_not_taken_for_a_quiet_one(office: Office) -> None:
    (office.folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50)
    assert office.json("read", "picture.png")["verdict"] == "layout_changed"
    (office.folder / "empty.html").write_bytes(b"")
    assert office.json("read", "empty.html")["verdict"] == "layout_changed"


def test_a_batch_of_pages_goes_on_past_what_cannot_be_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [{"file": name} for name in ("/dev/zero", "data", "none", "otklik.yaml")]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(map(json.dumps, lines)).encode())))
    code, out, err = office.run("read", "--batch")
    assert (code, [json.loads(line)["verdict"] for line in out.splitlines()][:3]) == (3, ["failed"] * 3)
    assert err.count("\n") == 3


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{bad", "line 2: is not JSON"),
        (b"\x00\xff\xfe", "line 2: is not UTF-8 at byte 1"),
        (b"5", 'line 2: is not an object with a "text"'),
        (b'{"text": ["a"]}', 'line 2: is not an object with a "text"'),
        (b"[" * 50_000, "line 2: is not JSON"),
        (b'{"text": "' + b"a" * (17 << 20) + b'"}', "line 2: is longer than 16 MB"),
        (b'{"text": "a", "rating": {"value": 9, "best": 5}}', "is no rating"),
    ],
    ids=["cut", "binary", "number", "list", "deep", "long", "rating"],
)
def test_a_bad_line_to_tag_is_told_by_number_after_the_good_one_was_answered(
    office: Office, monkeypatch: pytest.MonkeyPatch, line: bytes, told: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"id": 1, "text": "labi"}\n' + line + b"\n")))
    code, out, err = office.run("tag")
    assert (code, json.loads(out)["id"], err.count("\n")) == (2, 1, 1)
    assert told in err


def test_a_letter_for_a_mail_server_that_is_down_is_sent_later_and_kept_nowhere(office: Office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = (office.folder / "otklik.yaml").read_text(encoding="utf-8")
    office.write("otklik.yaml", f"{config}mail: {{host: 127.0.0.1, port: {port}, sender: a@b.example}}\n")
    for _ in range(2):
        code, out, err = office.run("digest", "--to", "anna@b.example")
        assert (code, out, err.count("\n")) == (75, "", 1)
        assert "not sent yet, run the same command again later" in err
    code, _, err = office.run("digest", "--to", "anna@b.example\nBcc: eve@evil.example")
    assert (code, "is not one mail address" in err) == (2, True)


@pytest.mark.skipif(os.name != "posix", reason="ports are held in the way of POSIX")
def test_a_port_that_is_held_is_named(office: Office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        code, said = refused(office, "serve", "--port", str(port))
    assert (code, f"port {port} on 127.0.0.1 is in use. Choose another with --port" in said) == (2, True)
