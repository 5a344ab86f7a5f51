"""What many tests share: databases of both kinds, the cast, a frozen moment."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from moderation.store.engine import Store, open_store
from moderation.store.migrate import migrate
from moderation.store.tables.every import metadata
from tests.office import Office, an_office

# A shell that runs the suite in the background lets it ignore Ctrl-C, and every process that the tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

POSTGRES = os.environ.get("OTKLIK_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
NUMBERED = tuple(table.name for table in metadata.sorted_tables if "id" in table.c)
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


@contextmanager
def schema_of_its_own(postgres: str) -> Iterator[str]:
    """Give the URL of a new migrated schema; the tests do not need the disk to be told before a commit returns."""
    import psycopg

    name = f"otklik_{os.getpid()}_{os.urandom(4).hex()}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    url = f"{postgres}?options=-csearch_path%3D{name}%20-csynchronous_commit%3Doff"
    migrate(url)
    yield url
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture(scope="session")
def shared_schema(postgres: str) -> Iterator[str]:
    """Give the URL of the schema that tests share, one after another."""
    with schema_of_its_own(postgres) as url:
        yield url


@pytest.fixture
def postgres_url(shared_schema: str) -> str:
    """Give the URL of an empty schema; the tables must be left as they are."""
    import psycopg

    emptied = [f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables)]
    counted = [f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1, false)" for name in NUMBERED]
    with psycopg.connect(shared_schema, autocommit=True) as connection:
        connection.execute("; ".join(emptied + counted))
    return shared_schema


@pytest.fixture
def own_postgres_url(postgres: str) -> Iterator[str]:
    """Give the URL of a schema of this test's own, for tests that change the tables themselves."""
    with schema_of_its_own(postgres) as url:
        yield url


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


@pytest.fixture
def office(
    empty_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """Give an installation in a folder of its own, with the command line beside it; some modules make a fuller one."""
    found = an_office(tmp_path, empty_sqlite, capsys, monkeypatch)
    yield found
    found.store.close()
