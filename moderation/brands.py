"""Whether a text names a brand, in any case and inflection of Russian, Ukrainian, Latvian and English (B4, B9).

A name is inflected here, not the text: its nominative ending is cut and the endings of its declension are allowed in its place,
so that nothing but forms of the name can match. Spellings in another script are aliases, given by the operator.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

# Nominative endings, longest first, with the endings that take their place; "-" is no ending at all.
_CYRILLIC = (
    ("ые ие", "ые ых ым ыми ие их им ими"),
    ("ый ий ой ій", "ый ий ой ій ого его ього ому ему ьому ым им ом ем ім і ые ие ых их"),
    ("ая яя", "ая яя ой ей ую юю ою ею"),
    ("ое ее", "ое ее ого его ому ему ым им ом ем"),
    ("а", "а ы и е і у ой ою ей ею о ої ій"),
    ("я", "я и е і ї ю ей ею єю"),
    ("ь", "ь я ю ем е и і ью ей єм ею еві"),
    ("й", "й я ю ем е и ї єм єві"),
    ("о", "о а у ом е і ові"),
    ("е", "е я ю ем и ого ому им ім"),
    ("ы и", "ы и ов ев ів ам ям ами ями ах ях ей"),
    ("б в г ґ д ж з к л м н п р с т ф х ц ч ш щ", "- а у ом ем е и і ы ов ів ам ами ах ові еві"),
)
_LATIN = (
    ("ais", "ais ā ajam ajā o ie ajiem os ajos"),
    ("is", "is im i ī a u iem os us"),
    ("us", "us um u ū"),
    ("s š", "s š a am u ā i iem os us 's"),
    ("a", "a as ai u ā ām ās"),
    ("e", "e es ei i ē ēm ēs u"),
)
_FOREIGN = "- s a am u ā i iem os us"  # a Latin name without a Latvian ending gets one in Latvian texts
_PLAIN = "- s"
_LONG = 6  # letters: below, a Latvian ending makes another name of a foreign one too easily (Maxim, Maxima)
_ADJECTIVE = "(?:ов|ев|ів)сь?к[а-яії]{1,3}"  # кронавольтовский, кронавольтівська
_CASES = "(?:а|у|ом|ем|е|и|і|ы|ой|ою|ов|ів|ам|ах|ові)"
_TAIL = f"(?:['’ʼ`-]{_CASES}|['’ʼ`]s)?"  # в Kronavolt'е, Kronavolt's
_PALATAL = {"d": "ž", "t": "š", "l": "ļ", "n": "ņ", "s": "š", "z": "ž", "c": "č", "b": "bj", "p": "pj", "m": "mj", "v": "vj"}
_SIBILANT = {"к": "ц", "г": "з", "х": "с"}  # Розетка, у Розетці
_ALIKE = {
    "ё": "[ёе]",
    "е": "[её]",
    "ґ": "[ґг]",
    "'": "['’ʼ`]?",
    **{letter: f"[{letter}{plain}]" for letter, plain in zip("āčēģīķļņšūž", "acegiklnsuz", strict=True)},
}
_GAP = r"[\s.\-\u2010-\u2014]{0,3}"
_SPLIT = re.compile(r"[\s.\-\u2010-\u2014]+")


def names_brand(text: str, names: Sequence[str]) -> str | None:
    """Give the first words of a text that are a form of one of the names, None where there are none.

    `names` are a brand's name and its aliases. Hyphens, dots and spaces between the words of a name may differ or be missing.
    """
    pattern = _pattern(tuple(names))
    found = pattern.search(unicodedata.normalize("NFC", text)) if pattern else None
    return found[0] if found else None


@lru_cache(maxsize=256)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    forms = {form for name in names if (form := _name(name))}
    if not forms:
        return None
    choice = "|".join(sorted(forms, key=lambda form: (-len(form), form)))
    return re.compile(rf"(?<![^\W_])(?:{choice}){_TAIL}(?![^\W_])", re.IGNORECASE)


def _name(name: str) -> str:
    words = (word.strip("«»„“”\"'()") for word in _SPLIT.split(unicodedata.normalize("NFC", name).lower()))
    return _GAP.join(_word(word.replace("’", "'").replace("ʼ", "'")) for word in words if word)


def _word(word: str) -> str:
    """Give a pattern of all forms of one word; a word of one or two letters or with digits has one form."""
    latin = any("a" <= letter <= "z" or letter in "āčēģīķļņšūž" for letter in word)
    if latin:
        forms = _forms(word, _LATIN) if word.isalpha() and len(word) > 3 else [(word, _PLAIN)]
        return _join([*forms, *_palatal(forms)], f"{_spell(word)}{_CASES}")
    if len(word) < 3 or not word.replace("'", "").isalpha():
        return _spell(word)
    forms = _forms(word, _CYRILLIC)
    return _join([*forms, *_moved(forms)], f"{_spell(forms[0][0])}{_ADJECTIVE}")


def _forms(word: str, declensions: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    for nominatives, endings in declensions:
        for ending in nominatives.split():
            if word.endswith(ending) and len(word) - len(ending) >= 2:
                return [(word if endings.startswith("-") else word[: -len(ending)], endings)]
    return [(word, (_FOREIGN if len(word) >= _LONG else _PLAIN) if declensions is _LATIN else "-")]


def _palatal(forms: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give brāļ- beside brāl-: Latvian softens the last consonant of a stem before some endings."""
    return [
        (stem[:-1] + _PALATAL[stem[-1]], "a u i iem os us" if endings.startswith("is") else "u")
        for stem, endings in forms
        if endings.startswith(("is", "e ")) and stem[-1] in _PALATAL
    ]


def _moved(forms: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give ветр- beside ветер, розетц- beside розетк-, вечор- beside вечір: stems that change before an ending."""
    found = []
    for stem, endings in forms:
        full = endings.removeprefix("- ").removeprefix("ь ")
        if endings.startswith("а") and stem[-1] in _SIBILANT:
            found.append((stem[:-1] + _SIBILANT[stem[-1]], "і"))
        if endings.startswith(("-", "ь")) and len(stem) >= 4 and stem[-2] in "еоё":
            found.append((stem[:-2] + stem[-1], full))
        if endings.startswith(("-", "ь")) and len(stem) >= 4 and stem[-2] == "і":
            found.extend((stem[:-2] + vowel + stem[-1], full) for vowel in "ое")
    return found


def _join(forms: Iterable[tuple[str, str]], *more: str) -> str:
    return f"(?:{'|'.join((*(_form(stem, endings.split()) for stem, endings in forms), *more))})"


def _form(stem: str, endings: Sequence[str]) -> str:
    choice = "|".join(_spell(ending) for ending in endings if ending != "-")
    return f"{_spell(stem)}(?:{choice}){'?' if '-' in endings else ''}"


def _spell(letters: str) -> str:
    return "".join(_ALIKE.get(letter, re.escape(letter)) for letter in letters)
