"""The lexicon of each language, compiled when it is first needed."""

from __future__ import annotations

from functools import cache

from moderation.lint.lexicon import Lexicon, Words, lexicon

LANGUAGES = ("ru", "uk", "lv", "en")


@cache
def lexicon_of(language: str) -> Lexicon:
    """Give the words of a language; an unknown one is read as English."""
    return lexicon(_words(language))


def _words(language: str) -> Words:
    from moderation.lint.english import ENGLISH  # late: three of the four are not needed for one reply
    from moderation.lint.latvian import LATVIAN
    from moderation.lint.russian import RUSSIAN
    from moderation.lint.ukrainian import UKRAINIAN

    return {"ru": RUSSIAN, "uk": UKRAINIAN, "lv": LATVIAN}.get(language, ENGLISH)
