"""A reply made ready for the rules: folded, in sentences, with the words of its language."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from moderation import masking
from moderation.lint.finding import Situation
from moderation.lint.lexicon import Lexicon
from moderation.lint.lexicons import LANGUAGES, lexicon_of
from moderation.lint.months import is_past, numeric_dates
from moderation.lint.phrases import folded
from moderation.lint.sentences import Sentence, sentences
from moderation.lint.tongue import foreign

Span = tuple[int, int]
_SHORTEST = 8  # characters of a telephone number or an address


@dataclass(frozen=True)
class Reading:
    """One reply with its situation; `text` is as written, every place of `plain` is the same place of it."""

    text: str
    about: Situation

    @cached_property
    def plain(self) -> str:
        """Give the text with letters that people write either way made alike."""
        return folded(self.text)

    @cached_property
    def strange(self) -> str | None:
        """Name the language of the reply where that is certainly not the complaint's."""
        return None if self.about.language is None else foreign(self.text, self.about.language)

    @cached_property
    def language(self) -> str:
        """Give the language whose words are looked for: the reply's own."""
        if self.strange is not None:
            return self.strange
        if self.about.language in LANGUAGES:
            return self.about.language
        return next((found for expected in LANGUAGES if (found := foreign(self.text, expected))), "en")

    @property
    def words(self) -> Lexicon:
        """Give the words of the language."""
        return lexicon_of(self.language)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Give the sentences."""
        return sentences(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def number(self, place: int) -> int:
        """Give the number of the sentence that a place belongs to."""
        return max(bisect_right(self._starts, place) - 1, 0)

    def sentence(self, place: int) -> Sentence:
        """Give the sentence that a place belongs to."""
        return self.sentences[self.number(place)]

    def spans(self, pattern: re.Pattern[str]) -> tuple[Span, ...]:
        """List the places of a pattern."""
        return tuple(found.span() for found in pattern.finditer(self.plain))

    def numbers(self, spans: tuple[Span, ...]) -> frozenset[int]:
        """Give the numbers of the sentences in which places lie."""
        return frozenset(self.number(start) for start, _ in spans)

    @cached_property
    def offers(self) -> tuple[Span, ...]:
        """List the steps: done, promised or asked for."""
        return self.spans(self.words.offer)

    @cached_property
    def reached(self) -> tuple[Span, ...]:
        """List telephone numbers and mail addresses, the company's own ones too where nothing but the policy tells them."""
        marked = tuple((start, end) for start, end, mark in masking.found(self.text) if mark in (masking.PHONE, masking.E_MAIL))
        # Of a telephone number the end: at home it is written without the country.
        known = (said[-_SHORTEST:] if said[-1:].isdigit() else said for said in self.about.contacts if len(said) >= _SHORTEST)
        return marked + tuple((place, place + len(said)) for said in known if (place := self.text.find(said)) >= 0)

    @cached_property
    def terms(self) -> tuple[Span, ...]:
        """List the terms that are named: not working hours, not days that have passed."""
        offices = self.spans(self.words.office)
        return tuple(span for span in self._said_terms() if not _within(span, offices))

    def _said_terms(self) -> Iterator[Span]:
        for found in self.words.terms.finditer(self.plain):
            if not is_past(found[0], self.about.today):
                yield found.span()
        yield from numeric_dates(self.plain, self.about.today)


def _within(span: Span, others: tuple[Span, ...]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)
