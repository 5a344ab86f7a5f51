"""Phrases with a few signs, made into one expression.

`*` stands for any letters, `/` for or, `?` for a word that may be missing, `...` for up to three words, `#` for a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_BETWEEN = r"[\s,;:()«»“”„\"\u2013\u2014-]++"
_WORD = r"[\w'%]++"
_GAP = rf"(?:{_BETWEEN}{_WORD}){{0,3}}?"
_FOLDED = str.maketrans({"ё": "е", "Ё": "Е", "’": "'", "ʼ": "'", "‘": "'", "`": "'", "\u00a0": " ", "\u202f": " ", "\u2011": "-"})


def folded(text: str) -> str:
    """Give the text with letters and signs that people write either way made alike; every offset stays."""
    return text.translate(_FOLDED)


def phrases(given: Sequence[str], numbers: Sequence[str] = ()) -> re.Pattern[str]:
    """Compile phrases; the expression looks at whole words of a folded text. `numbers` are words that `#` takes beside digits.

    The time of a search is linear in the text: what repeats is bounded or possessive.
    """
    number = "|".join((r"[0-9]{1,3}+\.?+(?:\s?[-\u2013]\s?[0-9]{1,3})?+", *(_word(word) for word in numbers)))
    parts = sorted((_phrase(phrase, f"(?:{number})") for phrase in given), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)" if parts else r"(?!)", re.IGNORECASE)


def _phrase(phrase: str, number: str) -> str:
    built = ""
    if not phrase.strip("*/ ?.") or phrase.split()[0].endswith(("?", "...")) or not phrase.split()[0].strip("*/"):
        # It would begin between two words, and every blank of a text would be tried again and again.
        raise ValueError(f'"{phrase}" begins with what may be missing')
    for piece in folded(phrase).split():
        if piece == "...":
            built += _GAP
            continue
        optional = piece.endswith("?")
        word = number if piece.rstrip("?") == "#" else f"(?:{'|'.join(_word(one) for one in piece.rstrip('?').split('/'))})"
        word = f"{_BETWEEN if built else ''}{word}"
        built += f"(?:{word})?" if optional else word
    return built


def _word(word: str) -> str:
    """Make one word; only its stars mean anything."""
    return r"\w*".join(re.escape(part) for part in word.split("*")) if word != "*" else r"\w++"
