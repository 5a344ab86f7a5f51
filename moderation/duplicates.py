"""Whether two texts are nearly the same: shingles of words, compared as sets, found by MinHash in bands.

A complaint is often posted on several sites, with a word changed here and there. Texts whose signatures agree in SHARED bands
are looked at; what counts is the true share of shingles that they have in common.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from hashlib import sha512, shake_256

from moderation.folding import words

SIZE = 2  # words of a shingle: one changed word spoils two of them
BANDS, ROWS = 24, 2
SHARED = 2  # bands that must agree: of texts alike by four tenths 91 of 100 pass, of those alike by half 99, of others hardly one
SHORTEST = 8  # words from which on a text can be told from another one
LONGEST = 1_500  # words that count
_PARTS = struct.Struct(f">{BANDS * ROWS}I")

Shingles = frozenset[str]


def shingles(text: str) -> Shingles:
    """Give the runs of SIZE words of a text, none for one that is too short to say anything."""
    found = words(text)[:LONGEST]
    if len(found) < SHORTEST:
        return frozenset()
    return frozenset(" ".join(found[place : place + SIZE]) for place in range(len(found) - SIZE + 1))


def likeness(one: Shingles, other: Shingles) -> float:
    """Give the share of shingles that two texts have in common (Jaccard), 0 to 1."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def signature(given: Iterable[str]) -> tuple[int, ...]:
    """Give the MinHash signature of shingles: BANDS times ROWS numbers, the same ones on every machine; () for none."""
    # Each place of a digest is a hash function of its own; the least of each is what two sets share as often as they are alike.
    rows = (_PARTS.unpack(shake_256(shingle.encode("utf-8", "surrogatepass")).digest(_PARTS.size)) for shingle in given)
    return tuple(map(min, zip(*rows, strict=True)))


def bands(given: Shingles) -> tuple[int, ...]:
    """Give a number for each band of a text's signature, below 2**63; texts that share SHARED of them are worth a look."""
    signed = signature(given)
    return tuple(_band(place, signed[place : place + ROWS]) for place in range(0, len(signed), ROWS))


def _band(place: int, rows: tuple[int, ...]) -> int:
    packed = struct.pack(f">B{ROWS}I", place, *rows)
    return int.from_bytes(sha512(packed).digest()[:8], "big") >> 1
