"""The API over the large journal, on each database that there is: one program that asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from config.catalogue import Catalogue
from config.policy import load_policy
from moderation import auth
from moderation.app import create_app
from moderation.people import Person, Role
from moderation.rulebook import rulebook
from moderation.store import people
from moderation.store.engine import Store
from tests.bench import million
from tests.bench.measure import Row, latency, spread
from tests.bench.world import site
from tests.door import TestClient

REQUESTS = 40  # of each kind


def doors() -> Iterator[tuple[str, Store, TestClient, str]]:
    """Give the name of each database, its store, a program with a token, and the digest of that token."""
    for name, made in (("sqlite", million.sqlite), ("postgresql", million.postgresql)):
        found = made()
        if found is None:
            continue
        settings, store = found
        book = rulebook(settings, load_policy(settings))
        places = tuple(site(place, "http://127.0.0.1/reviews") for place in million.SITES)
        with store.write() as tx:
            if people.find(tx, "anna") is None:
                for login in ("anna", "boris"):
                    people.add(tx, Person(login, login, Role.MODERATOR), million.NOW)
        token = auth.new_token(store, "anna", "bench", million.NOW)
        app = create_app(settings, store, book, Catalogue(places, {}), lambda: million.NOW)
        client = TestClient(app, base_url="http://127.0.0.1:8765", headers={"Authorization": f"Bearer {token}"})
        yield name, store, client, auth.digest_of(token)


def asked(client: TestClient, path: str, queries: Sequence[dict[str, str]]) -> list[Callable[[], object]]:
    """Make one request of each query, as often as there is room, each of which must succeed."""

    def get(query: dict[str, str]) -> Callable[[], object]:
        def once() -> None:
            answer = client.get(path, params=query)
            assert answer.status_code == 200, answer.text[:300]

        return once

    return [get(queries[number % len(queries)]) for number in range(max(REQUESTS, len(queries)))]


def measured(client: TestClient, path: str, queries: Sequence[dict[str, str]], what: str, budget: float) -> Row:
    """Ask once to warm up, then measure."""
    works = asked(client, path, queries)
    works[0]()
    return latency(*spread(works), what, budget)
