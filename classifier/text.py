"""Turn any text into the words that the classifier looks at."""

from __future__ import annotations

import re
import unicodedata

LONGEST_TEXT = 12_000  # characters read: the first two thirds and the last third of a longer text
LONGEST_WORD = 40  # characters of one word; longer ones keep their beginning and end

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\bhttp\b|\S+@\S+\.\S+|@\w+")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+|\)+|\(+|[!?]+|\.{2,}|[%€$₴₽£]|[^\w\s\x00-\x7f]")
_REPEATED = re.compile(r"(.)\1{2,}")
_FOLDS = (  # replaced one after the other: for a few signs that is ten times as fast as str.translate
    *(("ё", "е"), ("Ё", "Е"), ("…", "..."), ("–", " "), ("—", " ")),
    *((sign, "'") for sign in "’ʼ‘`"),
    *((sign, "") for sign in "“”«»„"),
)


def clipped(text: str) -> str:
    """Give the beginning and the end of a text that is too long to be read whole."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT * 2 // 3] + " " + text[-LONGEST_TEXT // 3 :]


def normalise(text: str) -> str:
    """Give the text in lower case and NFC, without control characters, addresses and the dots of ё; lone surrogates go too."""
    text = clipped(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
        for sign, plain in _FOLDS:
            text = text.replace(sign, plain)
    if "@" in text or "http" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    # Lines, tabs and hard spaces are in most texts and mean a space; one by one only what is left is looked at.
    text = " ".join(text.split())
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    return text.lower()


def raw_words(text: str) -> list[str]:
    """Split a text into words, numbers, runs of ! ? ( ) and signs such as emoji, in order, as written but normalised."""
    return _WORD.findall(normalise(text))


def tame(word: str) -> str:
    """Give the form under which a raw word is known: numbers as their length, repeated letters twice, long words cut."""
    if word[0].isdigit():
        return "0" * min(len(word), 6)
    word = _REPEATED.sub(r"\1\1", word)
    half = LONGEST_WORD // 2
    return word if len(word) <= LONGEST_WORD else word[:half] + word[-half:]


def words(text: str) -> list[str]:
    """Split a text into tamed words, in order."""
    return [tame(word) for word in raw_words(text)]
