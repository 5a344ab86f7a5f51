"""`otklik tick`: let the clocks act."""

from __future__ import annotations

from moderation.desk import answering
from tests.office import Office
from tests.people import ANNA, BOOK, DAY, NOW, REPLY, a_case

QUIET = {"warned": [], "escalated": [], "reckoned": [], "letters": [], "sent": 0, "unsent": 0, "forgotten": 0, "links": 0}


def posted(office: Office, number: int) -> None:
    n = a_case(office.store, number)
    answering.reply(office.store, ANNA, n, book=BOOK, now=NOW, text=REPLY)
    answering.post(office.store, ANNA, n, book=BOOK, now=NOW)


def test_it_works(office: Office) -> None:
    posted(office, 1)
    assert office.run("tick") == (0, "", "nothing was due\n")
    office.at(NOW + 4 * DAY)
    code, out, err = office.run("tick")
    assert (code, err) == (0, "")
    assert out == "case 1: no scan has seen its reply on the site in time, taken up again. Look: otklik show 1\n"
    assert office.run("tick") == (0, "", "nothing was due\n")


def test_json_lists_what_was_raised(office: Office) -> None:
    posted(office, 1)
    posted(office, 2)
    office.at(NOW + 40 * DAY)
    assert office.json("tick") == {"raised": [1, 2], **QUIET, "links": 1}
    assert office.json("tick") == {"raised": [], **QUIET}
