"""Turn words into features, hashing each distinct word only once.

A text is a point in `BUCKETS` hashed dimensions: its words, its pairs of neighbouring words, and the 3 to 5 letters that its
words are made of. Each block is scaled by itself, so the score of a text under a linear head is a plain sum over its words and
pairs: training sees the features (`matrix`), tagging never builds them (classifier/scorer.py).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from classifier.text import clipped, raw_words, tame

BITS = 19
BUCKETS = 1 << BITS
NGRAMS = (3, 4, 5)
WORD_SHARE, PAIR_SHARE, LETTER_SHARE = 1.0, 0.7, 1.0
LONGEST_TOKEN = 80  # characters between two spaces that are worth remembering

Floats = npt.NDArray[np.float32]
Hashes = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.int64]

_PLAIN = str.maketrans("āčēģīķļņšūžŗō", "acegiklnsuzro")


@lru_cache(maxsize=1 << 17)
def bucket(kind: str, value: str) -> int:
    """Give the dimension of a feature, the same on every machine."""
    return zlib.crc32(f"{kind}{value}".encode()) & (BUCKETS - 1)


def fold(word: str) -> str:
    """Drop the marks of Latvian letters, so that words typed without them share their letters with words typed with them."""
    return word if word.isascii() else word.translate(_PLAIN)


def letters(word: str) -> list[str]:
    """List the 3 to 5 letter pieces of a word with its borders, shortest first."""
    framed = f" {fold(word)} "
    return [framed[start : start + size] for size in NGRAMS for start in range(len(framed) - size + 1)]


def word_buckets(word: str) -> list[int]:
    """Give the dimensions of one word: first the word itself, then its pieces."""
    return [bucket("w", word), *(bucket("c", piece) for piece in letters(word))]


def pair_buckets(left: Hashes, right: Hashes) -> Rows:
    """Give the dimensions of pairs of neighbouring words from the hashes of their words."""
    mixed = left * np.uint32(0x9E3779B1) + (right ^ np.uint32(0x7F4A7C15)) * np.uint32(0x85EBCA6B)
    mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(0xC2B2AE35)
    found: Rows = (mixed >> np.uint32(32 - BITS)).astype(np.int64)
    return found


@dataclass(slots=True)
class Reading:
    """Texts as rows of the vocabulary, one text after another.

    `rows` has one entry per word, `starts` one per text and one more, `texts` the number of the text of each word.
    """

    rows: Rows
    starts: Rows

    @property
    def count(self) -> int:
        """Give the number of texts."""
        return len(self.starts) - 1

    @property
    def texts(self) -> Rows:
        """Give the number of the text that each word stands in."""
        found: Rows = np.repeat(np.arange(self.count, dtype=np.int64), np.diff(self.starts))
        return found

    def pairs(self, hashes: Hashes) -> tuple[Rows, Rows, Floats]:
        """Give text, dimension and value of every pair of neighbouring words; those of a text have length PAIR_SHARE together."""
        texts, hashed = self.texts, hashes[self.rows]
        beside = texts[1:] == texts[:-1]
        owners = texts[1:][beside]
        values = PAIR_SHARE / np.sqrt(np.maximum(np.bincount(owners, minlength=self.count), 1))
        return owners, pair_buckets(hashed[:-1], hashed[1:])[beside], values[owners].astype(np.float32)

    def weigh(self, weights: Floats) -> Floats:
        """Give the weight of every word of every text, so that the weights of a text have length 1."""
        found, texts = weights[self.rows], self.texts
        lengths = np.sqrt(np.bincount(texts, found * found, minlength=self.count))
        return (found / np.maximum(lengths, 1e-9)[texts]).astype(np.float32)


@dataclass(slots=True)
class Vocabulary:
    """The words met so far; a word keeps its row for as long as the vocabulary lives.

    Texts are cut at white space, and what stood between (a word, mostly, with a comma) is taken apart once and remembered:
    looking at every letter of every text again would cost more than all the rest of tagging.
    """

    rows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    tamed: list[str] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)

    def read(self, texts: Iterable[str]) -> Reading:
        """Read texts, taking new words in."""
        rows = self.rows
        flat: list[int] = []
        starts = [0]
        for text in texts:
            for token in clipped(text).split():
                try:
                    flat += rows[token]
                except KeyError:
                    flat += self._take_in(token)
            starts.append(len(flat))
        return Reading(np.array(flat, dtype=np.int64), np.array(starts, dtype=np.int64))

    def _take_in(self, token: str) -> tuple[int, ...]:
        found = tuple(self._number(tame(word)) for word in raw_words(token))
        if len(token) <= LONGEST_TOKEN:
            self.rows[token] = found
        return found

    def _number(self, word: str) -> int:
        row = self.known.setdefault(word, len(self.tamed))
        if row == len(self.tamed):
            self.tamed.append(word)
        return row


def word_matrix(words: Iterable[str]) -> sp.csr_matrix:
    """Give one row of features for each word: the word and its pieces, each block of length 1 times its share."""
    dims: list[int] = []
    values: list[Floats] = []
    starts = [0]
    for word in words:
        found = word_buckets(word)
        dims += found
        row = np.full(len(found), LETTER_SHARE / np.sqrt(max(len(found) - 1, 1)), dtype=np.float32)
        row[0] = WORD_SHARE
        values.append(row)
        starts.append(len(dims))
    flat = np.concatenate(values) if values else np.zeros(0, dtype=np.float32)
    return sp.csr_matrix((flat, np.array(dims, dtype=np.int32), np.array(starts)), shape=(len(starts) - 1, BUCKETS))


def word_hashes(words: Iterable[str]) -> Hashes:
    """Give the 32-bit hash of each word, from which the dimensions of pairs are made."""
    return np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint32)


def matrix(reading: Reading, words: sp.csr_matrix, hashes: Hashes, weights: Floats) -> sp.csr_matrix:
    """Give the features of texts, float32, texts × BUCKETS: (texts × words) @ (words × features) + (texts × pairs)."""
    shape = (reading.count, words.shape[0])
    heavy = sp.csr_matrix((reading.weigh(weights), reading.rows, reading.starts), shape=shape)
    owners, dims, values = reading.pairs(hashes)
    pairs = sp.csr_matrix((values, (owners, dims)), shape=(reading.count, BUCKETS), dtype=np.float32)
    found = sp.csr_matrix(heavy @ words + pairs, dtype=np.float32)
    found.sort_indices()
    return found


def rarity(reading: Reading, words: list[str]) -> Floats:
    """Give the weight of every word bucket: ln((1 + texts) / (1 + texts with it)) + 1, float32, BUCKETS long."""
    once = np.unique(np.stack([reading.texts, reading.rows]), axis=1)[1]
    spread = np.bincount(once, minlength=len(words))
    where = np.array([bucket("w", word) for word in words], dtype=np.int64)
    counts = np.bincount(where, spread, minlength=BUCKETS)
    return (np.log((1 + reading.count) / (1 + counts)) + 1).astype(np.float32)
