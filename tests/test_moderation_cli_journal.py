"""`otklik journal`: every mention that came in, with what became of it."""

from __future__ import annotations

import pytest

from tests.office import Office
from tests.people import PRAISE, a_mention, a_site, take


@pytest.fixture
def full(office: Office) -> Office:
    """Three complaints, one praise, and one about a competitor."""
    take(office.store, [a_mention(number) for number in range(1, 4)])
    take(office.store, [a_mention(4, rating=None, headline="Спасибо")], PRAISE)
    take(office.store, [a_mention(5, site="forum", body="Кронавольт хуже")], site=a_site("forum", whole=False))
    return office


def test_it_works(full: Office) -> None:
    lines = full.out("journal").splitlines()
    assert lines[0].split() == ["id", "first", "seen", "site", "author", "outcome", "why", "text"]
    assert [line.split()[0] for line in lines[1:]] == ["5", "4", "3", "2", "1"]
    assert "about a competitor; counted, not worked (B9)" in lines[1]
    assert "praise; may be thanked (B4)" in lines[2]
    assert "Спасибо: Три недели" in lines[2]
    assert "case 3     complaint" in lines[3]


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        (["--outcome", "dismissed"], [5, 4]),
        (["--outcome", "case"], [3, 2, 1]),
        (["--site", "forum"], [5]),
        (["--brand", "Kronavolt"], [5]),
        (["--brand", "Ozols", "--outcome", "dismissed"], [4]),
        (["--before", "3"], [2, 1]),
        (["--site", "nowhere"], []),
    ],
)
def test_what_is_wanted_is_listed(full: Office, args: list[str], ids: list[int]) -> None:
    assert [row["id"] for row in full.json("journal", *args)] == ids


def test_the_next_page_is_told(full: Office) -> None:
    code, out, err = full.run("journal", "--limit", "2")
    assert (code, len(out.splitlines()), err) == (0, 3, "older ones: otklik journal --before 4\n")
    assert [row["id"] for row in full.json("journal", "--limit", "2", "--before", "4")] == [3, 2]


def test_json_tells_why(full: Office) -> None:
    row = full.json("journal", "--limit", "1")[0]
    assert (row["outcome"], row["rule"], row["case"], row["brand"]) == ("dismissed", "about a competitor", None, "Kronavolt")


@pytest.mark.parametrize(
    ("args", "said"),
    [([], "no mention came in yet. Fetch some: otklik scan --all"), (["--site", "x"], "no mention of that kind")],
)
def test_an_empty_journal_says_what_to_do_next(office: Office, args: list[str], said: str) -> None:
    code, out, err = office.run("journal", *args)
    assert (code, out) == (0, "")
    assert said in err
    assert office.json("journal", *args) == []


@pytest.mark.parametrize("args", [["--outcome", "gone"], ["--limit", "0"], ["--before", "0"], ["--before", "9" * 30]])
def test_what_is_not_understood_ends_with_2(office: Office, args: list[str]) -> None:
    assert office.run("journal", *args)[:2] == (2, "")


def test_crawled_text_is_masked_and_cannot_command_the_terminal(office: Office) -> None:
    take(office.store, [a_mention(author="\x1bIlze", body="\x1b]0;owned\x07 +371 26 123 456")])
    for out in (office.out("journal"), office.out("journal", "--json")):
        assert not set("\x1b\x07") & set(out)
        assert "26 123 456" not in out
