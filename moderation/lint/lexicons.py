"""The lexicon of each language, compiled when it is first needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from config.stopwords import bundled_stop_words
from moderation.lint.lexicon import Lexicon, Words, lexicon
from moderation.lint.phrases import phrases

LANGUAGES = ("ru", "uk", "lv", "en")


@cache
def lexicon_of(language: str) -> Lexicon:
    """Give the words of a language; an unknown one is read as English."""
    return lexicon(_words(language))


@cache
def signs_of(language: str) -> frozenset[str]:
    """Give the small words by which a language is known."""
    own = frozenset(_words(language).signs.split())
    other = {"ru": "uk", "uk": "ru", "lv": "en", "en": "lv"}[language]
    return own.difference(_words(other).signs.split())


def stop_words_of(language: str, own: Mapping[str, str | None]) -> StopWords:
    """Give the stop-words of a language: the bundled ones overlaid by the operator's."""
    return _stop_words(language if language in LANGUAGES else "en", tuple(own.items()))


class StopWords:
    """Phrases, and the better wording of each."""

    def __init__(self, better: Mapping[str, str]) -> None:
        self.any = phrases(tuple(better))
        self.each = [(phrases((phrase,)), wording) for phrase, wording in better.items()]

    def better(self, said: re.Match[str]) -> str:
        """Give the better wording for what `any` has found."""
        return next((wording for one, wording in self.each if one.match(said.string, said.start())), "")


@lru_cache(maxsize=32)
def _stop_words(language: str, own: tuple[tuple[str, str | None], ...]) -> StopWords:
    merged = {**bundled_stop_words()[language], **dict(own)}
    return StopWords({phrase: wording for phrase, wording in merged.items() if wording})


def _words(language: str) -> Words:
    from moderation.lint.english import ENGLISH  # late: three of the four are not needed for one reply
    from moderation.lint.latvian import LATVIAN
    from moderation.lint.russian import RUSSIAN
    from moderation.lint.ukrainian import UKRAINIAN

    return {"ru": RUSSIAN, "uk": UKRAINIAN, "lv": LATVIAN}.get(language, ENGLISH)
