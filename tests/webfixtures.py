"""Fixtures of the tests of the pages; a module that wants them says `pytest_plugins = ("tests.webfixtures",)`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.items import Reply
from moderation import staff
from moderation.store.engine import Store, open_store
from tests.browser import chromium_path, launched
from tests.conftest import missing
from tests.door import World
from tests.payloads import ADDRESSES, PAYLOADS
from tests.showcase import ANNA, CAST, OPINIONS, Told, application, logged_in, showcase, take_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from starlette.testclient import TestClient


@pytest.fixture(scope="session")
def told(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database with the story in it, to copy from."""
    path = tmp_path_factory.mktemp("told") / "otklik.db"
    shutil.copy(empty_sqlite, path)
    store = open_store(f"sqlite:///{path}")
    showcase(store, path.parent)
    store.close()
    return path


@pytest.fixture
def full(told: Path, tmp_path: Path) -> Iterator[World]:
    """Give the queue of a working day, of this test's own."""
    path = tmp_path / "full.db"
    shutil.copy(told, path)
    store = open_store(f"sqlite:///{path}")
    yield application(store, tmp_path)
    store.close()


@pytest.fixture
def anna(full: World) -> TestClient:
    """Give Anna's browser."""
    return logged_in(full, ANNA.login)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give one browser for all tests of a module, or skip with the reason.

    It is closed with the module: while it is open its event loop runs, in which other tests could not run theirs.
    """
    pytest.importorskip("playwright.sync_api")
    if chromium_path() is None:
        missing("chromium", "no chromium is installed")
    with launched() as browser:
        yield browser


def complaint(payload: str) -> Told:
    """Make a complaint of which every part is a payload."""
    return Told(OPINIONS, "ru", timedelta(0), payload, payload, payload, 1, ("delivery",))


@pytest.fixture
def attacked(sqlite_store: Store, tmp_path: Path) -> World:
    """Give a queue in which every text and name from outside is a payload."""
    made = application(sqlite_store, tmp_path)
    for person in CAST:
        staff.add(sqlite_store, replace(person, name=f"<b>{person.name}</b>"), made.now)
    for number, payload in enumerate(PAYLOADS, 1):
        changes = {
            "url": ADDRESSES[number % len(ADDRESSES)],
            "language": payload[:20],
            "published": None,
            "published_raw": payload,
            "replies": (Reply(payload, payload, None, payload),),
        }
        take_in(made, complaint(payload), number, made.now, **changes)
    return made
