"""What an operator writes wrong into files, variables and options: one sentence with file and line, exit 5, nothing touched."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.office import CONFIG, SITES, Office, an_office

SITE = 'sites:\n  - {name: a, url: "https://a.example/", brand: Ozols'
RECORDS = "name: a\nrecords: .x\n"
BODY = RECORDS + "fields: {body: .t}\n"


@pytest.fixture
def office(tmp_path: Path, empty_sqlite: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    """Set an installation up whose every file is good."""
    office = an_office(tmp_path, empty_sqlite, capsys, monkeypatch)
    (tmp_path / "definitions").mkdir()
    office.store.close()
    return office


def refused(office: Office, *args: str, code: int = 5) -> str:
    """Run a command that must fail; insist on one sentence, on nothing else, and on an untouched database. Give the sentence."""
    before = office.database.read_bytes()
    found, out, err = office.run(*args)
    assert (found, out) == (code, ""), err
    assert err.startswith("otklik: ")
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    assert "fault" not in err
    assert office.database.read_bytes() == before
    return err.removeprefix("otklik: ").rstrip("\n")


OTKLIK: Sequence[tuple[str, int, str]] = [
    ("compny: Ozols\n", 1, '"compny" is not a key. Near: company.'),
    ("web:\n  prot: 80\n", 2, 'web: "prot" is not a key. Near: port'),
    ("company: 5\n", 1, "company: 5 is not text. Put it in quotes."),
    ("company: a\nbrands: []\ncompany: b\n", 3, '"company" is given twice, first in line 1. Keep one of them.'),
    ("brands:\n  - {name: Ozols}\n  - {name: Ozols}\n", 3, '"Ozols" is given twice'),
    ("brands:\n  a: b\n", 1, '"a" is not a key. Known: name, aliases, competitor.'),
    ("company: a\n\ttimezone: UTC\n", 2, "this is not YAML as it is read here"),
    ('company: "a\n', 1, "this is not YAML as it is read here"),
    ("- company\n", 1, "the file is not a mapping. Write `key: value` lines."),
    ("timezone: Riga\n", 1, '"Riga" is not a time zone. Write one of the IANA names, for example Europe/Riga.'),
    ("language: de\n", 1, '"de" is not accepted. Write one of: en, ru, uk, lv.'),
    ("data: {a: b}\n", 1, "data: a mapping is not a path."),
    ("database: oracle://x\n", 1, "Write sqlite:////folder/otklik.db or postgresql://user@host/database."),
    ("database: postgresql://u:p@ss@host/x\n", 1, "a password with @ in it is written with %40 in its place."),
    ("database: postgresql://u@host:abc/x\n", 1, "the port of a PostgreSQL server is a number."),
    ("web: {port: 99999}\n", 1, "web.port: 99999 must be at most 65535."),
    ("web: {port: true}\n", 1, "web.port: true is not a number."),
    ("scan: {workers: false}\n", 1, "scan.workers: false is not a number."),
    ("scan: {delay_seconds: true}\n", 1, "scan.delay_seconds: true is not a number."),
    ("scan: {delay_seconds: .inf}\n", 1, "scan.delay_seconds: Infinity is not a number."),
    ("scan: 5\n", 1, "scan: 5 is not a mapping. Write `key: value` lines below it."),
    ("company: !!python/object/apply:os.system [id]\n", 1, "tags (!) are not accepted."),
]
LISTED: Sequence[tuple[str, int, str]] = [
    ("sites: none\n", 1, 'sites: "none" is not a list. Write its parts in lines that begin with a hyphen.'),
    ("sites:\n  a: b\n", 1, "sites: a mapping is not a list."),
    ("sites:\n  -\n", 2, "null is not a mapping"),
    ("sties: []\n", 1, '"sties" is not a key. Near: sites.'),
    ("sites:\n\t- {name: a}\n", 2, "this is not YAML as it is read here"),
    (SITE + ", evry: 6h}\n", 2, '"evry" is not a key. Near: every.'),
    (SITE + ", every: 6}\n", 2, "sites.every: 6 is not a duration. Write a number and m, h or d, for example 6h."),
    (SITE + ", definition: nope}\n", 2, 'sites.definition: "nope" is not in the catalogue. Known: '),
    ("sites:\n  - name: a\n    url: https://a.example/\n    brand: Ozol\n", 4, 'sites.brand: "Ozol" is not one of the brands'),
    ("sites:\n  - {name: a, url: a.example, brand: Ozols}\n", 2, '"a.example" is not an address. Write it whole'),
    ("sites:\n  - {url: 'https://a.example/', brand: Ozols}\n", 2, "sites.name: is missing."),
    (SITE + "}\n" + SITE.partition("\n")[2] + "}\n", 3, '"a" stands in line 2 already. Give each site a name of its own.'),
]
DEFINED: Sequence[tuple[str, int, str]] = [
    ("name: A\n", 1, '"A" is not a name. Write small Latin letters'),
    ("name: a\n", 1, "a definition of kind reviews needs records and fields."),
    ("name: a\nrecords: '.x['\nfields: {body: .t}\n", 2, '".x[" is not a CSS selector.'),
    (RECORDS + "fields: {text: .t}\n", 3, 'fields: "text" is not a key. Known: id, author'),
    (RECORDS + "fields: {body: {css: .t, atr: b}}\n", 3, 'fields.body: "atr" is not a key. Near: attr'),
    (RECORDS + "fields: [body]\n", 3, "fields: a list is not a mapping."),
    (RECORDS + "fields: {body: {css: .t, regex: '(('}}\n", 3, '"((" is not a regular expression'),
    (BODY + "next: {css: a, path: b}\n", 4, "next needs one of: css (a link), path"),
    (BODY + "next: {template: '?page={x}'}\n", 4, '"?page={x}" does not count pages. Write {n} or {offset} in it'),
    (BODY + "next: {template: '?page=2'}\n", 4, '"?page=2" does not count pages.'),
    (BODY + "encoding: cp9999\n", 4, '"cp9999" is not an encoding. Write utf-8, windows-1251'),
    (BODY + 'encoding: "utf\\0"\n', 4, "is not an encoding. Write utf-8, windows-1251"),
    (BODY + "kind: review\n", 4, '"review" is not accepted. Write one of: reviews, forum, feed, api.'),
    (BODY + "minimum: true\n", 4, "minimum: true is not a number."),
    (BODY + "match: {hosts: 5}\n", 4, "match.hosts: 5 is not text."),
]
POLICY: Sequence[tuple[str, int, str]] = [
    ("targts: {}\n", 1, '"targts" is not a key. Near: targets'),
    ("targets:\n  urgent: {acknowledge: 1h}\n", 2, '"urgent" is not a key. Write one of: critical, high, normal, low.'),
    ("targets: {critical: {acknowledge: 1d}}\n", 1, '"1d" is not a working time. Write hours or minutes, for example 16h.'),
    ("hours: {week: {monday: 09:00-18:00}}\n", 1, '"monday" is not a key. Write one of: mon, tue'),
    ("hours: {week: {mon: 9-18}}\n", 1, '"9-18" are not hours of a day. Write from-to'),
    ("hours: {closed: 2026-13-45}\n", 1, '"2026-13-45" is no number or date that exists.'),
    ("warning: 75\n", 1, "warning: 75 must be less than 1.0."),
    ("warning: true\n", 1, "warning: true is not a number."),
    ("withdrawn_after: true\n", 1, "withdrawn_after: true is not a number."),
    ("triage: 5\n", 1, "triage: 5 is not a list."),
    ("triage:\n  - {name: x, severity: urgent}\n", 2, '"urgent" is not accepted. Write one of: critical, high, normal, low.'),
]


def test_it_works(office: Office) -> None:
    for args in (("queue",), ("scan", "--all", "--dry-run"), ("tick",)):
        assert office.run(*args)[0] == 0


@pytest.mark.parametrize(
    ("file", "command", "text", "line", "told"),
    [
        *(("otklik.yaml", ("queue",), *row) for row in OTKLIK),
        *(("sites.yaml", ("scan", "--all"), *row) for row in LISTED),
        *(("definitions/a.yaml", ("scan", "--all"), *row) for row in DEFINED),
        *(("policy.yaml", ("tick",), *row) for row in POLICY),
    ],
)
def test_a_mistake_is_told_with_file_line_value_and_what_is_accepted(
    office: Office, file: str, command: Sequence[str], text: str, line: int, told: str
) -> None:
    office.write(file, text)
    said = refused(office, *command)
    assert f"{file}:{line}: " in said
    assert told in said


GOOD = {"otklik.yaml": CONFIG, "sites.yaml": SITES, "definitions/a.yaml": BODY, "policy.yaml": "warning: 0.5\n"}
READS = {"otklik.yaml": ("queue",), "sites.yaml": ("sites",), "definitions/a.yaml": ("sites",), "policy.yaml": ("tick",)}


@pytest.mark.parametrize("file", GOOD)
def test_what_is_no_readable_file_is_told_and_works_again_once_it_is_mended(office: Office, file: str) -> None:
    path = office.folder / file
    path.unlink(missing_ok=True)
    for make, told in (
        (path.mkdir, "this is not a file"),
        (lambda: os.mkfifo(path), "this is not a file"),
        (lambda: path.write_bytes("компания: Озолс\n".encode("cp1251")), "1: the file is not UTF-8 at byte 0. Save it as UTF-8"),
        (lambda: path.write_bytes("company: Озолс\n".encode("utf-16")), "1: the file is not UTF-8 at byte 0. Save it as UTF-8"),
        (lambda: path.write_bytes(b"a: b\nc: \x01\n"), "2: a character that cannot be printed is not accepted"),
        (lambda: path.write_bytes(b"#" * 1_000_001), "the file is larger than 1 MB"),
    ):
        make()
        said = refused(office, *READS[file])
        assert f"{file}:" in said
        assert told in said
        path.rmdir() if path.is_dir() else path.unlink()
    path.write_text("\ufeff" + GOOD[file].replace("\n", "\r\n"), encoding="utf-8")  # as Windows writes it
    assert office.run(*READS[file])[0] == 0


@pytest.mark.parametrize("file", ["otklik.yaml", "sites.yaml", "policy.yaml"])
def test_an_empty_file_says_nothing_and_is_no_mistake(office: Office, file: str) -> None:
    for text in ("", "\n", "# only a word\n", "---\n"):
        office.write(file, text)
        assert office.run("sites")[0] in (0, 6)  # without `data:` the database lies elsewhere, and is not there yet
        assert office.run("--version")[0] == 0


@pytest.mark.parametrize("name", ["otklik", "sites", "policy", "definitions/a"])
def test_a_file_that_ends_in_yml_is_not_passed_over_in_silence(
    office: Office, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OTKLIK_CONFIG")
    (office.folder / f"{name}.yaml").unlink(missing_ok=True)
    office.write(f"{name}.yml", GOOD[f"{name}.yaml"])
    said = refused(office, "sites")
    assert said == f"{said.partition(': ')[0]}: only files that end in .yaml are read. Rename it to {Path(name).name}.yaml."
    assert said.partition(": ")[0].endswith(f"{name}.yml")


def test_a_link_to_a_policy_that_is_gone_is_not_taken_for_the_bundled_one(office: Office) -> None:
    (office.folder / "policy.yaml").symlink_to(office.folder / "gone.yaml")
    assert "policy.yaml: there is no such file." in refused(office, "tick")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("nowhere.yaml", "nowhere.yaml: there is no such file."),
        (".", ".: this is not a file."),
        ("sites.yaml", "sites.yaml:2: sites: a list is not a path."),
        ("/dev/zero", "/dev/zero: this is not a file."),
    ],
)
def test_a_configuration_that_is_none_is_told(office: Office, value: str, told: str) -> None:
    assert told in refused(office, "--config", value, "queue")
    assert told in refused(office, "queue", f"--config={value}")


def test_a_configuration_without_a_name_is_not_taken_for_no_command(office: Office) -> None:
    for args in (["queue", "--config"], ["--config"], ["queue", "--config="], ["queue", "--config", ""]):
        assert "--config needs the name of a file" in refused(office, *args, code=2)


def test_a_relative_configuration_finds_what_lies_beside_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (office.folder / "below").mkdir()
    monkeypatch.chdir(office.folder / "below")
    assert "opinions" in office.out("sites", "--config", "../otklik.yaml")


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("OTKLIK_TIMEZNE", "UTC", '"OTKLIK_TIMEZNE" is not a variable that otklik reads. Near: OTKLIK_TIMEZONE'),
        ("OTKLIK_TIMEZONE", "Riga", 'OTKLIK_TIMEZONE: "Riga" is not a time zone.'),
        ("OTKLIK_WEB_PORT", "http", 'OTKLIK_WEB_PORT: "http" is not a whole number.'),
        ("OTKLIK_MAIL_PASSWORD_FILE", "/nowhere", 'OTKLIK_MAIL_PASSWORD_FILE: "/nowhere" cannot be read'),
        ("OTKLIK_CONFIG", "/nowhere.yaml", "/nowhere.yaml: there is no such file."),
        (
            "OTKLIK_DATABASE",
            "mysql://root@localhost/x",
            "OTKLIK_DATABASE: this is no address of an SQLite or PostgreSQL database.",
        ),
    ],
)
def test_a_bad_variable_is_told_by_its_name(
    office: Office, variable: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    assert told in refused(office, "queue")
    assert office.run("--version")[0] == 0


def test_a_list_of_sites_that_is_not_there_is_told_by_its_path(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTKLIK_SITES", "/nowhere/sites.yaml")
    for how in ("--due", "--all"):
        assert office.run("scan", how) == (0, "", "no sites are watched yet; write them into /nowhere/sites.yaml\n")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["queue", "--limit", "abc"], 'not "abc"'),
        (["queue", "--limit", "0"], 'not "0"'),
        (["queue", "--limit", "9" * 30], 'Input should be less than or equal to 200, not "999'),
        (["journal", "--outcome", "foo"], "'foo' is not one of 'case', 'dismissed'. See otklik --help"),
        (["show", "-5"], "No such option: -5. See otklik --help"),
        (["token", "revoke", "x"], 'not "x"'),
        (["serve", "--port", "70000"], 'not "70000"'),
    ],
)
def test_a_bad_value_of_an_option_is_quoted(office: Office, args: Sequence[str], told: str) -> None:
    assert told in refused(office, *args, code=2)
