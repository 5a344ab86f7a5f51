"""Taking mentions in — triage, deadlines, cases, events and all — beside raw sqlite3 writing the same rows and nothing else."""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from classifier.labels import Label, Tags
from config.policy import load_policy
from crawler.items import Batch, Mention, Precision, Rating
from moderation import intake
from moderation.rulebook import Rulebook, rulebook
from moderation.store.engine import Store, open_store
from moderation.store.migrate import migrate
from tests.bench.end_to_end import settings_for
from tests.bench.measure import Row, alternating, row
from tests.bench.site import text, vocabulary
from tests.bench.world import site

ROWS, GROUP = 10_000, 500
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def mentions_of(round_: int) -> list[Mention]:
    """Make mentions of about 80 words, a third of which will be complaints."""
    import random

    maker, words = random.Random(round_), vocabulary()
    return [
        Mention(
            site="bench",
            native_id=f"{round_}-{number}",
            url=f"http://127.0.0.1/review/{number}",
            body=text(maker, words),
            author=f"Автор {number}",
            headline="Заголовок",
            published=NOW - timedelta(hours=number % 900),
            published_raw="вчера",
            precision=Precision.MINUTE,
            rating=Rating(float(number % 5 + 1)),
            language="ru",
        )
        for number in range(ROWS)
    ]


def tags_of(number: int) -> Tags:
    """Give tags as a model would: every third mention is a complaint."""
    mood, yes = ("negative", "true") if number % 3 == 0 else ("positive", "false")
    return Tags("ru", Label(mood, 0.9), Label(yes, 0.9), (Label("delivery", 0.8),), (), (), "bench")


class Ours:
    """Take new mentions in, a group at a time."""

    def __init__(self, store: Store, book: Rulebook) -> None:
        self.store, self.book, self.round = store, book, 0
        self.where = site("bench", "http://127.0.0.1/reviews")
        self.ready = [mentions_of(number) for number in range(4)]

    def __call__(self) -> None:
        """Take one round of mentions in."""
        everything = self.ready[self.round]
        self.round += 1
        for start in range(0, ROWS, GROUP):
            plan = intake.plan(self.store, Batch("bench", "http://127.0.0.1/", tuple(everything[start : start + GROUP])))
            tags = [tags_of(start + number) for number in range(len(plan.changed))]
            counts = intake.take_in(self.store, plan, tags, site=self.where, book=self.book, now=NOW)
            assert counts.new == GROUP


def run() -> dict[str, Row]:
    """Measure both in turn, rows a second."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = settings_for(folder, [1])
        migrate(settings.database)
        store = open_store(settings.database)
        raw = sqlite3.connect(folder / "raw.db")
        raw.execute("PRAGMA journal_mode=WAL")
        columns = "id INTEGER PRIMARY KEY, site TEXT, native_id TEXT, author TEXT, body TEXT, rating REAL"
        raw.execute(f"CREATE TABLE mention ({columns}, UNIQUE (site, native_id))")
        rounds = iter(range(4))

        def bare() -> None:
            number = next(rounds)
            rows = [(m.site, m.native_id, m.author, m.body, m.rating.value if m.rating else None) for m in ours.ready[number]]
            for start in range(0, ROWS, GROUP):
                with raw:
                    raw.executemany(
                        "INSERT OR IGNORE INTO mention (site, native_id, author, body, rating) VALUES (?, ?, ?, ?, ?)",
                        rows[start : start + GROUP],
                    )

        ours = Ours(store, rulebook(settings, load_policy(settings)))
        seconds, reference = alternating(ours, bare)
        raw.close()
        store.close()
    return {"store": row(ROWS / seconds, "mentions/s taken in, reference raw sqlite3 rows", ROWS / reference)}
