"""A journal of 1,000,000 mentions with 200,000 open cases, written straight into the tables: only what queue and search read."""

from __future__ import annotations

import atexit
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from classifier.labels import TOPICS
from config.settings import Settings
from moderation.folding import BY, stored, words
from moderation.store import finding
from moderation.store.base import NEVER
from moderation.store.engine import Store, open_store
from moderation.store.migrate import migrate
from moderation.store.schema import cases, mention, tags
from tests.bench.end_to_end import settings_for
from tests.bench.site import STEMS, vocabulary

MENTIONS = int(os.environ.get("OTKLIK_BENCH_MENTIONS", "1000000"))
OPEN, ENDED = MENTIONS // 5, MENTIONS // 10  # cases; the others are no complaints
POSTGRES = os.environ.get("OTKLIK_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SITES = [f"site{number}" for number in range(200)]
TEXTS, GROUP = 50_000, 10_000
# What is in most texts of a living language is short: without these, the names of things would be in every text.
PARTICLES = (
    "и в не на я что с по а это как за у мне они все но так его из же то мы был к нет уже только бы для от ещё вы меня до без "
    "очень или где когда если даже нам вам там тут вот ни о да во со под при раз сам тоже этот была было были можно сразу потом"
)  # fmt: skip


def drawn(maker: random.Random, known: list[str], count: int = 80) -> str:
    """Draw a text with the long tail of a living language."""
    return " ".join(known[min(len(known) - 1, int(len(known) ** maker.random()) - 1)] for _ in range(count))


@cache
def texts() -> list[tuple[str, tuple[str, ...]]]:
    """Make texts, each with its words."""
    maker = random.Random(3)
    stems = [stem + ending for stem in STEMS for ending in ("", "а", "у", "ом", "ы")]
    known = [*PARTICLES.split(), *stems, *vocabulary(60_000)[len(stems) :]]
    made = (drawn(maker, known).capitalize() + "." for _ in range(TEXTS))
    return [(text, stored(None, text, None)) for text in made]


def rows(start: int) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any] | None, tuple[str, ...]]]:
    """Make a group of mentions: their row, their tags, their case where they have one, and the words of their text."""
    maker = random.Random(start)
    for key in range(start + 1, start + GROUP + 1):
        text, found = texts()[maker.randrange(TEXTS)]
        case = case_row(maker, key) if key % 10 in (0, 3, 6) else None
        author = f"Автор {key % 300_000}"
        site = SITES[min(len(SITES) - 1, int(len(SITES) * maker.random() ** 2))] if case is None else case["site"]
        named = words(author)
        told = {**_MENTION, "id": key, "site": site, "native_id": str(key), "url": f"http://127.0.0.1/{key}", "author": author}
        told |= {"body": text, "published": NOW, "first_seen": NOW, "outcome": "dismissed" if case is None else "case"}
        given = {**_TAGS, "mention_id": key, "sentiment": "positive" if case is None else "negative", "tagged_at": NOW}
        yield told, given, case, (*found, *named, *(BY + word for word in named))


_MENTION: dict[str, Any] = {column.name: None for column in mention.c} | {
    "kind": "reviews", "brand": "Бенч", "published_raw": "вчера", "rating_value": 1.0, "rating_best": 5.0, "rating_worst": 1.0,
    "language": "ru", "truncated": False, "layers": "[]", "replies": "[]", "digest": "", "edits": 0, "missed": 0, "rule": "bench",
    "reason": "",
}  # fmt: skip
_TAGS: dict[str, Any] = {
    "sentiment_confidence": 0.9, "complaint": True, "complaint_confidence": 0.9, "topics": "[]", "risks": "[]",
    "abstained": "[]", "model": "bench",
}  # fmt: skip
_CASE: dict[str, Any] = {column.name: None for column in cases.c} | {"brand": "Бенч", "version": 1, "next_step": NEVER}


