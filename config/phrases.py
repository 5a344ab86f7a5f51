"""Words and phrases that a rule looks for in a text: no patterns of any other kind, so that none can be slow or wrong."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from config.values import listed, quoted

LONGEST = 60  # characters of one phrase
MOST = 200  # phrases of one rule
MOST_WORDS = 6  # words of one phrase
SHORTEST = 3  # letters before a *: shorter beginnings are those of half a language

_WORD = re.compile(r"[^*\s]+\*?")
_LETTER = re.compile(r"[^\W_]")


def phrase(value: str) -> str:
    """Check one word or phrase; a * at the end of a word stands for any ending. Raises ValueError."""
    words = value.split()
    if len(value) > LONGEST or not 1 <= len(words) <= MOST_WORDS:
        told = f"is not a phrase. Write one to {MOST_WORDS} words, at most {LONGEST} characters"
        raise ValueError(f"{quoted(value)} {told}")
    for word in words:
        if not _LETTER.search(word):
            raise ValueError(f"{quoted(value)} holds a part without a letter or digit, {quoted(word)}. Take it out")
        if not _WORD.fullmatch(word):
            raise ValueError(f"{quoted(value)}: a * stands at the end of a word, for any ending, for example журналист*")
        if word.endswith("*") and len(_LETTER.findall(word)) < SHORTEST:
            raise ValueError(f"{quoted(value)} means too many words. Write at least {SHORTEST} letters before a *")
    return " ".join(words)


def few(values: tuple[str, ...]) -> tuple[str, ...]:
    """Check that a rule names no more phrases than can be looked for in every text; raises ValueError."""
    if len(values) > MOST:
        raise ValueError(f"a rule may name {MOST} phrases, and this one names {len(values)}. Make two rules of it")
    return values


Phrases = Annotated[tuple[Annotated[str, AfterValidator(phrase)], ...], BeforeValidator(listed), AfterValidator(few)]
