"""Train a model: from labelled rows to the arrays and the card of a model file."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

import numpy as np
import scipy.sparse as sp

from classifier.calibrate import calibrate
from classifier.evaluate import as_plain, evaluate
from classifier.fit import FOLDS, Heads, Marks, Wide, fit_own, fit_wide, held_back, marks
from classifier.heads import Calibration
from classifier.labels import RISKS, SENTIMENTS, TOPICS
from classifier.model import Model
from classifier.modelfile import pack
from classifier.packs import LEFT_OUT, sources_of
from classifier.pipeline import Floats, Vocabulary, bucket, matrix, rarity, word_hashes, word_matrix
from classifier.rows import Row
from classifier.scorer import Scorer
from config.errors import OperatorError

FEWEST = 20  # rows: fewer cannot be divided into folds with something to learn in each
NOT_FOR = (
    "Irony without a telling word, and texts that say the opposite of what their words say elsewhere.",
    "Languages other than Russian, Ukrainian, Latvian and English.",
    "Decisions about a person without a person: it sorts a queue, people answer it.",
    "Threats and dangers that are hinted at: most that it learnt from were spoken out.",
    "Goods and services far from shops, deliveries, banks, telecoms, repairs, hotels and restaurants.",
)
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained model in memory, and the arrays and card that `write_model` takes."""

    arrays: dict[str, Any]
    card: dict[str, Any]

    def model(self) -> Model:
        """Give the model, exactly as it will be read from its file."""
        arrays = self.arrays
        names = ("slopes", "offsets", "thresholds")
        slopes, offsets, thresholds = (arrays[name] for name in names)
        limits = Calibration(slopes, offsets, thresholds, float(arrays["lone"][0]), arrays["stars"])
        coefficients = arrays["coefficients"].astype(np.float32) * arrays["scales"]
        return Model(Scorer(coefficients, arrays["intercepts"], arrays["rarity"].astype(np.float32)), limits, self.card)


def train(
    own: Sequence[Row],
    packs: Sequence[Row] = (),
    *,
    now: datetime,
    seed: int = 0,
    measure: Sequence[Row] = (),
    told: Told = lambda _: None,
) -> Trained:
    """Train all heads on `own`, rows with every head labelled; `packs` teach what they label.

    `measure` is scored, and its texts are never learnt. `told` hears what is being done. The same rows and seed give the same
    model. Raises OperatorError where the rows cannot teach.
    """
    own, packs = unseen(own, measure), unseen(packs, measure)
    check(own)
    told(f"reading {len(own) + len(packs):,} texts")
    features, weights = _features([row.text for row in [*own, *packs]])
    mine, theirs = features[: len(own)], features[len(own) :]
    wide = None
    if packs:
        told(f"learning from {len(packs):,} rows of packs")
        wide = fit_wide(theirs, marks(packs), [row.source for row in packs], seed)
    known = marks(own)
    told(f"learning from {len(own):,} rows of all heads")
    heads = fit_own(mine, known, wide, seed)
    limits = _limits(mine, known, own, wide, seed, told)
    arrays = _arrays(heads, limits, weights)
    trained = Trained(arrays, _card(arrays, own, packs, now=now, seed=seed))
    scores = as_plain(evaluate(trained.model(), measure)) if measure else []
    return Trained(arrays, {**trained.card, "scores": scores})


def unseen(rows: Sequence[Row], measure: Sequence[Row]) -> list[Row]:
    """Leave out rows whose text is also one to measure with: what was learnt by heart measures nothing."""
    measured = {row.text.strip().lower() for row in measure}
    return [row for row in rows if row.text.strip().lower() not in measured]


def check(own: Sequence[Row]) -> None:
    """Refuse rows that cannot teach. Raises OperatorError."""
    if len(own) < FEWEST:
        raise OperatorError(f"{len(own)} labelled rows are too few to train on. Label at least {FEWEST}, some of every kind")
    for head, found in (("sentiment", {row.sentiment for row in own}), ("complaint", {row.complaint for row in own})):
        if len(found) < 2:
            only = str(next(iter(found))).lower()
            raise OperatorError(f'every row says {head} "{only}": nothing can be learnt from one answer. Add rows with another')


def _limits(features: sp.csr_matrix, known: Marks, own: Sequence[Row], wide: Wide | None, seed: int, told: Told) -> Calibration:
    told(f"setting thresholds on {FOLDS} held-back parts")
    scores = held_back(features, known, [row.group for row in own], wide, seed)
    return calibrate(scores, known, [row.language for row in own], [row.rating for row in own])


def _features(texts: Sequence[str]) -> tuple[sp.csr_matrix, Floats]:
    """Give the features of texts and the rarity of every word bucket, rounded as the model file rounds it."""
    vocabulary = Vocabulary()
    reading = vocabulary.read(texts)
    weights = rarity(reading, vocabulary.tamed).astype(np.float16).astype(np.float32)
    own = weights[[bucket("w", word) for word in vocabulary.tamed]]
    return matrix(reading, word_matrix(vocabulary.tamed), word_hashes(vocabulary.tamed), own), weights


def _arrays(heads: Heads, limits: Calibration, weights: Floats) -> dict[str, Any]:
    coefficients, scales = pack(heads.coefficients)
    return {
        "coefficients": coefficients,
        "scales": scales,
        "intercepts": heads.intercepts.astype(np.float32),
        "rarity": weights.astype(np.float16),
        "slopes": limits.slopes,
        "offsets": limits.offsets,
        "thresholds": limits.thresholds,
        "lone": np.array([limits.lone], dtype=np.float32),
        "stars": limits.stars,
    }


def _card(arrays: Mapping[str, Any], own: Sequence[Row], packs: Sequence[Row], *, now: datetime, seed: int) -> dict[str, Any]:
    digest = hashlib.sha256(b"".join(np.ascontiguousarray(arrays[name]).tobytes() for name in sorted(arrays))).hexdigest()
    return {
        "version": f"{now:%Y-%m-%d}-{digest[:8]}",
        "date": f"{now:%Y-%m-%d}",
        "seed": seed,
        "rows": {"own": len(own), "packs": len(packs)},
        "languages": dict(sorted(Counter(row.language or "?" for row in own).items())),
        "labels": _counts(own),
        "sources": sources_of([*own, *packs]),
        "left_out": LEFT_OUT if packs else {},
        "libraries": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "not_for": list(NOT_FOR),
    }


LIBRARIES = ("numpy", "scipy", "scikit-learn", "skops")


def _counts(own: Sequence[Row]) -> dict[str, int]:
    found = Counter(label for row in own for label in (row.sentiment, *(row.topics or ()), *(row.risks or ())) if label)
    complaints = sum(bool(row.complaint) for row in own)
    return {**{label: found[label] for label in (*SENTIMENTS, *TOPICS, *RISKS)}, "complaint": complaints}
