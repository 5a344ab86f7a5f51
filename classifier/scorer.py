"""Score texts under all heads at once, without ever building their features.

The heads are linear, so each word met is scored once (its own dimension and those of its pieces) and remembered; the score of a
text is then (texts × words) @ (words × heads), plus the scores of its pairs of neighbouring words, looked up by their hash.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from classifier.pipeline import Floats, Hashes, Reading, Vocabulary, word_hashes, word_matrix

MOST_WORDS = 200_000  # words remembered before the memory starts anew: about 40 MB
MOST_TOKENS = 500_000  # spellings remembered, with case and commas: about 60 MB


class Scorer:
    """Linear heads over hashed features. `coefficients` is features × heads, `rarity` the weight of each word bucket."""

    def __init__(self, coefficients: Floats, intercepts: Floats, rarity: Floats) -> None:
        self.coefficients = coefficients
        self.intercepts = intercepts
        self.rarity = rarity
        self._forget()

    def _forget(self) -> None:
        self.vocabulary = Vocabulary()
        self.weights: Floats = np.zeros(0, dtype=np.float32)
        self.hashes: Hashes = np.zeros(0, dtype=np.uint32)
        self.word_scores: Floats = np.zeros((0, self.coefficients.shape[1]), dtype=np.float32)

    def read(self, texts: Sequence[str]) -> Reading:
        """Read texts and score the words that were never met."""
        if len(self.vocabulary.tamed) > MOST_WORDS or len(self.vocabulary.rows) > MOST_TOKENS:
            self._forget()
        reading = self.vocabulary.read(texts)
        self._learn(self.vocabulary.tamed[len(self.weights) :])
        return reading

    def _learn(self, words: list[str]) -> None:
        if not words:
            return
        features = word_matrix(words)
        weights = self.rarity[features.indices[features.indptr[:-1]]]
        self.weights = np.concatenate([self.weights, weights])
        self.hashes = np.concatenate([self.hashes, word_hashes(words)])
        self.word_scores = np.concatenate([self.word_scores, (features @ self.coefficients).astype(np.float32)])

    def scores(self, texts: Sequence[str]) -> Floats:
        """Give the score of every text under every head, texts × heads."""
        reading = self.read(texts)
        heavy = sp.csr_matrix(
            (reading.weigh(self.weights), reading.rows, reading.starts), shape=(reading.count, len(self.weights))
        )
        owners, dims, values = reading.pairs(self.hashes)
        ends = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=reading.count))])
        pairs = sp.csr_matrix((values, np.arange(len(dims)), ends), shape=(reading.count, len(dims)))
        found: Floats = heavy @ self.word_scores + pairs @ self.coefficients[dims] + self.intercepts
        return found.astype(np.float32)

    def parts(self, text: str) -> tuple[list[str], Floats, Floats]:
        """Give the words of one text, the score that each adds and the score that each pair with the next word adds."""
        reading = self.read([text])
        own = self.word_scores[reading.rows] * reading.weigh(self.weights)[:, None]
        _, dims, values = reading.pairs(self.hashes)
        return [self.vocabulary.tamed[row] for row in reading.rows], own, self.coefficients[dims] * values[:, None]
