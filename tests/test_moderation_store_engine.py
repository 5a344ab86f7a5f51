"""Opening, reading and writing the database, and what is told when it cannot be."""

from __future__ import annotations

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from config.errors import ConfigError, OperatorError, SchemaError, TryAgain
from moderation.store import engine
from moderation.store.base import HEAD, NEVER
from moderation.store.engine import Store, file_of, make_engine, open_store, problems, revision_of
from moderation.store.migrate import migrate
from moderation.store.schema import lease, scan
from tests.people import NOW


def leases(store: Store) -> list[str]:
    with store.read() as tx:
        return list(tx.execute(select(lease.c.site).order_by(lease.c.site)).scalars())


def add(store: Store, site: str, expires: datetime = NOW) -> None:
    with store.write() as tx:
        tx.execute(insert(lease).values(site=site, holder="me", expires=expires))


def test_it_works(store: Store) -> None:
    add(store, "opinions")
    assert leases(store) == ["opinions"]
    assert problems(store) == ()


def test_what_is_written_while_reading_is_thrown_away(store: Store) -> None:
    with store.read() as tx:
        tx.execute(insert(lease).values(site="opinions", holder="me", expires=NOW))
    assert leases(store) == []


def test_an_error_takes_everything_back(store: Store) -> None:
    def fail() -> None:
        with store.write() as tx:
            tx.execute(insert(lease).values(site="opinions", holder="me", expires=NOW))
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert leases(store) == []


def test_a_reading_sees_one_state(store: Store) -> None:
    add(store, "first")
    with store.read() as tx:
        count = select(lease.c.site)
        assert len(tx.execute(count).all()) == 1
        add(store, "second")
        assert len(tx.execute(count).all()) == 1
    assert leases(store) == ["first", "second"]


def test_what_was_frozen_for_a_reading_does_not_hinder_a_writing(store: Store) -> None:
    """The connection goes back to the pool: the next writer must see what others commit while it waits."""
    add(store, "opinions")
    with store.read() as tx:
        tx.execute(select(lease)).all()

    def bump(_: int) -> None:
        with store.write() as tx:
            row = tx.execute(select(lease.c.holder).with_for_update()).scalar_one()
            tx.execute(update(lease).values(holder=f"{row}+"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(bump, range(8)))
    with store.read() as tx:
        assert tx.execute(select(lease.c.holder)).scalar_one() == "me" + "+" * 8


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        datetime(2026, 10, 25, 3, 30, tzinfo=timezone(timedelta(hours=3))),
        datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC),
        NEVER,
    ],
)
def test_moments_come_back_in_utc(store: Store, moment: datetime) -> None:
    add(store, "opinions", moment)
    with store.read() as tx:
        found = tx.execute(select(lease.c.expires)).scalar_one()
    assert (found, found.utcoffset()) == (moment, timedelta(0))


def test_naive_moments_are_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="has no time zone"):
        add(store, "opinions", NOW.replace(tzinfo=None))
    with store.read() as tx, pytest.raises(StatementError, match="has no time zone"):
        tx.execute(select(lease).where(lease.c.expires < NOW.replace(tzinfo=None)))
    assert leases(store) == []


def test_text_that_no_database_keeps_becomes_one_that_every_one_keeps(store: Store) -> None:
    add(store, "a\x00b\ud800")
    assert leases(store) == ["a\ufffdb\ufffd"]
    with store.read() as tx:
        assert tx.execute(select(lease.c.holder).where(lease.c.site == "a\x00b\ud800")).scalar() == "me"


def test_faults_of_ours_are_not_taken_for_the_operators(store: Store) -> None:
    add(store, "opinions")
    with pytest.raises(IntegrityError):
        add(store, "opinions")


