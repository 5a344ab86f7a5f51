"""The queue by the API over 1,000,000 mentions and 200,000 open cases: any page, any filter."""

from __future__ import annotations

from sqlalchemy import select

from moderation.api.cursors import cursor
from moderation.filters import parse_filter
from moderation.store.engine import Store
from moderation.store.schema import cases
from tests.bench import million
from tests.bench.door import doors, measured
from tests.bench.measure import Row

BUDGET = 60.0  # milliseconds
PAGE = 50
FILTERS = {
    "one key": ("status:received", "severity:high", "site:site0", "topic:delivery", "owner:nobody", "due:overdue", "language:uk"),
    "several keys": ("topic:delivery due:overdue", "owner:nobody language:lv severity:high", "site:site7 mark:escalated level:2"),
    "hardly a case": (
        "site:site199",
        "owner:boris level:3",
        "severity:critical risk:legal_threat level:3",
        "owner:boris site:site150",
    ),
    "an interval": ("after:2026-11-01 before:2026-11-10", "after:2026-11-19 topic:trust", "status:all before:2026-07-05"),
    "ended ones": ("status:closed", "status:all topic:trust", "status:closed,received severity:critical"),
    "an author": ('author:"Автор 123456"', "author:автор status:received", 'author:"автор 77"'),
}
WORDS = ("доставка", "курьер", "возврат денег", "не", "телефон гарантия", "багажем", "ремонт due:overdue", "чек site:site3")


def at(store: Store, digest: str, depth: int) -> dict[str, str]:
    """Give the query of the page that begins behind so many open cases."""
    columns = (cases.c.next_due, cases.c.id)
    with store.read() as tx:
        ordered = select(*columns).where(cases.c.open.is_(True)).order_by(*columns)
        due, number = tx.execute(ordered.offset(depth - 1).limit(1)).one()
    return {"cursor": cursor(digest, f"cases {parse_filter('')}", (due, number))}


def run() -> dict[str, Row]:
    """Measure each kind of page."""
    found: dict[str, Row] = {}
    for name, store, client, digest in doors():
        pages = {
            "first page": [{}],
            "1,000th page": [at(store, digest, min(1000 * PAGE, million.OPEN // 2))],
            "last page": [at(store, digest, million.OPEN - PAGE)],
            **{kind: [{"filter": text} for text in filters] for kind, filters in FILTERS.items()},
            "words": [{"filter": text} for text in WORDS],
        }
        for kind, queries in pages.items():
            found[f"queue {name} {kind}"] = measured(client, "/api/v1/cases", queries, f"queue page, {kind}, {name}", BUDGET)
    return found