def case_row(maker: random.Random, key: int) -> dict[str, Any]:
    """Make a case: two of three are open, a few of them serious, late, escalated or of a rare site."""
    is_open = key % 10 != 0
    topics = maker.sample(TOPICS, maker.randint(1, 2))
    level = maker.choices((1, 2, 3), (90, 9, 1))[0]
    due = NOW + timedelta(minutes=maker.randint(-600, 20_000))
    return {
        **_CASE,
        "id": key // 10 * 3 + {0: 0, 3: 1, 6: 2}[key % 10],
        "mention_id": key,
        "site": SITES[min(len(SITES) - 1, int(len(SITES) * maker.random() ** 2))],
        "severity": maker.choices(("critical", "high", "normal", "low"), (1, 9, 60, 30))[0],
        "received_at": NOW - timedelta(minutes=maker.randint(0, 200_000)),
        "status": maker.choice(("received", "acknowledged", "replied")) if is_open else maker.choice(("closed", "dismissed")),
        "open": is_open,
        "next_clock": "reply" if is_open else None,
        "next_due": due if is_open else NEVER,
        "owner": maker.choices((None, "anna", "boris"), (50, 49, 1))[0],
        "topics": f",{','.join(topics)},",
        "language": maker.choices(("ru", "uk", "lv"), (80, 15, 5))[0],
        "risks": maker.choices(("", ",churn,", ",legal_threat,"), (90, 9, 1))[0],
        "level": level,
        "marks": ",escalated," if level > 1 else "",
    }


def write(store: Store) -> None:
    """Fill an empty database, by the fastest way that each driver has."""
    for start in range(0, MENTIONS, GROUP):
        group = list(rows(start))
        with store.write() as tx:
            tables = {
                mention.name: [told for told, _, _, _ in group],
                tags.name: [given for _, given, _, _ in group],
                cases.name: [case for _, _, case, _ in group if case is not None],
            }
            for name, lines in tables.items():
                _insert(tx, name, lines)
            if store.dialect == "sqlite":
                finding.add(tx, [(told["id"], found) for told, _, _, found in group])
            else:
                _copy(tx, "finding", ("mention_id", "words"), ((told["id"], _vector(found)) for told, _, _, found in group))


def _vector(found: tuple[str, ...]) -> str:
    return " ".join(f"'{word}'" for word in found)


def _insert(tx: Any, name: str, lines: list[dict[str, Any]]) -> None:
    columns = tuple(lines[0])
    if tx.dialect.name != "sqlite":
        _copy(tx, name, columns, (tuple(line.values()) for line in lines))
        return
    named, places = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
    values = [tuple(_plain(value) for value in line.values()) for line in lines]
    tx.exec_driver_sql(f"INSERT INTO {name} ({named}) VALUES ({places})", values)


def _plain(value: object) -> object:
    return value.replace(tzinfo=None).isoformat(" ", "microseconds") if isinstance(value, datetime) else value


def _copy(tx: Any, name: str, columns: tuple[str, ...], lines: Iterator[tuple[object, ...]]) -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    cursor = tx.connection.cursor()
    with cursor.copy(f'COPY "{name}" ({named}) FROM STDIN') as copy:
        for line in lines:
            copy.write_row(line)


@cache
def sqlite() -> tuple[Settings, Store]:
    """Give the filled SQLite database, made once, and taken away at the end."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = settings_for(folder, [1])
    migrate(settings.database)
    store = open_store(settings.database)
    write(store)
    return settings, store


@cache
def postgresql() -> tuple[Settings, Store] | None:
    """Give the filled PostgreSQL database in a schema of its own, or None where no server answers."""
    import psycopg

    name = f"otklik_bench_{os.getpid()}"
    try:
        with psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
    except psycopg.OperationalError:
        return None
    atexit.register(_drop, name)
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = f"{POSTGRES}?options=-csearch_path%3D{name}%20-csynchronous_commit%3Doff"
    migrate(url)
    store = open_store(url)
    write(store)
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        for table in ("mention", "tags", "cases", "finding"):
            connection.execute(f"VACUUM ANALYZE {name}.{table}")
    return settings_for(folder, [1]).model_copy(update={"database": url}), store


def _drop(name: str) -> None:
    import psycopg

    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {name} CASCADE")
