"""Time two things in turn, so that a machine that slows down slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from typing import TypedDict


class Row(TypedDict):
    """One line of bench.json: `ratio` is value / reference for rates, so that higher is better."""

    value: float
    unit: str
    reference: float
    ratio: float


def seconds(work: Callable[[], object]) -> float:
    """Run once and give the wall time in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alternating(ours: Callable[[], object], reference: Callable[[], object], *, rounds: int = 3) -> tuple[float, float]:
    """Run both in turn and give the median wall time of each, in seconds."""
    pairs = [(seconds(ours), seconds(reference)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def row(value: float, unit: str, reference: float) -> Row:
    """Make a line of rates, rounded to what the measurement can carry."""
    return {"value": round(value, 3), "unit": unit, "reference": round(reference, 3), "ratio": round(value / reference, 3)}


def spread(works: Iterable[Callable[[], object]]) -> tuple[float, float]:
    """Run each once and give the median and the 95th percentile of their wall times, in milliseconds."""
    taken = sorted(seconds(work) * 1000 for work in works)
    return statistics.median(taken), taken[min(len(taken) - 1, round(len(taken) * 0.95))]


def latency(p50: float, p95: float, what: str, budget: float) -> Row:
    """Make a line of a time in milliseconds: the reference is what it may take, and the ratio above 1 where it takes less."""
    unit = f"ms p95 of {what} (p50 {p50:.1f}), reference the most it may take"
    return {"value": round(p95, 2), "unit": unit, "reference": budget, "ratio": round(budget / p95, 3)}
