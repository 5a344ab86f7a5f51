"""The words by which the rules know the parts of a reply, one Lexicon per language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from moderation.lint.phrases import phrases


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of one language (moderation/lint/phrases.py says how they are written).

    `offer` is a step: something done, promised or asked for. `promise` is what we will do, `terms` say when, `office` are
    working hours, which say nothing about this matter. `contact` names somebody to turn to. `above` is somebody higher,
    `appeal` the words that make it an offer to go there. `cited` are rules that a reply leans on. `accuse` and `argue` are
    never said, `allowed` are their innocent neighbours. `gift` is what a budget pays for, `endless` a promise without a sum.
    `ours` and `theirs` stand before a telephone number or address of the company or of the customer, `order` before an order
    number, `reference` before a number of our own. `vague` is a term that is none, `condition` begins what happens only
    perhaps. `numbers` written in words and `signs`, the small words by which the language is known, have blanks between them.
    """

    numbers: str
    signs: str
    condition: tuple[str, ...]
    vague: tuple[str, ...]
    apology: tuple[str, ...]
    interest: tuple[str, ...]
    offer: tuple[str, ...]
    promise: tuple[str, ...]
    terms: tuple[str, ...]
    office: tuple[str, ...]
    contact: tuple[str, ...]
    above: tuple[str, ...]
    appeal: tuple[str, ...]
    cited: tuple[str, ...]
    accuse: tuple[str, ...]
    argue: tuple[str, ...]
    allowed: tuple[str, ...]
    gift: tuple[str, ...]
    endless: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    order: tuple[str, ...]
    reference: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language as expressions."""

    condition: re.Pattern[str]
    vague: re.Pattern[str]
    apology: re.Pattern[str]
    interest: re.Pattern[str]
    offer: re.Pattern[str]
    promise: re.Pattern[str]
    terms: re.Pattern[str]
    office: re.Pattern[str]
    contact: re.Pattern[str]
    above: re.Pattern[str]
    appeal: re.Pattern[str]
    cited: re.Pattern[str]
    accuse: re.Pattern[str]
    argue: re.Pattern[str]
    allowed: re.Pattern[str]
    gift: re.Pattern[str]
    endless: re.Pattern[str]
    ours: re.Pattern[str]
    theirs: re.Pattern[str]
    order: re.Pattern[str]
    reference: re.Pattern[str]


def lexicon(words: Words) -> Lexicon:
    """Compile the words of one language."""
    compiled = {name: phrases(getattr(words, name), words.numbers.split()) for name in Lexicon.__slots__}
    return Lexicon(**compiled)
