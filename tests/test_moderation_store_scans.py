"""How scans ended. On both databases."""

from __future__ import annotations

from moderation.store import scans
from moderation.store.engine import Store
from moderation.store.scans import ScanRecord
from tests.people import HOUR, NOW


def a_scan(site: str = "opinions", **changes: object) -> ScanRecord:
    given = {"site": site, "ended": NOW, "verdict": "ok", "pages": 3, "mentions": 20, "new": 2, "revised": 1, "withdrawn": 0,
             "confirmed": 1, "seconds": 1.25, "complete": True, "error": ""}  # fmt: skip
    return ScanRecord(**{**given, **changes})  # type: ignore[arg-type]


def test_it_works(store: Store) -> None:
    first, forum = a_scan(), a_scan("forum", verdict="blocked", complete=False, error="HTTP 403 \x00")
    last = a_scan(ended=NOW + HOUR, verdict="quiet", new=0)
    with store.write() as tx:
        for row in (first, forum, last):
            scans.record(tx, row)
    with store.read() as tx:
        found = scans.last_by_site(tx)
    assert found["opinions"] == last
    assert (found["forum"].verdict, found["forum"].error, found["forum"].complete) == ("blocked", "HTTP 403 \ufffd", False)
    assert set(found) == {"opinions", "forum"}


def test_nothing_was_ever_scanned(store: Store) -> None:
    with store.read() as tx:
        assert scans.last_by_site(tx) == {}
