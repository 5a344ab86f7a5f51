"""How fast pages become mentions, beside parsing the same pages with lxml alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import lxml.html

from config.catalogue import Definition, Site
from crawler.pages.read import read_page
from tests.bench.measure import Row, alternating, row
from tests.bench.site import page, vocabulary
from tests.bench.world import definition, site

PAGES = 60
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def reader(pages: list[bytes], where: Site, how: Definition | None, *, generic: bool = False) -> Callable[[], None]:
    """Make a run that reads every page and insists that nothing was missed."""

    def run() -> None:
        for content in pages:
            found = read_page(
                content, url=where.url, site=where, definition=how, now=NOW, content_type="text/html", generic=generic
            )
            assert len(found.mentions) == 20, f"{len(found.mentions)} mentions read, 20 stand on the page"

    return run


def run() -> dict[str, Row]:
    """Read by definition and without any, pages a second."""
    words = vocabulary()
    pages = [page(0, number, PAGES, words) for number in range(1, PAGES + 1)]
    where, how = site("bench-0", "http://127.0.0.1:1/reviews"), definition()

    def bare() -> None:
        for content in pages:
            lxml.html.fromstring(content)

    rows = {}
    for name, work in (
        ("reading_definition", reader(pages, where, how)),
        ("reading_generic", reader(pages, where, None, generic=True)),
    ):
        work()
        ours, reference = alternating(work, bare)
        rows[name] = row(PAGES / ours, "pages/s, reference lxml parse alone", PAGES / reference)
    return rows
