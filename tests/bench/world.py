"""What the benchmarks of reading and scanning share: the static site's definition, its sites and its server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from config.catalogue import Definition, Site

DEFINITION = {
    "name": "bench",
    "kind": "reviews",
    "records": "article.review",
    "fields": {
        "id": {"attr": "id"},
        "author": {"css": ".author"},
        "published": {"css": "time"},
        "rating": {"css": ".stars", "attr": "data-value", "best": 5},
        "headline": {"css": ".title"},
        "body": {"css": ".text"},
        "url": {"css": "a.permalink", "attr": "href"},
    },
    "next": {"css": "a.next", "attr": "href"},
    "dates": {"language": "ru"},
}


def definition() -> Definition:
    """Give the definition of the static site."""
    return Definition.model_validate(DEFINITION)


def site(name: str, url: str) -> Site:
    """Watch one address of the static site."""
    return Site.model_validate(
        {"name": name, "url": url, "brand": "Бенч", "definition": "bench", "languages": ["ru"], "whole": True}
    )


@contextmanager
def static_server(sites: int, pages: int) -> Iterator[list[int]]:
    """Serve the static site on `sites` ports from another process."""
    command = [sys.executable, "-m", "tests.bench.site", str(sites), str(pages)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    assert server.stdin is not None
    try:
        yield [int(port) for port in server.stdout.readline().split()]
    finally:
        server.stdin.close()
        server.wait(10)
