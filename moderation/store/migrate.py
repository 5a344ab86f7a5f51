"""Bring a database to this program's version, step by step, each step whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING

from config.errors import OperatorError, SchemaError
from moderation.store.engine import alone, file_of, make_engine, revision_of, told
from moderation.store.schema import HEAD

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

    with told(engine), alembic_config() as config, engine.connect() as connection:
        connection = connection.execution_options(otklik_writes=True)
        with connection.begin():
            alone(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def alembic_config() -> Iterator[Config]:
    """Give Alembic's configuration: where the scripts are; the connection is handed over, never a URL."""
    from alembic.config import Config

    with resources.as_file(resources.files("moderation.store") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        yield config
