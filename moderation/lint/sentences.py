"""A reply in sentences, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A full stop before a small letter or a digit ends nothing: 28. novembrī, ул. мира, tālr. 67.
_END = re.compile(r"[.!?…]++[»\"”)]*+(?=\s++[^\sa-zа-яёіїєґāčēģīķļņšūž0-9]|\s*+\Z)|\n++")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text and where it stands."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Give the place after its last character."""
        return self.start + len(self.text)


def sentences(text: str) -> tuple[Sentence, ...]:
    """Split a text into its sentences; lines end sentences too."""
    found, start = [], 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        piece = text[start:end]
        whole = piece.strip()
        if whole:
            found.append(Sentence(whole, start + len(piece) - len(piece.lstrip())))
        start = end
    return tuple(found)


def place(within: tuple[Sentence, ...], at: int) -> int:
    """Give the number of the sentence that a place of the text belongs to."""
    return max((number for number, sentence in enumerate(within) if sentence.start <= at), default=0)
