"""Set slopes, offsets, thresholds and the weight of stars, on scores of rows that were held back from the fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from classifier.fit import Marks
from classifier.heads import COLUMNS, COMPLAINT, RISK, SENTIMENT, STRATA, TOPIC, Calibration, group, probabilities, stratum
from classifier.labels import LANGUAGES
from classifier.pipeline import Floats

SURE_MOOD, SURE_COMPLAINT = 0.5, 0.6  # below, the head abstains: it would be wrong as often as right, or nearly so
TRUST_IN_STARS = 0.5  # stars follow the text anyway, so only half of what they say is news
GRID = np.linspace(0.05, 0.9, 86)
FEWEST = 5  # rows with a label, below which its threshold is not searched for


def calibrate(scores: Floats, known: Marks, languages: Sequence[str | None], ratings: Sequence[float | None]) -> Calibration:
    """Fit the calibration on held-back scores, rows × columns."""
    strata = np.array([stratum(language) for language in languages])
    slopes = np.ones((len(STRATA), COLUMNS), dtype=np.float32)
    offsets = np.zeros((len(STRATA), COLUMNS), dtype=np.float32)
    for place in range(len(STRATA)):
        rows = np.flatnonzero(strata == place)
        slopes[place, SENTIMENT] = _temperature(scores, known, rows if len(rows) >= 100 else np.arange(len(scores)))
    for column in range(COMPLAINT, COLUMNS):
        slopes[:, column], offsets[:, column] = _platt(scores[:, column], known[:, column], strata)
    bare = Calibration(slopes, offsets, np.full(COLUMNS, 0.5, dtype=np.float32), 1.0, _stars(known, ratings))
    found = bare.confidences(scores, strata.tolist(), [None] * len(scores))
    limits = _limits(found, known)
    return Calibration(slopes, offsets, limits, _lone(found, known, limits), bare.stars)


def _temperature(scores: Floats, known: Marks, rows: npt.NDArray[np.int64]) -> float:
    """Find the slope under which the sentiments' confidences are as right as they say."""
    right = known[rows, SENTIMENT].argmax(axis=1)

    def surprise(log_slope: float) -> float:
        found = probabilities(scores[rows] * np.float32(np.exp(log_slope)))
        return float(-np.log(np.maximum(found[np.arange(len(rows)), right], 1e-9)).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-2.0, 2.0), method="bounded").x))


def _platt(scores: Floats, holds: Floats, strata: npt.NDArray[np.int64]) -> tuple[float, Floats]:
    """Fit one slope and, drawn towards a common one, an offset for each language."""
    if holds.min() == holds.max():
        return 1.0, np.zeros(len(STRATA), dtype=np.float32)
    languages = np.eye(len(STRATA), dtype=np.float32)[strata][:, : len(LANGUAGES)]
    fitted = LogisticRegression(C=10.0, max_iter=500).fit(np.column_stack([scores, languages * 0.5]), holds)
    offsets = np.full(len(STRATA), fitted.intercept_[0], dtype=np.float32)
    offsets[: len(LANGUAGES)] += fitted.coef_[0, 1:] * 0.5
    return float(fitted.coef_[0, 0]), offsets


def _stars(known: Marks, ratings: Sequence[float | None]) -> Floats:
    """Give what each group of ratings adds: how much more often it stands beside a label than beside others, a logarithm."""
    groups = np.array([-1 if share is None else group(share) for share in ratings])
    labels = np.column_stack([known[:, SENTIMENT], known[:, COMPLAINT], 1 - known[:, COMPLAINT]])
    counts = np.stack([labels[groups == place].sum(axis=0) for place in range(5)]) + 1
    logs = np.log(counts / counts.sum(axis=0))
    moods = logs[:, SENTIMENT] - logs[:, SENTIMENT].mean(axis=1, keepdims=True)
    found: Floats = (np.column_stack([moods, logs[:, 3] - logs[:, 4]]) * TRUST_IN_STARS).astype(np.float32)
    return found


def _limits(found: Floats, known: Marks) -> Floats:
    """Set the least confidences: fixed for the two heads that always answer, of best F1 for every topic and risk."""
    limits = np.full(COLUMNS, 0.5, dtype=np.float32)
    limits[SENTIMENT], limits[COMPLAINT] = SURE_MOOD, SURE_COMPLAINT
    for column in range(TOPIC.start, RISK.stop):
        if known[:, column].sum() >= FEWEST:
            limits[column] = max(GRID, key=lambda limit: _f1(known[:, column], found[:, column] >= limit))
    return limits


def _lone(found: Floats, known: Marks, limits: Floats) -> float:
    """Find the least confidence at which the best topic alone is worth listing, by micro-F1."""
    topics = found[:, TOPIC]
    listed = topics >= limits[TOPIC]
    empty = ~listed.any(axis=1)
    best = topics.argmax(axis=1)

    def score(limit: float) -> float:
        chosen = listed.copy()
        rows = np.flatnonzero(empty & (topics.max(axis=1) >= limit))
        chosen[rows, best[rows]] = True
        return _f1(known[:, TOPIC], chosen)

    return float(max(GRID, key=score))


def _f1(holds: Floats, chosen: npt.NDArray[np.bool_]) -> float:
    return float(2 * holds[chosen].sum() / max(holds.sum() + chosen.sum(), 1))
