"""The figures of a week as one JSON document; what people wrote is masked, as in the letter (decision 7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from moderation.digest.render import shown
from moderation.figures import BrandFigure, CaseRow, Counts, Endings, Figures, SiteFigure
from moderation.moments import moment
from moderation.prevention import effect_document, standing_document

EXCERPT = 180  # characters of a complaint


def document(figures: Figures) -> dict[str, Any]:
    """Give the figures as plain values: times in RFC 3339, durations in seconds of working time."""
    week = figures.week
    return {
        "week": str(week),
        "starts": moment(week.starts),
        "ends": moment(week.ends),
        "until": moment(figures.until),
        "timezone": week.timezone,
        "company": figures.company,
        "counts": _counts(figures.counts),
        "before": _counts(figures.before),
        "median_response_seconds": _seconds(figures.median_response),
        "median_response_before_seconds": _seconds(figures.median_before),
        "outcomes": _endings(figures.endings),
        "topics": [{"topic": row.topic, "now": row.now, "before": row.before} for row in figures.topics],
        "brands": [_brand(row) for row in figures.brands],
        "sites": [_site(row) for row in figures.sites],
        "overdue": _cases(figures.overdue),
        "new": _cases(figures.fresh),
        "confirmed": _cases(figures.confirmed),
    }


def _endings(endings: Endings) -> dict[str, object]:
    """Give how complaints ended; money in the company's own, rates in cases a week."""
    return {
        "resolved": dict(endings.resolved),
        "amended": endings.amended,
        "withdrawn": endings.withdrawn,
        "causes": [
            {
                "cause": line.figure.cause,
                "label": dict(line.label),
                "cases": line.figure.cases,
                "cost": line.figure.cost / 100,
                "recurrence": line.figure.recurrence,
                **standing_document(line.figure.standing),
                "effect": None if line.figure.effect is None else effect_document(line.figure.effect),
            }
            for line in endings.causes
        ],
    }


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


def _counts(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in Counts.__slots__}


def _brand(row: BrandFigure) -> dict[str, object]:
    return {name: getattr(row, name) for name in BrandFigure.__slots__}


def _site(row: SiteFigure) -> dict[str, object]:
    """Give one site; without a scan that got through its counts are null: no data is not zero."""
    counts = {"mentions": row.mentions if row.seen else None, "complaints": row.complaints if row.seen else None}
    seen = {"site": row.site, "brand": row.brand, "scans": row.scans, **counts}
    return {**seen, "verdict": row.verdict, "error": shown(row.error, EXCERPT)}


def _cases(rows: Iterable[CaseRow]) -> list[dict[str, object]]:
    return [
        {
            "id": row.id,
            "site": row.site,
            "brand": row.brand,
            "severity": row.severity,
            "topics": list(row.topics),
            "received_at": moment(row.received_at),
            "overdue_since": moment(row.overdue_since),
            "author": shown(row.author, EXCERPT),
            "excerpt": shown(row.excerpt, EXCERPT),
        }
        for row in rows
    ]
