"""The database: one way to open it, one way to read, one way to write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError, ProgrammingError

from config.errors import ConfigError, OperatorError, SchemaError, TryAgain
from moderation.store.base import HEAD

BUSY_MILLISECONDS = 30_000  # how long a writer waits for another before it gives up
_WRITES = "otklik_writes"


class Store:
    """An open database. `read` sees one consistent state, `write` is all or nothing."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # In SQLite every transaction sees one state; PostgreSQL must be asked for it.
        self._frozen = {} if self.dialect == "sqlite" else {"isolation_level": "REPEATABLE READ"}

    @property
    def dialect(self) -> str:
        """Name the kind of database: sqlite or postgresql."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection whose queries all see the same state; what is written through it is thrown away."""
        if (shared := self._shared()) is not None:
            yield shared
            return
        with told(self.engine), self.engine.connect() as connection:
            yield connection.execution_options(**self._frozen)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection that is committed at the end of the block, or rolled back when it is left by an error.

        On SQLite the transaction begins IMMEDIATE: one that reads first and writes later would find itself locked out.
        """
        if (shared := self._shared()) is not None:
            with shared.begin_nested():  # a block that is left by an error takes back what it wrote, here as everywhere
                yield shared
            return
        with told(self.engine), self.engine.connect() as connection:
            connection = connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    @contextmanager
    def together(self) -> Iterator[Connection]:
        """Make one transaction of all that is read and written inside the block by this thread: it is committed whole or not."""
        with self.write() as tx:
            mark = _TOGETHER.set((self, tx))
            try:
                yield tx
            finally:
                _TOGETHER.reset(mark)

    def _shared(self) -> Connection | None:
        store, tx = _TOGETHER.get()
        return tx if store is self else None

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


# The store and the transaction of the block `together` that the present thread is in.
_TOGETHER: ContextVar[tuple[Store | None, Connection | None]] = ContextVar("together", default=(None, None))


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turn the database's own errors into sentences for the person who must act."""
    try:
        yield
    except OperationalError as error:
        raise _sentence(engine, str(error.orig)) from error
    except sqlite3.Error as error:  # raised by `_prepare`, where SQLAlchemy does not wrap it
        raise _sentence(engine, str(error)) from error
    except ProgrammingError as error:
        if "invalid connection option" in str(error.orig):
            option = str(error.orig).partition("option")[2].strip()
            raise ConfigError(f"database: PostgreSQL knows no option {option}. Take it out of the address") from error
        raise
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # a broken constraint, a wrong statement: faults of ours
            raise
        raise _sentence(engine, str(error.orig)) from error


def _sentence(engine: Engine, words: str) -> OperatorError:
    said = " ".join(words.split())
    name = engine.url.render_as_string(hide_password=True)
    if "deadlock detected" in said or "could not serialize" in said:
        return TryAgain("somebody else changed the same things at the same moment, and nothing was changed here. Try it again")
    if "locked" in said or "busy" in said:
        return TryAgain(
            f"the database {name} has been locked by another program for {BUSY_MILLISECONDS // 1000} s. Try again later"
        )
    if "disk is full" in said or "No space left" in said:
        return OperatorError(
            f"the disk that holds {name} is full. Make room and run the same command again; nothing is half written"
        )
    if engine.dialect.name == "postgresql":
        return TryAgain(f"the database {name} cannot be reached: {said[:300]}")
    return OperatorError(f"the database {name} cannot be used: {said[:300]}. Look at it: otklik doctor")


def alone(tx: Connection) -> None:
    """Wait until no other run of the machine (scans, clocks) writes; people at the desk are not held up by it.

    In SQLite every writer is alone. In PostgreSQL two runs that take the same mentions in would stand in each other's way.
    """
    if tx.dialect.name == "postgresql":
        # Named after the schema: one server may hold several installations. It is let go with the transaction.
        tx.execute(text("SELECT pg_advisory_xact_lock(hashtext('otklik ' || current_schema()))"))


def problems(store: Store) -> tuple[str, ...]:
    """List what is wrong inside the file of the database, nothing where it is sound; PostgreSQL looks after itself."""
    if store.dialect != "sqlite":
        return ()
    with store.read() as tx:
        found = tx.execute(text("PRAGMA quick_check(5)")).scalars().all()
    return tuple(str(line) for line in found if line != "ok")


def make_engine(url: str) -> Engine:
    """Make the engine of a database URL. Raises ConfigError for one that cannot be used."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(url)
        # Pinged before use: PostgreSQL, or a firewall, closes connections over which nobody spoke for long.
        return create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 10}, json_serializer=_as_json)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise ConfigError(f"database: this is not a URL of SQLite or PostgreSQL ({type(error).__name__})") from error
    except ImportError as error:
        raise ConfigError(f"database: {error.name} is not installed. PostgreSQL needs: pip install 'otklik[postgres]'") from error


def _as_json(value: object) -> str:
    return orjson.dumps(value).decode()


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False}, json_serializer=_as_json
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says
    # WAL: readers do not hold up the writer. FULL: what was committed survives a power cut, which WAL alone does not promise.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        # kB, so 64 MB: the index of a large journal stays in memory while a scan is taken in.
        "cache_size=-65536",
        # Pages, so 32 MB: a scan changes the same pages of the indexes again and again, and each is copied once then.
        "wal_autocheckpoint=8000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")


def open_store(url: str) -> Store:
    """Open the database of this program's version.

    Raises SchemaError where it is missing, older or newer, TryAgain where it cannot be reached now.
    """
    engine = make_engine(url)
    found = revision_of(engine)
    if found == HEAD:
        return Store(engine)
    engine.dispose()
    name = engine.url.render_as_string(hide_password=True)
    if found is None:
        raise SchemaError(f"the database {name} is not there yet. Create it: otklik migrate")
    if found > HEAD:
        raise SchemaError(f"the database {name} has version {found}, newer than this program knows ({HEAD}). Upgrade otklik")
    raise SchemaError(f"the database {name} has version {found}, this program needs {HEAD}. Back it up and run: otklik migrate")


def revision_of(engine: Engine) -> str | None:
    """Read the version of a database, None where there is none yet."""
    path = file_of(engine)
    # SQLite would make an empty file of a database that was only asked after.
    if path is not None and not path.exists():
        return None
    try:
        with told(engine), engine.connect() as connection:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except (ProgrammingError, OperatorError) as error:
        if _no_table(error):
            return None
        raise


def file_of(engine: Engine) -> Path | None:
    """Name the file of an SQLite database, None for another one or one in memory."""
    database = engine.url.database
    return Path(database) if engine.dialect.name == "sqlite" and database not in (None, "", ":memory:") else None


def _no_table(error: Exception) -> bool:
    """Say whether the reason is a table that is not there: SQLite and PostgreSQL word it in ways of their own."""
    said = f"{error} {error.__cause__}"
    return "no such table" in said or "UndefinedTable" in said
