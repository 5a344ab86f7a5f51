"""`otklik search`: mentions and their cases by words."""

from __future__ import annotations

import pytest

from crawler.items import Rating
from moderation.desk import owners
from tests.office import Office
from tests.people import ANNA, BOOK, NOW, PRAISE, a_case, a_mention, take


def test_it_works(office: Office) -> None:
    a_case(office.store, body="Курьер опоздал " + "и снова " * 50 + "звоните +371 26 123 456")
    take(office.store, [a_mention(2, body="Курьеры молодцы", rating=Rating(5.0))], PRAISE)
    lines = office.out("search", "КУРЬЕР").splitlines()
    assert lines[0].split() == ["id", "first", "seen", "site", "author", "became", "text"]
    assert lines[1].startswith("2 ")
    assert "dismissed" in lines[1]
    assert "case 1 received" in lines[2]
    assert "звоните [phone]" in office.out("search", "звоните")


def test_json_is_one_document(office: Office) -> None:
    owners.assign(office.store, ANNA, a_case(office.store), book=BOOK, now=NOW, owner="anna")
    (found,) = office.json("search", "жду", "ВОЗВРАТА")
    assert (found["mention"], found["case"], found["site"]) == (1, {"id": 1, "status": "received"}, "opinions")
    assert office.json("search", "ничего", "такого") == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["слово", "Ёлка"], "no mention holds слово and елка. Try fewer words, or only their beginnings"),
        (["!!!"], "there is no word in that, only signs: nothing was looked for"),
        (["'; DROP TABLE cases; --"], "no mention holds drop and table and cases"),
    ],
)
def test_nothing_found_says_why(office: Office, args: list[str], said: str) -> None:
    a_case(office.store)
    code, out, err = office.run("search", *args)
    assert (code, out) == (0, "")
    assert err.startswith(said)


def test_more_than_the_limit_is_told(office: Office) -> None:
    take(office.store, [a_mention(number) for number in range(5)])
    code, out, err = office.run("search", "жду", "--limit", "3")
    assert (code, len(out.splitlines())) == (0, 4)
    assert "more than these 3" in err


@pytest.mark.parametrize("args", [[], ["x", "--limit", "0"], ["x", "--limit", "201"]])
def test_what_is_not_understood_ends_with_2(office: Office, args: list[str]) -> None:
    assert office.run("search", *args)[0] == 2
