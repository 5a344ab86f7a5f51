"""A database that is missing, old, new, damaged, locked, full or down: the right exit code, one sentence, and well after."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from config.errors import SchemaError
from moderation.store import engine as engines
from moderation.store.base import HEAD
from moderation.store.migrate import migrate
from tests.hostile.server import Server, listing
from tests.office import CONFIG, Office, an_office
from tests.people import a_case

EVERY: Sequence[tuple[str, ...]] = [
    ("queue",),
    ("journal",),
    ("show", "1"),
    ("deadline", "1"),
    ("triage", "--explain", "1"),
    ("sites",),
    ("scan", "--all"),
    ("tick",),
    ("rebuild",),
    ("digest",),
    ("user", "list"),
    ("user", "add", "olga"),
    ("token", "list"),
    ("acknowledge", "1", "--as", "anna"),
    ("serve", "--port", "0"),
]


@pytest.fixture
def office(
    tmp_path: Path, empty_sqlite: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """Set an installation up with one case."""
    office = an_office(tmp_path, empty_sqlite, capsys, monkeypatch)
    a_case(office.store)
    office.store.close()
    yield office
    office.store.close()


def told(office: Office, args: Sequence[str], code: int, words: str) -> None:
    """Run a command that must fail with this code, in one sentence."""
    found, out, err = office.run(*args)
    assert (found, out, err.count("\n")) == (code, "", 1), err
    assert err.startswith("otklik: ")
    assert words in err
    assert "fault" not in err


def alter(office: Office, statement: str) -> None:
    """Change the file of the database behind the program's back."""
    with sqlite3.connect(office.database) as connection:
        connection.execute(statement)
    connection.close()


def works(office: Office) -> None:
    """Insist that the case is there and can be worked on."""
    assert [row["id"] for row in office.json("queue")] == [1]
    assert office.run("acknowledge", "1", "--as", "anna")[0] == 0


def test_it_works(office: Office) -> None:
    works(office)


@pytest.mark.parametrize("args", EVERY, ids=" ".join)
def test_every_command_tells_a_missing_database_and_how_to_make_one(office: Office, args: Sequence[str]) -> None:
    for path in office.database.parent.iterdir():
        path.unlink()
    told(office, args, 6, "is not there yet. Create it: otklik migrate")
    assert not office.database.exists(), "a command may not leave an empty file where a database should be"


@pytest.mark.parametrize("args", EVERY, ids=" ".join)
def test_every_command_leaves_a_newer_database_alone(office: Office, args: Sequence[str]) -> None:
    alter(office, "UPDATE alembic_version SET version_num = '9999'")
    told(office, args, 6, "has version 9999, newer than this program knows")
    told(office, ["migrate"], 6, "has version 9999, newer than this program knows")
    alter(office, f"UPDATE alembic_version SET version_num = '{HEAD}'")
    works(office)


@pytest.mark.parametrize("args", EVERY, ids=" ".join)
def test_every_command_tells_a_file_that_is_no_database(office: Office, args: Sequence[str]) -> None:
    kept = office.folder / "kept.db"
    shutil.copy(office.database, kept)
    office.database.write_bytes(b"not a database at all, only a note " * 40)
    told(office, args, 1, "file is not a database. Look at it: otklik doctor")
    shutil.copy(kept, office.database)
    works(office)


def test_a_version_that_nobody_knows_is_told_and_never_guessed(office: Office) -> None:
    alter(office, "UPDATE alembic_version SET version_num = '0000'")
    told(office, ["queue"], 6, f"has version 0000, this program needs {HEAD}. Back it up and run: otklik migrate")
    told(office, ["migrate"], 6, "has a version unknown to this program")
    alter(office, "DELETE FROM alembic_version")
    told(office, ["migrate"], 6, "but no version of otklik's: it is damaged, or another program's. Restore a backup")
    alter(office, f"INSERT INTO alembic_version VALUES ('{HEAD}')")
    works(office)


