"""What many tests share: databases of both kinds, the cast, a frozen moment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderation.store.engine import Store, open_store
from moderation.store.migrate import migrate

POSTGRES = os.environ.get("OTKLIK_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
REQUIRED = frozenset(os.environ.get("OTKLIK_TEST_REQUIRE", "").split(","))


def missing(what: str, why: str) -> None:
    """Skip a test with the reason, or fail it where CI requires what is missing."""
    if what in REQUIRED:
        pytest.fail(f"{what} is required here (OTKLIK_TEST_REQUIRE) but {why}")
    pytest.skip(f"{what}: {why}")


def postgres_reason() -> str:
    """Say why PostgreSQL cannot be used here, nothing where it can."""
    try:
        import psycopg
    except ImportError:
        return "psycopg is not installed"
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        return f"no server answers at {POSTGRES.rpartition('@')[2]}: {str(error).splitlines()[0]}"
    return ""


@pytest.fixture(scope="session")
def postgres() -> str:
    """Give the URL of a PostgreSQL database that tests may write schemas into."""
    reason = postgres_reason()
    if reason:
        missing("postgres", reason)
    return POSTGRES


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("empty") / "otklik.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """Give the URL of an empty SQLite database of this test's own."""
    path = tmp_path / "otklik.db"
    shutil.copy(empty_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """Give the URL of an empty schema of this test's own."""
    import psycopg

    name = f"otklik_{os.getpid()}_{os.urandom(4).hex()}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    url = f"{postgres}?options=-csearch_path%3D{name}"
    migrate(url)
    yield url
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """Give an empty SQLite store."""
    store = open_store(sqlite_url)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Give an empty store of each kind in turn."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    store = open_store(url)
    yield store
    store.close()
