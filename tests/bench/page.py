"""The queue page over 20,000 open cases, through the whole application, beside an empty page of the same framework."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from config.catalogue import Catalogue
from config.policy import load_policy
from crawler.items import Batch
from moderation import auth, intake
from moderation.app import create_app
from moderation.people import Person, Role
from moderation.rulebook import rulebook
from moderation.store import people
from moderation.store.engine import open_store
from moderation.store.migrate import migrate
from tests.bench.end_to_end import settings_for
from tests.bench.measure import Row, alternating, row
from tests.bench.store import GROUP, NOW, mentions_of, tags_of
from tests.bench.world import site

CASES, REQUESTS = 20_000, 20


def nothing() -> dict[str, str]:
    """Answer with nothing, as the reference."""
    return {}


def run() -> dict[str, Row]:
    """Measure both in turn, requests a second, one after another."""
    from fastapi import FastAPI

    from tests.door import TestClient

    with tempfile.TemporaryDirectory() as name:
        settings = settings_for(Path(name), [1])
        migrate(settings.database)
        store = open_store(settings.database)
        book = rulebook(settings, load_policy(settings))
        where = site("bench", "http://127.0.0.1/reviews")
        for round_ in range(CASES // 10_000):
            everything = mentions_of(round_)
            for start in range(0, len(everything), GROUP):
                plan = intake.plan(store, Batch("bench", "http://127.0.0.1/", tuple(everything[start : start + GROUP])))
                intake.take_in(
                    store, plan, [tags_of(0) for _ in plan.changed], site=where, book=book, now=NOW - timedelta(hours=start)
                )
        with store.write() as tx:
            people.add(tx, Person("anna", "Anna", Role.MODERATOR), NOW)
        opened = auth.use_link(store, auth.new_link(store, "anna", NOW), NOW)
        client = TestClient(create_app(settings, store, book, Catalogue((where,), {}), lambda: NOW), base_url="http://127.0.0.1")
        client.cookies.set("otklik_session", opened.secret)
        empty = FastAPI()
        empty.get("/")(nothing)
        bare = TestClient(empty)

        def ours() -> None:
            for _ in range(REQUESTS):
                answer = client.get("/")
                assert answer.status_code == 200, answer.text[:200]

        def reference() -> None:
            for _ in range(REQUESTS):
                assert bare.get("/").status_code == 200

        ours()
        seconds, other = alternating(ours, reference)
        store.close()
    return {"page": row(REQUESTS / seconds, "queue pages/s of 20,000 cases, reference an empty FastAPI answer", REQUESTS / other)}
