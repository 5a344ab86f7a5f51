"""Fixtures of the tests of the pages; a module that wants them says `pytest_plugins = ("tests.webfixtures",)`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from moderation.store.engine import open_store
from tests.browser import chromium_path, launched
from tests.conftest import missing
from tests.door import TestClient, World
from tests.showcase import ANNA, application, logged_in, showcase

if TYPE_CHECKING:
    from playwright.sync_api import Browser


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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give one browser for all tests, or skip with the reason."""
    pytest.importorskip("playwright.sync_api")
    if chromium_path() is None:
        missing("chromium", "no chromium is installed")
    with launched() as browser:
        yield browser
