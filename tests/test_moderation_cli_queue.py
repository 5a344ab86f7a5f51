"""`otklik queue`: open cases, nearest deadline first."""

from __future__ import annotations

import pytest

from moderation.desk import owners, terms
from tests.office import Office
from tests.people import ANNA, BOOK, DAY, HOUR, NOW, a_case, a_mention, take


def test_it_works(office: Office) -> None:
    a_case(office.store, headline="Возврат")
    a_case(office.store, 2, now=NOW - 3 * DAY, published=None)
    owners.assign(office.store, ANNA, 2, book=BOOK, now=NOW, owner="boris")
    lines = office.out("queue").splitlines()
    assert lines[0].split() == ["N", "due", "clock", "severity", "status", "site", "author", "complaint", "owner"]
    assert lines[1].startswith("2  overdue 2 d 20 h  acknowledge  normal")
    assert lines[1].endswith("boris")
    assert "in 3 h" in lines[2]
    assert "Возврат: Три недели жду возврата денег" in lines[2]


def test_json_is_one_document(office: Office) -> None:
    a_case(office.store)
    (row,) = office.json("queue", "status:received", "severity:normal")
    assert (row["id"], row["status"], row["next"]) == (
        1,
        "received",
        {"clock": "acknowledge", "due": "2026-11-23T12:00:00Z", "late": False},
    )
    assert office.json("queue", "status:closed") == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "no open cases. Fetch what is new: otklik scan --due"),
        (["topic:trust"], "no case matches topic:trust. See the open ones: otklik queue"),
        (["author:Белый ветер"], 'no case matches author:"Белый ветер"'),
        (['status:closed author:"Белый ветер"'], 'no case matches status:closed author:"Белый ветер"'),
        (["курьер опоздал"], "no case matches курьер опоздал"),
    ],
)
def test_an_empty_queue_says_what_to_do_next(office: Office, args: list[str], said: str) -> None:
    code, out, err = office.run("queue", *args)
    assert (code, out) == (0, "")
    assert err.startswith(said)


def test_an_office_without_sites_is_told_to_write_some(office: Office) -> None:
    office.write("sites.yaml", "sites: []")
    assert "no sites are watched yet; write them into" in office.run("queue")[2]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["stat:received"], 'filter: "stat:received" is not understood. Did you mean status:…?'),
        (["status:new"], '"new" is not one of open, all, received'),
        (["site:opinoins"], 'site: "opinoins" is not known. Did you mean site:opinions?'),
        (["topic:delivry"], "Did you mean topic:delivery?"),
        (["--limit", "0"], "--limit"),
        (["--limit", "201"], "--limit"),
    ],
)
def test_what_is_not_understood_ends_with_2(office: Office, args: list[str], said: str) -> None:
    code, out, err = office.run("queue", *args)
    assert (code, out) == (2, "")
    assert said in err


def test_more_than_the_limit_is_told(office: Office) -> None:
    take(office.store, [a_mention(number) for number in range(5)])
    code, out, err = office.run("queue", "--limit", "3")
    assert (code, len(out.splitlines())) == (0, 4)
    assert "more than these 3" in err


def test_a_waiting_case_says_so(office: Office) -> None:
    a_case(office.store)
    terms.wait(office.store, ANNA, 1, book=BOOK, now=NOW, until=NOW + HOUR, why="their move")
    assert "acknowledge (waiting)" in office.out("queue")
    office.at(NOW + 2 * HOUR)
    assert "(waiting)" not in office.out("queue")


def test_crawled_text_is_masked_and_cannot_command_the_terminal(office: Office) -> None:
    a_case(office.store, author="\x1b[31mIlze\x07", body="Позвоните +371 26 123 456\x1b]0;owned\x07\u202e немедленно")
    for out in (office.out("queue"), office.out("queue", "--json")):
        assert not set("\x1b\x07\u202e") & set(out)
        assert "26 123 456" not in out
        assert "[phone]" in out


def test_a_missing_database_ends_with_6(office: Office) -> None:
    office.store.close()
    office.database.unlink()
    code, _, err = office.run("queue")
    assert (code, "otklik migrate" in err) == (6, True)
