"""Which language a text is in: by its letters where these decide, else by lingua limited to what is expected (A1, E6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

LANGUAGES = ("ru", "uk", "lv", "en")
HEAD = 100  # characters: whole texts are 30 times slower and no better (PERFORMANCE, "Language identification")
_CYRILLIC = frozenset({"ru", "uk", "be", "bg", "kk", "mk", "mn", "sr"})
_RUSSIAN = re.compile("[ыэъё]", re.I)
_UKRAINIAN = re.compile("[іїєґ]", re.I)
_LATVIAN = re.compile("[āčēģīķļņšūž]", re.I)
_CYRILLIC_LETTERS = re.compile("[а-яА-ЯёЁіїєґІЇЄҐ]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SAMPLE = 160  # characters that show which script a text is in
_SURE = 120  # Cyrillic letters without a single і, ї, є or ґ: not Ukrainian (each text of this length has some)


def detect(text: str, expected: Sequence[str] = ()) -> str | None:
    """Name the language of a text (ISO 639-1) among the expected ones; None where no letter tells."""
    languages = tuple(expected) or LANGUAGES
    sample = text[:_SAMPLE]
    letters = _count(_LETTERS, sample)
    if letters < 3:
        sample = text[: 4 * HEAD]
        letters = _count(_LETTERS, sample)
    if letters < 3:
        return languages[0] if len(languages) == 1 else None
    cyrillic = _count(_CYRILLIC_LETTERS, sample) * 2 > letters
    same_script = tuple(language for language in languages if (language in _CYRILLIC) == cyrillic)
    if len(same_script) == 1:
        return same_script[0]
    head = " ".join(text[: 2 * HEAD].split())
    candidates = same_script or tuple(language for language in LANGUAGES if (language in _CYRILLIC) == cyrillic)
    return _by_letters(head, candidates, cyrillic) or _by_model(head[:HEAD], candidates)


def _count(letters: re.Pattern[str], text: str) -> int:
    return sum(map(len, letters.findall(text)))


def _by_letters(head: str, candidates: tuple[str, ...], cyrillic: bool) -> str | None:
    if cyrillic and set(candidates) == {"ru", "uk"}:
        russian, ukrainian = bool(_RUSSIAN.search(head)), bool(_UKRAINIAN.search(head))
        if russian != ukrainian:
            return "ru" if russian else "uk"
        if not russian and _count(_CYRILLIC_LETTERS, head) >= _SURE:
            return "ru"
    if not cyrillic and set(candidates) == {"lv", "en"} and len(_LATVIAN.findall(head)) * 50 > len(head):
        return "lv"
    return None


@lru_cache(maxsize=4096)
def _by_model(head: str, candidates: tuple[str, ...]) -> str | None:
    found = _detector(candidates).detect_language_of(head)
    return None if found is None else found.iso_code_639_1.name.lower()


@cache
def _detector(candidates: tuple[str, ...]) -> LanguageDetector:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, language.upper()) for language in candidates if hasattr(IsoCode639_1, language.upper())]
    if len(codes) < 2:
        codes = [IsoCode639_1.EN, IsoCode639_1.LV]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()
