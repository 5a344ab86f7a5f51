"""Which words and phrases of the policy occur in a text, whatever its case, ё or marks (moderation/folding.py)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from moderation.folding import words


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases ready to be looked for, each with its pattern over folded words; `any` finds a text that may hold one."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    any: re.Pattern[str] | None

    def found(self, folded: Sequence[str]) -> tuple[str, ...]:
        """Give the phrases that occur in a text of these folded words, as the policy writes them."""
        if self.any is None:
            return ()
        text = f" {' '.join(folded)} "
        # Most texts hold none, and one look is cheaper than one for each phrase.
        if self.any.search(text) is None:
            return ()
        return tuple(phrase for phrase, pattern in self.patterns if pattern.search(text))


def phrases(wanted: Iterable[str]) -> Phrases:
    """Make phrases ready; a word that ends in * stands for every word that begins so."""
    forms = {phrase: form for phrase in wanted if (form := _form(phrase))}
    return Phrases(tuple((phrase, re.compile(f" {form}(?= )")) for phrase, form in forms.items()), _any(forms.values()))


def _form(phrase: str) -> str:
    # Words are joined by single blanks and hold letters and digits only, so nothing here can match twice over.
    return " ".join(_word(word) for word in phrase.split())


def _word(word: str) -> str:
    stem = " ".join(words(word.removesuffix("*")))
    return stem + (r"[^ ]*" if word.endswith("*") else "")


def _any(forms: Iterable[str]) -> re.Pattern[str] | None:
    """Give one pattern for all, those with the same first letter together: the others are then passed over at once."""
    by_letter: dict[str, list[str]] = {}
    for form in forms:
        by_letter.setdefault(form[0], []).append(form[1:])
    groups = [f"{letter}(?:{'|'.join(rest)})" for letter, rest in sorted(by_letter.items())]
    return re.compile(f" (?:{'|'.join(groups)}) ") if groups else None
