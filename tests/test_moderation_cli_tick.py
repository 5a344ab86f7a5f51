"""`otklik tick`: let the clocks act."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from moderation import desk
from tests.office import Office, an_office
from tests.people import ANNA, BOOK, DAY, NOW, REPLY, a_case


@pytest.fixture
def office(
    empty_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    found = an_office(tmp_path, empty_sqlite, capsys, monkeypatch)
    yield found
    found.store.close()


def posted(office: Office, number: int) -> None:
    n = a_case(office.store, number)
    desk.reply(office.store, ANNA, n, book=BOOK, now=NOW, text=REPLY)
    desk.post(office.store, ANNA, n, book=BOOK, now=NOW)


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
    assert office.json("tick") == {"raised": [1, 2]}
    assert office.json("tick") == {"raised": []}
