"""Migrations: up on both databases, equal to the tables, refused where the database is newer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import ProgrammingError

from config.errors import OperatorError
from moderation.store.base import HEAD
from moderation.store.engine import make_engine, open_store, revision_of
from moderation.store.migrate import alembic_config, migrate
from moderation.store.tables.every import metadata
from moderation.store.tables.finding import NAME, compared


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "own_postgres_url")
    return found


def test_it_works(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deep' / 'in' / 'otklik.db'}"
    assert migrate(url) is True
    assert migrate(url) is False
    open_store(url).close()


def test_the_migrations_make_exactly_the_tables_of_the_schema(url: str) -> None:
    engine = make_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": compared})
        assert compare_metadata(context, metadata) == []
        names = {name for name in inspect(connection).get_table_names() if compared(name, "table", {})}
        assert names == {*metadata.tables, "alembic_version"}
    engine.dispose()


def test_the_newest_script_is_the_version_that_the_program_needs(url: str) -> None:
    with alembic_config() as config:
        assert ScriptDirectory.from_config(config).get_heads() == [HEAD]
    engine = make_engine(url)
    assert revision_of(engine) == HEAD
    engine.dispose()


def empty(url: str) -> None:
    """Take every table away."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f'DROP TABLE IF EXISTS "{NAME}_words"'))
        for table in (NAME, *reversed(metadata.sorted_tables), "alembic_version"):
            connection.execute(text(f'DROP TABLE "{table}"'))
    engine.dispose()


def test_migrating_four_times_at_once_is_migrating_once(url: str) -> None:
    empty(url)
    with ThreadPoolExecutor(4) as pool:
        assert True in list(pool.map(lambda _: migrate(url), range(4)))
    open_store(url).close()


def test_a_step_that_fails_leaves_nothing_behind(url: str) -> None:
    empty(url)
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE reply (id INTEGER)"))  # the last table of the step is there already
    with pytest.raises((OperatorError, ProgrammingError), match="reply"):
        migrate(url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == ["reply"]
        connection.execute(text("DROP TABLE reply"))
    engine.dispose()
    assert migrate(url) is True
    open_store(url).close()


def test_a_folder_that_cannot_be_made_is_told_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    with pytest.raises(OperatorError, match=r"cannot be made.*OTKLIK_DATA"):
        migrate(f"sqlite:///{tmp_path / 'file' / 'otklik.db'}")
