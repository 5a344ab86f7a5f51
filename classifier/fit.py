"""Fit the heads: first what packs teach about one head each (wide), then all heads from rows that label every one (own).

The wide heads are linear, so what they say of a text is one more feature for the own heads, and the two fold into one set of
coefficients: packs lend their vocabulary, rows of our own decide what it means for a shop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from classifier.heads import COLUMNS, COMPLAINT, SENTIMENT
from classifier.labels import RISKS, SENTIMENTS, TOPICS
from classifier.pipeline import BUCKETS, Floats
from classifier.rows import Row

FOLDS = 5
WIDE_C, MOOD_C, FLAG_C = 3.0, 5.0, 10.0  # inverse strength of the penalty: packs, own sentiment, own yes-or-no heads
MANY = 20_000  # rows, above which lbfgs is the faster solver
NEVER = -12.0  # the score of a label that no row has
LENT = 0.3  # how large the scores of the packs stand beside the words of a text
MOODS_MIXED, TOPICS_MIXED = 0.15, 0.1  # the share of the packs in the sum: more costs on texts of shops, less on all others
Marks = npt.NDArray[np.float32]  # rows × COLUMNS: 1 where a label holds, 0 where not, NaN where nobody said


@dataclass(frozen=True, slots=True)
class Heads:
    """Linear heads: coefficients features × heads, an intercept a head."""

    coefficients: Floats
    intercepts: Floats

    def scores(self, features: sp.csr_matrix) -> Floats:
        """Give the score of every row under every head."""
        found: Floats = (features @ self.coefficients + self.intercepts).astype(np.float32)
        return found


@dataclass(frozen=True, slots=True)
class Wide:
    """What packs teach: `lent`, sentiments without each source's habits, whose scores the own heads see; `plain`, mixed in."""

    lent: Heads
    plain: Heads


def marks(rows: Sequence[Row]) -> Marks:
    """Turn labels into columns."""
    found = np.full((len(rows), COLUMNS), np.nan, dtype=np.float32)
    for number, row in enumerate(rows):
        if row.sentiment is not None:
            found[number, SENTIMENT] = [row.sentiment == name for name in SENTIMENTS]
        if row.complaint is not None:
            found[number, COMPLAINT] = row.complaint
        if row.topics is not None:
            found[number, COMPLAINT + 1 : COMPLAINT + 1 + len(TOPICS)] = [name in row.topics for name in TOPICS]
        if row.risks is not None:
            found[number, -len(RISKS) :] = [name in row.risks for name in RISKS]
    return found


def fit_wide(features: sp.csr_matrix, known: Marks, sources: Sequence[str], seed: int) -> Wide:
    """Fit the heads that packs label, with and without a column for each source; heads that no pack labels stay zero.

    The columns of the sources are thrown away afterwards: they take up that most reviews of one shop praise and most of another
    scold, which says nothing about the words.
    """
    names = sorted(set(sources))
    columns = np.array([names.index(source) for source in sources], dtype=np.int64)
    shape = (len(columns), len(names))
    origin = sp.csr_matrix((np.ones(len(columns), dtype=np.float32), (np.arange(len(columns)), columns)), shape=shape)
    beside = sp.csr_matrix(sp.hstack([features, origin], format="csr"), dtype=np.float32)
    lent = _fit_moods(beside, known, WIDE_C)
    return Wide(Heads(lent.coefficients[:BUCKETS], lent.intercepts), _fit(features, known, WIDE_C, WIDE_C, seed))


def fit_own(features: sp.csr_matrix, known: Marks, wide: Wide | None, seed: int) -> Heads:
    """Fit all heads from wholly labelled rows: on their words, for sentiment also on what the packs say of them."""
    if wide is None:
        return _fit(features, known, MOOD_C, FLAG_C, seed)
    lent = sp.csr_matrix(wide.lent.scores(features) * np.float32(LENT))
    beside = sp.csr_matrix(sp.hstack([features, lent], format="csr"), dtype=np.float32)
    return _fold_in(_fit_moods(beside, known, MOOD_C), _fit_flags(features, known, FLAG_C, seed), wide)


def held_back(features: sp.csr_matrix, known: Marks, groups: Sequence[int], wide: Wide | None, seed: int) -> Floats:
    """Score each row by heads that were fitted without its group of neighbours: what thresholds are set on."""
    found = np.zeros((features.shape[0], COLUMNS), dtype=np.float32)
    folds = np.array(groups) % FOLDS
    for fold in np.unique(folds):
        out = folds == fold
        if not out.all():
            found[out] = fit_own(features[~out], known[~out], wide, seed).scores(features[out])
    return found


