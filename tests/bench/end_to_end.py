"""The whole way — fetch, read, date, language, tags, triage, store — beside a bare spider and beside the afternoon's way."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.catalogue import Catalogue
from config.policy import load_policy
from config.settings import Settings, load_settings
from moderation.rulebook import rulebook
from moderation.scanning import run_scan
from moderation.store.engine import Store, open_store
from moderation.store.migrate import migrate
from tests.bench import strawman
from tests.bench.measure import Row, row
from tests.bench.world import definition, site, static_server

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

SITES, PAGES, ROUNDS = 4, 500, 3
MENTIONS_A_PAGE = 20
STRAWMAN_PAGES = 8


def settings_for(folder: Path, ports: list[int]) -> Settings:
    """Give settings with politeness off for exactly these ports."""
    overrides: dict[str, object] = {
        "data": str(folder),
        "brands": ["Бенч"],
        "scan.allow_private": [f"127.0.0.1:{port}" for port in ports],
        "scan.max_pages": PAGES + 1,
        "scan.workers": 1,
    }
    return load_settings(None, {}, overrides)


class Whole:
    """Our own way over the static sites, into one database."""

    def __init__(self, folder: Path, ports: list[int]) -> None:
        self.settings = settings_for(folder, ports)
        self.book = rulebook(self.settings, load_policy(self.settings))
        sites = tuple(site(f"bench-{port}", f"http://127.0.0.1:{port}/reviews") for port in ports)
        self.catalogue = Catalogue(sites, {"bench": definition()})
        migrate(self.settings.database)
        self.store: Store = open_store(self.settings.database)

    def scan(self) -> float:
        """Scan every site once and give the seconds it took."""
        from classifier.model import load_model

        model = load_model()
        begun = time.perf_counter()
        summary = run_scan(
            self.settings,
            self.catalogue,
            self.book,
            self.store,
            self.catalogue.sites,
            clock=lambda: datetime.now(UTC),
            model=model,
        )
        seconds = time.perf_counter() - begun
        read = sum(found.mentions for found in summary.rows)
        assert read == SITES * PAGES * MENTIONS_A_PAGE, f"{read} mentions read: {summary.rows}"
        return seconds


def ceiling(ports: list[int]) -> float:
    """Give the seconds that a bare spider needs for the same pages, without the start of its process."""
    command = [sys.executable, "-m", "tests.bench.ceiling", str(PAGES), *map(str, ports)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    count, seconds = done.stdout.split()
    assert int(count) == SITES * PAGES
    return float(seconds)


def afternoon(ports: list[int], folder: Path, heads: tuple[Pipeline, Pipeline]) -> float:
    """Give the pages a second of the strawman, over a few pages only: it is slow."""
    urls = [f"http://127.0.0.1:{ports[0]}/reviews?page={number}" for number in range(1, STRAWMAN_PAGES + 1)]
    begun = time.perf_counter()
    count = strawman.scan(urls, folder, heads)
    assert count == STRAWMAN_PAGES * MENTIONS_A_PAGE
    return STRAWMAN_PAGES / (time.perf_counter() - begun)


def run() -> dict[str, Row]:
    """Measure first scans and repeated scans in turn with the references, pages a second."""
    first, again, bare, slow = [], [], [], []
    heads = strawman.pipelines()
    with static_server(SITES, PAGES) as ports:
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as name:
                whole = Whole(Path(name) / "ours", ports)
                bare.append(SITES * PAGES / ceiling(ports))
                first.append(SITES * PAGES / whole.scan())
                again.append(SITES * PAGES / whole.scan())
                slow.append(afternoon(ports, Path(name), heads))
                whole.store.close()
    best = sorted(bare)[ROUNDS // 2]
    middle = ROUNDS // 2
    return {
        "end_to_end": row(sorted(first)[middle], "pages/s, reference bare Scrapy spider", best),
        "end_to_end_strawman": row(sorted(first)[middle], "pages/s, reference the afternoon's way", sorted(slow)[middle]),
        "end_to_end_again": row(sorted(again)[middle], "pages/s unchanged, reference bare Scrapy spider", best),
    }
