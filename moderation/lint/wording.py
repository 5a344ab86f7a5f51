"""How a reply speaks: in the complaint's language, without stop-words, argument and accusation, with every place filled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.lint.finding import Found
from moderation.lint.lexicons import stop_words_of
from moderation.lint.reading import Reading
from moderation.lint.tongue import foreign

_PLACE = re.compile(
    r"\{\{[^{}\n]{0,80}\}\}|\{[^{}\n]{1,60}\}|\{\{|\}\}|\[\[|\]\]"
    r"|\[[^\W\d_][^\[\]\n]{0,40}\](?!\()|<[^\W\d_][^<>\n@]{0,30}>"
    r"|_{3,}+|«\s?_{2,}+\s?»|\$\{?[A-Z][A-Z_]{2,30}\}?|%\(\w{1,40}\)s|%[A-Z][A-Z_]{1,30}%|(?<!\w)%s(?!\w)"
    r"|(?<!\w)(?:[XХ]{3,}|[XХ]{2}[./][XХ]{2}(?:[./][XХ]{2,4})?|ДД[./]ММ(?:[./]ГГГГ|[./]РРРР)?|DD[./]MM(?:[./]YYYY|[./]GGGG)?|TODO|TBD)(?!\w)"
    r"|(?<!\w)(?:дд\.мм|dd\.mm)(?:\.[гgyр]{2,4})?(?!\w)"
)


def language(reply: Reading) -> Iterator[Found]:
    """See that the reply is in the language of the complaint, every sentence of it (A6)."""
    wanted = reply.about.language
    if wanted is None:
        return
    if reply.strange is not None:
        yield Found("language", 0, 0, "whole", {"found": reply.strange, "wanted": wanted})
        return
    for sentence in reply.sentences:
        found = foreign(sentence.text, wanted)
        if found is not None:
            yield Found("language", sentence.start, sentence.end, "part", {"found": found, "wanted": wanted})


def stop_words(reply: Reading) -> Iterator[Found]:
    """Find words that put customers off, with the better wording (D6)."""
    known = stop_words_of(reply.language, reply.about.stop_words)
    for said in known.any.finditer(reply.plain):
        yield Found("stop_words", said.start(), said.end(), facts={"better": known.better(said)})


def argument(reply: Reading) -> Iterator[Found]:
    """Find what argues with the customer (B5)."""
    return _never(reply, "argument", reply.words.argue)


def accusation(reply: Reading) -> Iterator[Found]:
    """Find what accuses the customer (B5)."""
    return _never(reply, "accusation", reply.words.accuse)


def _never(reply: Reading, rule: str, pattern: re.Pattern[str]) -> Iterator[Found]:
    allowed = reply.spans(reply.words.allowed)
    for start, end in reply.spans(pattern):
        if not any(first < end and start < last for first, last in allowed):
            yield Found(rule, start, end)


def variable(reply: Reading) -> Iterator[Found]:
    """Find places of a template that were left unfilled (A12)."""
    for said in _PLACE.finditer(reply.text):
        yield Found("variable", *said.span())