def _fit(features: sp.csr_matrix, known: Marks, mood_c: float, flag_c: float, seed: int) -> Heads:
    moods, flags = _fit_moods(features, known, mood_c), _fit_flags(features, known, flag_c, seed)
    return _side_by_side(moods, flags)


def _side_by_side(moods: Heads, flags: Heads) -> Heads:
    return Heads(np.hstack([moods.coefficients, flags.coefficients]), np.concatenate([moods.intercepts, flags.intercepts]))


def _fit_moods(features: sp.csr_matrix, known: Marks, c: float) -> Heads:
    """Fit the sentiments against each other, on the rows where they are known."""
    coefficients = np.zeros((features.shape[1], COMPLAINT), dtype=np.float32)
    rows = np.flatnonzero(~np.isnan(known[:, 0]))
    if not len(rows):
        return Heads(coefficients, np.zeros(COMPLAINT, dtype=np.float32))
    used = np.unique(features.indices)
    coefficients[used], intercepts = _moods(features[rows][:, used], known[rows, SENTIMENT].argmax(axis=1), c)
    return Heads(coefficients, intercepts)


def _fit_flags(features: sp.csr_matrix, known: Marks, c: float, seed: int) -> Heads:
    """Fit every other column by itself, on the rows where it is known."""
    coefficients = np.zeros((features.shape[1], COLUMNS - COMPLAINT), dtype=np.float32)
    intercepts = np.zeros(COLUMNS - COMPLAINT, dtype=np.float32)
    for column in range(COLUMNS - COMPLAINT):
        rows = np.flatnonzero(~np.isnan(known[:, COMPLAINT + column]))
        if len(rows):
            labelled = features[rows]
            used = np.unique(labelled.indices)
            found = _flag(labelled[:, used], known[rows, COMPLAINT + column], c, seed)
            coefficients[used, column], intercepts[column] = found
    return Heads(coefficients, intercepts)


def _moods(features: sp.csr_matrix, moods: npt.NDArray[Any], c: float) -> tuple[Floats, Floats]:
    """Fit the three sentiments; one that never occurs gets a score that never wins."""
    coefficients = np.zeros((features.shape[1], len(SENTIMENTS)), dtype=np.float32)
    intercepts = np.full(len(SENTIMENTS), NEVER, dtype=np.float32)
    found = np.unique(moods)
    if len(found) == 1:
        intercepts[found] = 0
        return coefficients, intercepts
    fitted = LogisticRegression(C=c, max_iter=200, tol=1e-3).fit(features, moods)
    weights, constants = fitted.coef_.T, fitted.intercept_
    if len(found) == 2:  # scikit-learn then fits one score only, for the second class
        weights, constants = np.hstack([-weights / 2, weights / 2]), np.concatenate([-constants / 2, constants / 2])
    coefficients[:, found], intercepts[found] = weights, constants
    return coefficients, intercepts


def _flag(features: sp.csr_matrix, holds: Floats, c: float, seed: int) -> tuple[Floats, float]:
    """Fit one yes-or-no head; where the rows know one answer only, the head keeps to it."""
    positive = int(holds.sum())
    if positive in (0, len(holds)):
        return np.zeros(features.shape[1], dtype=np.float32), -NEVER if positive else NEVER
    solver = "lbfgs" if len(holds) > MANY else "liblinear"
    fitted = LogisticRegression(C=c, max_iter=200, tol=1e-3, solver=solver, random_state=seed).fit(features, holds)
    return fitted.coef_[0].astype(np.float32), float(fitted.intercept_[0])


def _fold_in(moods: Heads, flags: Heads, wide: Wide) -> Heads:
    """Fold the coefficients of the lent scores into those of the words, and mix the packs' own heads in."""
    lent = moods.coefficients[BUCKETS:] * np.float32(LENT)
    coefficients = moods.coefficients[:BUCKETS] + wide.lent.coefficients @ lent
    own = _side_by_side(Heads(coefficients, moods.intercepts + wide.lent.intercepts @ lent), flags)
    share = np.full(COLUMNS, TOPICS_MIXED, dtype=np.float32)
    share[SENTIMENT] = MOODS_MIXED
    return Heads(own.coefficients + wide.plain.coefficients * share, own.intercepts + wide.plain.intercepts * share)
