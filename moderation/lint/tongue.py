"""Which of the four languages a text is in, by its letters and small words; the crawler's detector is better, and heavy."""

from __future__ import annotations

import re

from moderation.lint.lexicons import LANGUAGES, signs_of

# What may be in any language: quotations, addresses. Every part is bounded, so that the time is linear.
_OTHER = re.compile(
    r"«[^»«\n]{0,200}»|“[^”“\n]{0,200}”|„[^“”„\n]{0,200}[“”]|\"[^\"\n]{0,200}\"|https?://\S++|[\w.+-]{1,64}+@\S++|(?:www\.)\S++"
    r"|\w{2,40}+\.(?:lv|ru|ua|com|eu|uk|example)\b\S*+"
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_LETTERS = {
    "ru": re.compile("[ыэъё]", re.I),
    "uk": re.compile("[іїєґ]|['’ʼ](?=[яюєї])", re.I),
    "lv": re.compile("[āčēģīķļņšūž]", re.I),
}
_CYRILLIC = re.compile("[а-яёіїєґ]", re.I)
_LATIN = re.compile("[a-zāčēģīķļņšūž]", re.I)
_CERTAIN = 3  # signs without which a text is of no certain language
_FEWEST = 4  # words


def foreign(text: str, expected: str) -> str | None:
    """Name the language of a text that is certainly not in the expected one, else None."""
    if expected not in LANGUAGES:
        return None
    own = _OTHER.sub(" ", text)
    words = [word.lower().replace("ё", "е") for word in _WORDS.findall(own)]
    if len(words) < _FEWEST:
        return None
    scores = _scores(own, words)
    best = max(scores, key=lambda language: scores[language])
    certain = scores[best] >= _CERTAIN and scores.get(expected, 0) * 4 < scores[best]
    return best if best != expected and certain else None


def _scores(own: str, words: list[str]) -> dict[str, int]:
    cyrillic = len(_CYRILLIC.findall(own)) > len(_LATIN.findall(own))
    return {language: _score(language, own, words) for language in (("ru", "uk") if cyrillic else ("lv", "en"))}


def _score(language: str, text: str, words: list[str]) -> int:
    letters = len(_LETTERS[language].findall(text)) if language in _LETTERS else 0
    small = signs_of(language)
    return letters + sum(word in small for word in words)
