"""Recognise the engine of an unknown site by fingerprints in its page's source."""

from __future__ import annotations

from functools import cache

from config.catalogue import Definition, bundled_definitions


def engine_of(text: str) -> Definition | None:
    """Give the bundled definition one of whose fingerprints occurs in the page; the longest fingerprint wins."""
    return next((definition for mark, definition in _fingerprints() if mark in text), None)


@cache
def _fingerprints() -> tuple[tuple[str, Definition], ...]:
    found = [(mark, definition) for definition in bundled_definitions().values() for mark in definition.match.fingerprints]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))
