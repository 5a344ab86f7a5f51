"""Which of the four languages a text is in, by its letters and small words. The crawler's detector is better and heavy; a reply is longer."""

from __future__ import annotations

import re
from collections.abc import Mapping

_QUOTED = re.compile(r"«[^»\n]*»|“[^”\n]*”|„[^“”\n]*[“”]|\"[^\"\n]*\"|https?://\S+|\S+@\S+|[\w.-]+\.(?:lv|ru|ua|com|example)\S*")
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LETTERS = {
    "ru": re.compile("[ыэъё]", re.I),
    "uk": re.compile("[іїєґ]|'(?=[яюєї])", re.I),
    "lv": re.compile("[āčēģīķļņšūž]", re.I),
}
_SMALL: Mapping[str, frozenset[str]] = {
    "ru": frozenset(
        [
            "и",
            "что",
            "как",
            "или",
            "мы",
            "если",
            "это",
            "этот",
            "эта",
            "уже",
            "еще",
            "когда",
            "чтобы",
            "она",
            "он",
            "они",
            "его",
            "её",
            "из",
            "после",
            "только",
            "можно",
            "нужно",
            "здравствуйте",
            "спасибо",
            "пожалуйста",
            "сегодня",
            "завтра",
            "заказ",
            "деньги",
            "нас",
            "есть",
            "был",
            "была",
            "было",
            "были",
            "будет",
            "где",
            "кто",
        ]
    ),
    "uk": frozenset(
        [
            "і",
            "й",
            "та",
            "що",
            "як",
            "або",
            "ми",
            "ви",
            "якщо",
            "це",
            "цей",
            "ця",
            "вже",
            "ще",
            "коли",
            "щоб",
            "вона",
            "він",
            "вони",
            "його",
            "її",
            "із",
            "після",
            "лише",
            "можна",
            "потрібно",
            "вітаємо",
            "дякуємо",
            "будь",
            "ласка",
            "сьогодні",
            "завтра",
            "замовлення",
            "гроші",
            "є",
            "був",
            "була",
            "було",
            "були",
            "буде",
            "де",
            "хто",
            "ваш",
            "ваше",
            "наш",
        ]
    ),
    "lv": frozenset(
        [
            "un",
            "ir",
            "mēs",
            "jūs",
            "jūsu",
            "jums",
            "mums",
            "par",
            "lai",
            "kas",
            "ja",
            "ar",
            "tas",
            "uz",
            "vai",
            "no",
            "mūsu",
            "pēc",
            "tiek",
            "būs",
            "bija",
            "kad",
            "kā",
            "lūdzu",
            "paldies",
            "labdien",
            "nav",
            "līdz",
            "pie",
        ]
    ),
    "en": frozenset(
        [
            "the",
            "and",
            "to",
            "we",
            "you",
            "your",
            "is",
            "for",
            "of",
            "with",
            "will",
            "have",
            "are",
            "it",
            "our",
            "this",
            "that",
            "was",
            "been",
            "not",
            "a",
            "by",
            "from",
            "or",
            "if",
            "please",
            "sorry",
            "thank",
            "hello",
        ]
    ),
}
_CYRILLIC = re.compile("[а-яёіїєґ]", re.I)
_LATIN = re.compile("[a-zāčēģīķļņšūž]", re.I)
_CERTAIN = 3  # signs without which a sentence is of no certain language


def language_of(text: str) -> str | None:
    """Name the language of a text among ru, uk, lv and en; None where nothing tells."""
    scores = _scores(text)
    if not scores:
        return None
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] else None


def foreign(sentence: str, expected: str) -> str | None:
    """Name the language of a sentence that is certainly not the expected one, else None."""
    scores = _scores(sentence)
    best = max(scores, key=lambda language: scores[language], default=expected)
    certain = scores.get(best, 0) >= _CERTAIN and scores.get(expected, 0) == 0
    return best if best != expected and certain and len(_WORDS.findall(_own(sentence))) > 3 else None


def _own(text: str) -> str:
    """Give the text without quotations, addresses and names of hosts, which may be in any language."""
    return _QUOTED.sub(" ", text)


def _scores(text: str) -> dict[str, int]:
    own = _own(text)
    cyrillic = len(_CYRILLIC.findall(own)) * 2 > len(_CYRILLIC.findall(own)) + len(_LATIN.findall(own))
    words = [word.lower() for word in _WORDS.findall(own)]
    if not words:
        return {}
    return {language: _score(language, own, words) for language in (("ru", "uk") if cyrillic else ("lv", "en"))}


def _score(language: str, text: str, words: list[str]) -> int:
    letters = len(_LETTERS[language].findall(text)) if language in _LETTERS else 0
    return letters + sum(word in _SMALL[language] for word in words)
