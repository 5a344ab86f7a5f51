"""What a reply consists of: apology, interest, solution; what, when, whom; where to go higher; the link to a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.lint.finding import Found
from moderation.lint.reading import Reading

_ADDRESS = re.compile(r"https?://|www\.|\w\.(?:lv|ru|ua|com|eu|uk|example)/", re.IGNORECASE)
_REACHED = re.compile(r"https?://|(?<![0-9])(?:8 ?\(?800|0 ?800)[0-9 ()-]{6,}", re.IGNORECASE)

_ACCOUNT = 5  # words of a sentence that tells something


def order(reply: Reading) -> Iterator[Found]:
    """See that the reply apologises, shows interest, offers a solution, in that order (B5)."""
    words = reply.words
    solution = _first(reply, reply.offers)
    for name, pattern in (("apology", words.apology), ("interest", words.interest)):
        places = reply.spans(pattern)
        if not places and not (name == "interest" and _told(reply, solution)):
            yield Found("order", message=f"no {name}")
        elif not places:
            continue
        elif solution is not None and reply.number(places[0][0]) > reply.number(solution[0]):
            sentence = reply.sentence(solution[0])
            yield Found("order", sentence.start, sentence.end, f"late {name}")


def _told(reply: Reading, solution: tuple[int, int] | None) -> bool:
    """Say whether a sentence between apology and solution tells what happened: that is interest, in whatever words."""
    sorry = reply.spans(reply.words.apology)
    if not sorry or solution is None:
        return False
    between = reply.sentences[reply.number(sorry[0][0]) + 1 : reply.number(solution[0])]
    return any(len(sentence.text.split()) >= _ACCOUNT for sentence in between)


def _first(reply: Reading, offers: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
    """Give the first step that is no part of an apology or of the words of interest."""
    shown = reply.numbers(reply.spans(reply.words.interest)) | reply.numbers(reply.spans(reply.words.apology))
    return next((offer for offer in offers if reply.number(offer[0]) not in shown), None)


def what(reply: Reading) -> Iterator[Found]:
    """See that a step is named: done, promised or asked for (A7)."""
    if not reply.offers:
        yield Found("what")


def when(reply: Reading) -> Iterator[Found]:
    """See that a term is named (A7)."""
    if not reply.terms:
        yield Found("when")


def whom(reply: Reading) -> Iterator[Found]:
    """See that somebody is named to turn to (A7)."""
    if not reply.words.contact.search(reply.plain) and not _REACHED.search(reply.plain) and not reply.reached:
        yield Found("whom")


def higher(reply: Reading) -> Iterator[Found]:
    """See that the customer is told where to go higher (A6)."""
    invited = reply.numbers(reply.spans(reply.words.appeal)) | reply.numbers(reply.reached)
    offered = reply.numbers(reply.spans(reply.words.above)) & invited
    if not offered:
        yield Found("higher")


def rule_link(reply: Reading) -> Iterator[Found]:
    """See that a rule which the reply leans on is shown (C1)."""
    cited = reply.words.cited.search(reply.plain)
    if cited is not None and not _ADDRESS.search(reply.plain):
        sentence = reply.sentence(cited.start())
        yield Found("rule_link", sentence.start, sentence.end)
