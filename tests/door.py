"""What tests of the web doors share: an application with a clock of its own, a few cases, and somebody of every role."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import select

from classifier.labels import Label, Tags
from config.catalogue import Catalogue, Site
from config.policy import load_policy
from config.settings import Brand, Settings, WebSettings
from crawler.items import Batch, Mention, Rating, Reply
from moderation import auth, intake, staff
from moderation.acts import PERSONAL
from moderation.app import create_app
from moderation.people import Person, Role, Scope
from moderation.rulebook import Rulebook, rulebook
from moderation.store.engine import Store, open_store
from moderation.store.tables.every import metadata

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have a fork of httpx, which is not what we test with
    from starlette.testclient import TestClient

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
HTTP = "http://127.0.0.1:8765"
STAFF = {role: Person(f"the-{role}", f"The {role}", role) for role in Role}
SITE = Site(name="acme-reviews", url="https://reviews.example/acme", brand="Acme", company_authors=("Acme",))
UNSEEN = Site(name="acme-forum", url="https://forum.example/acme", brand="Acme")
TEXT = "Третью неделю жду посылку, звоните 8 (916) 123-45-67 или пишите ivan@example.org"


def mention(number: int, **changes: Any) -> Mention:
    """Make a complaint."""
    given = {
        "site": SITE.name,
        "native_id": f"r{number}",
        "url": f"https://reviews.example/acme#r{number}",
        "body": TEXT,
        # Of several complaints by one author triage makes a rule of its own (E5), so the third and later ones are by others.
        "author": "Иван" if number in (1, 2) else f"Иван {number}",
        "headline": f"Жалоба {number}",
        "published": NOW - timedelta(hours=1),
        "published_raw": "сегодня в 08:00",
        "rating": Rating(1.0),
        "language": "ru",
        "replies": (Reply("Напишите нам на help@acme.example", "Other", NOW),),
    }
    return Mention(**{**given, **changes})


TAGS = Tags(
    "ru", Label("negative", 0.97), Label("true", 0.95), (Label("delivery", 0.91),), (Label("churn", 0.71),), ("risks",), "model-1"
)


@dataclass
class World:
    """An application at one moment, which a test may move."""

    store: Store
    settings: Settings
    book: Rulebook
    app: FastAPI
    now: datetime = NOW

    def client(self, **headers: str) -> TestClient:
        """Give a browser or program that has not said who it is; redirects are not followed, faults are answered."""
        return TestClient(self.app, base_url=HTTP, headers=headers, follow_redirects=False, raise_server_exceptions=False)

    def program(self, role: Role | str, scopes: Iterable[str] = tuple(Scope)) -> TestClient:
        """Give a program with the token of the person of a role."""
        token = auth.new_token(self.store, STAFF[Role(role)].login, "test", self.now, scopes=scopes)
        return self.client(Authorization=f"Bearer {token}")

    def browser(self, role: Role | str, cookie: str = "otklik_session") -> TestClient:
        """Give a browser in which the person of a role is logged in; it does not send the token of a form by itself."""
        opened = auth.use_link(self.store, auth.new_link(self.store, STAFF[Role(role)].login, self.now), self.now)
        client = self.client()
        client.cookies.set(cookie, opened.secret)
        return client

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Give the whole database but for the time at which somebody was seen last."""
        unseen = lambda table: [column for column in table.c if column.name != "seen_at"]  # noqa: E731
        with self.store.read() as tx:
            return {
                table.name: sorted((tuple(row) for row in tx.execute(select(*unseen(table)))), key=repr)
                for table in metadata.sorted_tables
            }


def world(
    store: Store, folder: Path, *, cases: int = 1, web: WebSettings | None = None, staffed: bool = True, **more: Any
) -> World:
    """Make an application with some cases, numbered from 1, and one person of every role."""
    settings = Settings(
        data=folder, company="Acme", brands=(Brand(name="Acme"),), timezone="Europe/Riga", web=web or WebSettings(), **more
    )
    book = rulebook(settings, load_policy(settings))
    made: World

    def now() -> datetime:
        return made.now

    made = World(store, settings, book, create_app(settings, store, book, Catalogue((SITE, UNSEEN)), now))
    for person in STAFF.values() if staffed else ():
        staff.add(store, person, NOW)
    take_in(made, [mention(number) for number in range(1, cases + 1)])
    return made


@contextmanager
def kept_still(empty: Path, folder: Path) -> Iterator[World]:
    """Give an application for several tests, which change nothing in it; `empty` is a database to copy."""
    shutil.copy(empty, folder / "otklik.db")
    store = open_store(f"sqlite:///{folder / 'otklik.db'}")
    yield world(store, folder)
    store.close()


def take_in(made: World, mentions: list[Mention]) -> None:
    """Take mentions in, each tagged as a complaint."""
    planned = intake.plan(made.store, Batch(SITE.name, SITE.url, tuple(mentions)))
    intake.take_in(made.store, planned, [TAGS] * len(planned.changed), site=SITE, book=made.book, now=made.now)


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Give every route as a method and a path that can be asked for; the forms of a case once for each act."""
    for route in iter_route_contexts(app.routes):
        for method in sorted((route.methods or {"GET"}) - {"HEAD"}):
            path = str(route.path)
            for act in PERSONAL if "{act}" in path else ("",):
                yield method, filled(path.replace("{act}", act))


def filled(path: str) -> str:
    """Put something into the parameters of a path: the first case, the first mention, a static file."""
    import re

    given = {"name": "app.css", "secret": "no-such-link"}
    return re.sub(r"{(\w+)(:\w+)?}", lambda found: given.get(found[1], "1"), path)


def table() -> list[tuple[str, str]]:
    """Give every route of the application, for tests that are made from it."""
    settings = Settings()
    return list(
        routes(create_app(settings, Store.__new__(Store), rulebook(settings, load_policy(settings)), Catalogue(), _never))
    )


def _never() -> datetime:
    raise AssertionError("no route is asked when the application is made")
