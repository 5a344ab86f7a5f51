"""Texts as the words by which they are found. One function serves what is stored and what is asked, in both databases.

What it gives is stored: whoever changes it, or the masking that it uses, makes every stored word anew in a migration
(see moderation/store/finding.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

from moderation.masking import mask

LONGEST = 64  # letters of a word that count; databases limit words, and nobody types more
MOST_TEXT = 200_000  # letters of a text that count: a tsvector holds 1 MB
MOST_LINE = 2_000  # letters of a headline or a name that count
SHORT = 3  # letters of the shortest word that is taken for the beginning of others; «я» and «не» are meant as they are
MOST_ASKED = 24  # words of a question that count
BY = "\ue000"  # stands before the words of an author's name; of private use, so that no text has it in a word

_WORD = re.compile(r"[^\W_]+")
# A word goes on over an apostrophe (м'ята, п’ять), a soft hyphen, a stress mark and what takes no room.
_INSIDE = re.compile("(?<=\\w)['\u2018\u2019\u02bc`](?=\\w)|[\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff]")
_MARKED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
# Looked for first: many texts hold none of these, and one look is far faster than to try each place.
_RARE = re.compile("['\u2018\u2019\u02bc`\u00ad\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff\u200b-\u200d\u2060\ufeff]")


def words(text: str) -> list[str]:
    """Give the words of a text in order: NFKC, no case, ё as е, Latin letters without their marks (ā as a)."""
    return [word[:LONGEST] for word in _WORD.findall(folded(text)[:MOST_TEXT])]


def different_words(text: str) -> set[str]:
    """Give the words of a text, each once; faster than `words`, for a scan folds every text that it brings."""
    parts = set(folded(text)[:MOST_TEXT].split())
    found = set(filter(str.isalnum, parts))
    found.update(_WORD.findall(" ".join(parts - found)))
    return found if max(map(len, found), default=0) <= LONGEST else {word[:LONGEST] for word in found}


def folded(text: str) -> str:
    """Give a text as its words are taken from it."""
    text = text[:MOST_TEXT]
    if text.isascii():
        text = text.lower()
        return _INSIDE.sub("", text) if _RARE.search(text) else text
    text = normalize("NFKC", normalize("NFKC", text).casefold())
    if _RARE.search(text):
        # Й and ї are letters of their own, but nobody writes ā on every keyboard.
        text = _MARKED.sub(_plain, _INSIDE.sub("", text))
    return text.replace("ё", "е")


def _plain(letter: re.Match[str]) -> str:
    base = normalize("NFKD", letter[0])[0]
    return base if base.isascii() else letter[0]


def of_text(headline: str | None, body: str) -> tuple[str, ...]:
    """Give the words of a mention's text in order, as it was written: nothing is masked."""
    return (*words((headline or "")[:MOST_LINE]), *words(body))


def stored(headline: str | None, body: str, author: str | None, known: Sequence[str] | None = None) -> tuple[str, ...]:
    """Give the words by which a mention is found, each once: of its text, and of its author's name.

    Personal data is masked first: what is not shown cannot be guessed by asking for it either (decision 7). `known` is what
    `of_text` gave for this text, where it was asked already; where nothing has to be masked the text is not folded again.
    """
    name = different_words(mask(author or "")[:MOST_LINE])
    head, text = mask(headline or ""), mask(body)
    if known is None or head != (headline or "") or text != body:
        found = different_words(head[:MOST_LINE]) | different_words(text) | name
    else:
        found = {*known, *name}
    found.update(BY + word for word in name)
    return tuple(found)


def asked(text: str, before: str = "") -> tuple[str, ...]:
    """Give the words that a question asks for, each once; all of them must occur. None where it holds no word.

    One that is the beginning of another says nothing more and is left out. `before` is BY for an author's name.
    """
    found = list(dict.fromkeys(words(text)))[:MOST_ASKED]
    implied = {word for word in found if is_beginning(word) and any(other != word and other.startswith(word) for other in found)}
    return tuple(before + word for word in found if word not in implied)


def is_beginning(word: str) -> bool:
    """Say whether a word that is asked for finds every word that begins so, or only itself."""
    return len(word.removeprefix(BY)) >= SHORT


def first(text: str, sought: Sequence[str]) -> int:
    """Give where in a text the first word stands that was asked for, 0 where none does.

    Where folding made the text longer or shorter, that is about the place.
    """
    return next((word.start() for word in _WORD.finditer(folded(text)) if any(finds(one, word[0]) for one in sought)), 0)


def occurs(word: str, sought: Sequence[str]) -> bool:
    """Say whether one word of a text, with whatever stands around it, is among those that were asked for."""
    return any(finds(one, part) for part in words(word) for one in sought)


def finds(sought: str, word: str) -> bool:
    """Say whether a word that is asked for finds a word of a text."""
    return word.startswith(sought) if is_beginning(sought) else word == sought