def test_sqlite_is_set_up_to_be_durable(sqlite_store: Store) -> None:
    with sqlite_store.read() as tx:
        found = {name: tx.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_every_writing_transaction_begins_at_once(sqlite_store: Store) -> None:
    """One that reads first and writes later would find itself locked out (RELIABILITY row 29)."""
    with sqlite_store.write():
        other = sqlite3.connect(str(file_of(sqlite_store.engine)), timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_eight_who_write_at_once_are_never_told_that_it_is_locked(store: Store) -> None:
    def write(name: int) -> None:
        for turn in range(10):
            add(store, f"{name}-{turn}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert len(leases(store)) == 80


def test_a_database_that_stays_locked_is_told_as_something_that_passes(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 20)
    store = open_store(sqlite_url)
    holder = sqlite3.connect(str(file_of(store.engine)), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(TryAgain, match="has been locked by another program") as told, store.write():
        pytest.fail("the lock was not seen")
    assert told.value.exit_code == 75
    holder.close()
    add(store, "opinions")
    store.close()


def test_a_missing_database_is_told_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"is not there yet. Create it: otklik migrate") as told:
        open_store(f"sqlite:///{tmp_path / 'none.db'}")
    assert told.value.exit_code == 6
    assert not (tmp_path / "none.db").exists()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "own_postgres_url")
    return found


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("0000", f"has version 0000, this program needs {HEAD}. Back it up and run: otklik migrate"),
        ("9999", f"has version 9999, newer than this program knows \\({HEAD}\\). Upgrade otklik"),
        (None, "is not there yet. Create it: otklik migrate"),
    ],
)
def test_a_database_of_another_version_is_left_alone(url: str, version: str | None, said: str) -> None:
    made = make_engine(url)
    with made.begin() as connection:
        connection.execute(
            text("DROP TABLE alembic_version" if version is None else f"UPDATE alembic_version SET version_num='{version}'")
        )
    assert revision_of(made) == version
    made.dispose()
    with pytest.raises(SchemaError, match=said) as told:
        open_store(url)
    assert told.value.exit_code == 6
    if version == "9999":
        with pytest.raises(SchemaError, match="newer than this program knows"):
            migrate(url)


@pytest.mark.parametrize(
    "content", [b"this is no database at all, it is a letter to the shop" * 100, b"SQLite format 3\x00" + b"\xff" * 9000]
)
def test_a_file_that_is_no_database_is_told_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "otklik.db"
    path.write_bytes(content)
    for use in (open_store, migrate):
        with pytest.raises(OperatorError, match=r"cannot be used: .*Look at it: otklik doctor"):
            use(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_damaged_database_is_found_out(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    store = open_store(sqlite_url)
    with store.write() as tx:
        row = {"ended": NOW, "verdict": "ok", "seconds": 1.0, "complete": True, "error": "x" * 2000}
        counts = dict.fromkeys(("pages", "mentions", "new", "revised", "withdrawn", "confirmed"), 1)
        tx.execute(insert(scan), [{"site": f"s{number}", **row, **counts} for number in range(200)])
    store.close()
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 20_000] = b"\xaa" * 20_000
    path.write_bytes(bytes(raw))
    store = open_store(sqlite_url)
    try:
        found: object = problems(store)
    except OperatorError as error:
        found = str(error)
    assert found
    store.close()


@pytest.mark.parametrize("bad", ["oracle://x/y", "not a url", "mysql+nothing://h/d", ""])
def test_an_address_of_another_kind_is_refused_without_repeating_it(bad: str) -> None:
    with pytest.raises(ConfigError, match=r"not a URL of SQLite or PostgreSQL|is not installed"):
        make_engine(bad)


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    with pytest.raises(TryAgain, match="cannot be reached") as told:
        open_store("postgresql://anna:s3cret@127.0.0.1:1/otklik")
    assert "s3cret" not in str(told.value)
    assert re.search(r"anna:\*\*\*@127.0.0.1", str(told.value))


def test_a_disk_that_is_full_takes_nothing_half_and_recovers(sqlite_store: Store) -> None:
    with sqlite_store.write() as tx:
        pages = int(tx.execute(text("PRAGMA page_count")).scalar() or 0)

    def limit(most: int) -> None:
        with sqlite_store.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={most}")

    sqlite_store.engine.dispose()
    limit(pages + 2)
    with pytest.raises(OperatorError, match=r"is full. Make room"), sqlite_store.write() as tx:
        tx.execute(insert(lease), [{"site": f"{number}" + "x" * 1000, "holder": "me", "expires": NOW} for number in range(100)])
    assert leases(sqlite_store) == []
    limit(10**6)
    add(sqlite_store, "opinions")
    assert problems(sqlite_store) == ()
