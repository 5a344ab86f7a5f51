"""Outcomes, causes, the report and the review of quality by every door: command line, API and pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.store.engine import Store
from tests.door import World, world
from tests.office import Office
from tests.people import a_case
from tests.webfixtures import *  # noqa: F403


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with one case."""
    return world(sqlite_store, tmp_path)


def csrf(page: str) -> str:
    """Give the token of the first form of a page."""
    return page.split('name="csrf" value="')[1].split('"')[0]


def test_causes_by_the_command_line(office: Office) -> None:
    a_case(office.store)
    assert office.out("resolve", "1", "--cause", "late-courier", "--cost", "12.50", "--as", "anna").startswith(
        "case 1: resolve recorded"
    )
    assert "outcome: cause late-courier" in office.out("show", "1")
    (first, *_) = office.json("causes")["items"]
    assert (first["cause"], first["cases"], first["cost"]) == ("late-courier", 1, 12.5)
    assert "owner anna, not removed" in office.out(
        "causes", "own", "late-courier", "anna", "--why", "calls them", "--as", "boris"
    )
    assert "removed since 2026-11-23T09:00:00Z" in office.out("causes", "removed", "late-courier", "--why", "x", "--as", "boris")
    assert "too early to say" in office.out("causes")
    assert office.json("causes", "returned", "late-courier", "--why", "again", "--as", "boris")["removed_at"] is None
    assert office.run("causes", "--by", "size")[0] == 2
    assert office.run("causes", "--weeks", "0")[0] == 2
    assert office.json("queue", "cause:late-courier")[0]["id"] == 1
    assert office.json("queue", "cause:none") == office.json("queue", "resolution:refunded") == []
    assert "Did you mean cause:late-courier" in office.run("queue", "cause:late-couriers")[2]
    assert [row["id"] for row in office.json("queue", "resolution:none")] == [1]
