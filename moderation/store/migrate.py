"""Bring a database to this program's version, step by step, each step whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING

from sqlalchemy.exc import ProgrammingError

from config.errors import OperatorError, SchemaError
from moderation.store.base import HEAD
from moderation.store.engine import alone, file_of, make_engine, revision_of, told

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Engine


def migrate(url: str) -> bool:
    """Create the database or bring it up; give whether there was anything to do.

    Raises SchemaError for a database of a newer version, which is left as it is.
    """
    engine = make_engine(url)
    try:
        found = revision_of(engine)
        if found == HEAD:
            return False
        if found is not None and found > HEAD:
            name = engine.url.render_as_string(hide_password=True)
            raise SchemaError(f"the database {name} has version {found}, newer than this program knows ({HEAD}). Upgrade otklik")
        _make_room(engine)
        _upgrade(engine)
    finally:
        engine.dispose()
    return True


def _make_room(engine: Engine) -> None:
    path = file_of(engine)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OperatorError(
            f"the folder {path.parent} cannot be made: {error.strerror}. Choose another with OTKLIK_DATA"
        ) from error


def _upgrade(engine: Engine) -> None:
    from alembic import command
    from alembic.util.exc import CommandError

    name = engine.url.render_as_string(hide_password=True)
    try:
        with told(engine), alembic_config() as config, engine.connect() as connection:
            connection = connection.execution_options(otklik_writes=True)
            with connection.begin():
                # Of two that start at once the second waits here, and then finds nothing left to do.
                alone(connection)
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
    except CommandError as error:
        raise SchemaError(f"the database {name} has a version unknown to this program ({error}). Restore a backup") from error
    except (ProgrammingError, OperatorError) as error:
        found = re.search(r'"?(\w+)"? already exists', str(error))
        if found is None:
            raise
        why = (
            f"the database {name} has a table {found[1]} already, but no version of otklik's: it is damaged, or another program's"
        )
        raise SchemaError(f"{why}. Restore a backup, or name another database") from error


@contextmanager
def alembic_config() -> Iterator[Config]:
    """Give Alembic's configuration: where the scripts are; the connection is handed over, never a URL."""
    from alembic.config import Config

    with resources.as_file(resources.files("moderation.store") / "migrations") as folder:
        config = Config()
        # ConfigParser takes a % in the path for the name of another option.
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        yield config
