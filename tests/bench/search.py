"""Full-text search by the API over 1,000,000 mentions: rare and frequent words, beginnings, several at once, deep pages."""

from __future__ import annotations

from moderation.api.cursors import cursor
from tests.bench import million
from tests.bench.door import doors, measured
from tests.bench.measure import Row

BUDGET = 100.0  # milliseconds
QUESTIONS = {
    "rare words": ("багажем", "вадажега", "семафор", "ceļojums", "77123", "автор 299999"),
    "names of things": ("доставка", "курьер", "возврат", "гарантия", "телефон", "ремонт", "чек", "склад"),
    "beginnings": ("д", "до", "дос", "дост", "к", "ку", "не", "я"),
    "several words": ("курьер доставка", "возврат денег не", "автор 17 ремонт", "телефон гарантия чек", "не привезли"),
}


def run() -> dict[str, Row]:
    """Measure each kind of question."""
    found: dict[str, Row] = {}
    for name, _, client, digest in doors():
        deep = {"q": "доставка", "cursor": cursor(digest, "search доставка", (None, million.MENTIONS // 2))}
        asked = {kind: [{"q": text} for text in texts] for kind, texts in QUESTIONS.items()} | {"a page far on": [deep]}
        for kind, queries in asked.items():
            found[f"search {name} {kind}"] = measured(client, "/api/v1/search", queries, f"search, {kind}, {name}", BUDGET)
    return found