def test_a_cut_file_is_told_and_a_backup_mends_it(office: Office) -> None:
    whole = office.database.read_bytes()
    office.database.write_bytes(whole[: len(whole) // 3])
    for args in (["queue"], ["migrate"], ["tick"]):
        told(office, args, 1, "database disk image is malformed. Look at it: otklik doctor")
    office.database.write_bytes(whole)
    works(office)


def test_a_folder_or_pipe_in_the_place_of_the_database_is_told(office: Office) -> None:
    kept = office.folder / "kept.db"
    office.database.rename(kept)
    office.database.mkdir()
    told(office, ["queue"], 1, "unable to open database file")
    told(office, ["migrate"], 1, "unable to open database file")
    office.database.rmdir()
    os.mkfifo(office.database)
    told(office, ["queue"], 1, "cannot be used")
    office.database.unlink()
    kept.rename(office.database)
    works(office)


def test_a_database_that_another_program_keeps_locked_ends_with_75_and_works_when_it_is_free(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_MILLISECONDS", 50)
    other = sqlite3.connect(office.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for args in (["acknowledge", "1", "--as", "anna"], ["user", "add", "olga"], ["tick"], ["scan", "--all"]):
        told(office, args, 75, "has been locked by another program")
    assert office.run("queue")[0] == 0, "who only looks need not wait"
    other.execute("ROLLBACK")
    other.close()
    works(office)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let every database stop growing at so many pages more than it has, or where the list is empty never."""
    spare: list[int] = []
    make = engines.make_engine

    def small(url: str) -> Engine:
        made = make(url)

        def limit(connection: sqlite3.Connection, _record: object) -> None:
            if spare:
                pages = connection.execute("PRAGMA page_count").fetchone()[0]
                connection.execute(f"PRAGMA max_page_count={pages + spare[0]}")

        event.listen(made, "connect", limit)
        return made

    monkeypatch.setattr(engines, "make_engine", small)
    return spare


def test_a_disk_that_is_full_while_people_work_takes_nothing_half(office: Office, full: list[int]) -> None:
    (office.folder / "reply.txt").write_text("Atvainojiet! " * 7000, encoding="utf-8")
    before = office.json("show", "1")
    full.append(2)
    told(office, ["reply", "1", "--as", "anna", "--file", "reply.txt"], 1, "is full. Make room and run the same command again")
    full.clear()
    assert office.json("show", "1") == before
    assert office.run("reply", "1", "--as", "anna", "--file", "reply.txt")[0] == 0
    works(office)


@pytest.mark.parametrize("spare", [0, 30])
def test_a_disk_that_is_full_during_a_scan_is_told_and_the_next_scan_takes_in_the_rest(
    office: Office, full: list[int], spare: int
) -> None:
    text = "Paka nav pienākusi trīs nedēļas. " * 60

    def page(query: dict[str, str]) -> str:
        number = int(query.get("page", "1"))
        made = listing(range(number * 20, number * 20 + 20), f"/reviews?page={number + 1}" if number < 3 else "")
        return made.replace("nobody answered the phone", text)

    with Server({"/reviews": page}) as server:
        office.write("otklik.yaml", f'{CONFIG}scan: {{allow_private: ["{server.place}"]}}\n')
        office.write("sites.yaml", f"sites:\n  - {{name: shop, url: '{server.url('/reviews')}', brand: Ozols}}\n")
        full.append(spare)
        code, out, err = office.run("scan", "--all", "--json")
        assert (code, out) == (1, ""), err
        assert err.splitlines()[-1].startswith("otklik: the disk that holds ")
        assert "Traceback" not in err
        full.clear()
        code, _, err = office.run("scan", "--all")
        assert code == 0, err
    assert len(office.json("journal", "--site", "shop", "--limit", "100")) == 60
    assert office.out("rebuild") == "no difference\n"
    with sqlite3.connect(office.database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM lease").fetchall() == [(0,)]
    connection.close()


def free_port() -> int:
    """Give a port of this machine where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


@pytest.mark.parametrize("args", [("queue",), ("scan", "--due"), ("tick",), ("migrate",), ("serve", "--port", "0")], ids=" ".join)
def test_a_postgresql_that_is_down_ends_with_75_and_never_shows_the_password(
    office: Office, args: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("OTKLIK_DATABASE", f"postgresql://otklik:hunter2@127.0.0.1:{free_port()}/otklik")
    told(office, args, 75, "cannot be reached")
    assert "hunter2" not in office.run(*args)[2]
    monkeypatch.delenv("OTKLIK_DATABASE")
    works(office)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://otklik:pa@ss@127.0.0.1/otklik", "a password with @ in it is written with %40 in its place"),
        ("postgresql://otklik@127.0.0.1:abc/otklik", "the port of a PostgreSQL server is a number"),
        ("postgresql://", "a PostgreSQL address names a server and a database"),
        ("mysql://root@127.0.0.1/otklik", "this is no address of an SQLite or PostgreSQL database"),
        ("postgresql://otklik@127.0.0.1:1/otklik?colour=red", 'PostgreSQL knows no option "colour"'),
    ],
)
def test_an_address_that_cannot_be_right_ends_with_5(
    office: Office, address: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("OTKLIK_DATABASE", address)
    told(office, ["queue"], 5, words)


def test_a_schema_of_postgresql_that_is_of_another_version_or_of_none_is_left_alone(postgres_url: str) -> None:
    import psycopg

    def alter_to(statement: str) -> None:
        with psycopg.connect(postgres_url) as connection:
            connection.execute(statement.encode())

    engines.open_store(postgres_url).close()
    alter_to("UPDATE alembic_version SET version_num = '9999'")
    for act in (engines.open_store, migrate):
        with pytest.raises(SchemaError, match="newer than this program knows"):
            act(postgres_url)
    alter_to("DELETE FROM alembic_version")
    with pytest.raises(SchemaError, match="but no version of otklik's"):
        migrate(postgres_url)
    alter_to(f"INSERT INTO alembic_version VALUES ('{HEAD}')")
    engines.open_store(postgres_url).close()


def test_a_data_folder_that_cannot_be_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTKLIK_DATA", "/dev/null/data")
    told(office, ["migrate"], 1, "cannot be made")
    told(office, ["queue"], 6, "is not there yet")
