"""Measure a model on labelled rows, language by language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from classifier.labels import RISKS, SENTIMENTS, TOPICS, Tags
from classifier.model import Model
from classifier.rows import Row

HEADS = ("sentiment", "complaint", "topics", "risks")


@dataclass(frozen=True, slots=True)
class Score:
    """How well one language was tagged; None where no row of it is labelled.

    `sentiment` and `complaint` are macro-F1 over their labels, abstentions counted like other answers; `topics` and `risks` are
    micro-F1. `abstained` gives the share of rows on which a head was below its threshold; `labels` the F1 of every label.
    """

    language: str
    rows: int
    sentiment: float | None
    complaint: float | None
    topics: float | None
    risks: float | None
    abstained: dict[str, float]
    labels: dict[str, float]


def evaluate(model: Model, rows: Sequence[Row], *, stars: bool = False) -> list[Score]:
    """Tag rows, with their stars only where asked, and score each language, then all rows together as "all"."""
    tags = model.tag(
        [row.text for row in rows],
        languages=[row.language for row in rows],
        ratings=[row.rating for row in rows] if stars else None,
    )
    pairs = list(zip(rows, tags, strict=True))
    languages = sorted({row.language or "?" for row in rows}, key=_order)
    parts = [(name, [pair for pair in pairs if (pair[0].language or "?") == name]) for name in languages]
    return [score(name, part) for name, part in [*parts, ("all", pairs)] if part]


def score(language: str, pairs: Sequence[tuple[Row, Tags]]) -> Score:
    """Score the pairs of row and answer of one language."""
    moods = _each(
        pairs, SENTIMENTS, lambda row: None if row.sentiment is None else {row.sentiment}, lambda tags: {tags.sentiment.label}
    )
    flags = _each(
        pairs,
        ("true", "false"),
        lambda row: None if row.complaint is None else {str(row.complaint).lower()},
        lambda tags: {tags.complaint.label},
    )
    topics = _each(pairs, TOPICS, lambda row: row.topics, lambda tags: {item.label for item in tags.topics})
    risks = _each(pairs, RISKS, lambda row: row.risks, lambda tags: {item.label for item in tags.risks})
    named = {**moods, **{f"complaint {key}": found for key, found in flags.items()}, **topics, **risks}
    return Score(
        language,
        len(pairs),
        _macro(moods),
        _macro(flags),
        _micro(topics),
        _micro(risks),
        {head: round(sum(head in tags.abstained for _, tags in pairs) / len(pairs), 4) for head in HEADS[:3]},
        {key: round(found.f1, 4) for key, found in named.items() if found.right + found.missed},
    )


def as_plain(scores: Iterable[Score]) -> list[dict[str, Any]]:
    """Give scores as plain values, for JSON."""
    return [asdict(found) for found in scores]


@dataclass(slots=True)
class _Count:
    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 0.0


Truth = Callable[[Row], "set[str] | frozenset[str] | None"]


def _each(
    pairs: Sequence[tuple[Row, Tags]], labels: Sequence[str], truth: Truth, answer: Callable[[Tags], set[str]]
) -> dict[str, _Count]:
    """Count every label over the rows where its head is labelled."""
    counts = {label: _Count() for label in labels}
    for row, tags in pairs:
        true = truth(row)
        if true is None:
            continue
        found = answer(tags)
        for label in true | found:
            count = counts[label]
            count.right += label in true and label in found
            count.wrong += label not in true
            count.missed += label not in found
    return counts


def _macro(counts: dict[str, _Count]) -> float | None:
    there = [count.f1 for count in counts.values() if count.right + count.missed]
    return round(sum(there) / len(there), 4) if there else None


def _micro(counts: dict[str, _Count]) -> float | None:
    total = _Count(*(sum(getattr(count, name) for count in counts.values()) for name in ("right", "wrong", "missed")))
    return round(total.f1, 4) if total.right + total.missed else None


def _order(language: str) -> tuple[int, str]:
    known = ("ru", "uk", "lv", "en")
    return (known.index(language) if language in known else len(known), language)
