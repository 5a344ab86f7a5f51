"""`otklik lint`: findings on standard output, 3 when something blocks; and --despite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office import Office, an_office
from tests.people import a_case

BAD = "Вы сами виноваты, {{name}}"


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
    code, out, _ = office.run("lint", "--language", "ru", "--text", BAD)
    assert code == 3
    assert "block: accusation (B5) “Вы сами виноваты”: This accuses the customer. Leave it out:" in out
    assert "warn: when (A7): The reply names no term." in out
    assert office.out("lint", "--language", "lv", "--kind", "thanks", "--text", "Paldies!") == "nothing found\n"


def test_a_reply_is_drafted_told_about_and_not_posted(office: Office) -> None:
    code, out, err = office.run("reply", "1", "--text", BAD)
    assert (code, out) == (0, "case 1: reply recorded, now received\n")
    assert "block: variable (A12) “{{name}}”" in err
    assert office.run("lint", "1")[0] == 3
    assert {one["rule"] for one in office.json("reply", "1", "--text", BAD)["findings"]} >= {"accusation", "variable"}
    code, _, err = office.run("post", "1")
    assert code == 1
    assert "its reply cannot be posted like this: accusation (B5)" in err
    assert err.endswith('A supervisor may let it out: otklik post 1 --despite "why"\n')
    assert office.run("post", "1", "--despite", "because")[0] == 1
    office.out("post", "1", "--despite", "because", "--as", "boris")
    assert office.json("show", "1")["events"][-1]["data"]["despite"] == "accusation,variable"


def test_the_policy_and_the_list_of_sites_are_heard(office: Office) -> None:
    office.write("policy.yaml", "lint:\n  levels: {accusation: off, variable: warn}\n  stop_words: {ru: {сами: вы}}\n")
    found = office.json("lint", "1", "--text", BAD)["findings"]
    assert {one["rule"]: one["level"] for one in found}["variable"] == "warn"
    assert "accusation" not in {one["rule"] for one in found}
    assert "сами" in {one["quote"] for one in found}
    sites = (office.folder / "sites.yaml").read_text().replace("every: 6h", "every: 6h, reply_limit: 10")
    office.write("sites.yaml", sites)
    code, out, _ = office.run("lint", "1", "--text", BAD)
    assert (code, "The site takes 10 characters, and the reply has 26." in out) == (3, True)


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["lint"], 2, "name a case, or the language of the complaint"),
        (["lint", "1", "--language", "lv"], 2, "a case has its own language and site"),
        (["lint", "1"], 1, "case 1 has no draft to check"),
        (["lint", "9", "--text", "x"], 1, "there is no case 9"),
        (["lint", "--language", "ka", "--text", "x"], 2, '"ka" is none in which customers are answered'),
        (["lint", "1", "--text", "x", "--kind", "novel"], 2, '"novel" is no kind of text'),
        (["lint", "1", "--text", " "], 2, "this one is empty"),
        (["lint", "1", "--text", "x" * 100_001], 2, "at most 100 kB"),
        (["lint", "1", "--text", "x", "--as", "stranger"], 1, "stranger is a viewer"),
    ],
)
def test_what_cannot_be_checked_is_refused(office: Office, args: list[str], code: int, told: str) -> None:
    found, out, err = office.run(*args)
    assert (found, out) == (code, "")
    assert told in err
