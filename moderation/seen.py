"""Whether a posted reply stands on the site: the only honest way to know that it was published (RELIABILITY row 46)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 20  # letters of a reply that may stand inside a longer text: sites add greetings and signatures
# Sites change quotes, dashes, blanks and smileys of what is posted; what they keep are letters and digits.
_LETTERS = re.compile(r"[\W_]+")


def stands(text: str, seen: Iterable[str]) -> bool:
    """Say whether a reply is among the texts seen on the site, whatever was done to its white space, quotes and case."""
    wanted = letters(text)
    if not wanted:
        return bool(text.strip()) and text.strip() in map(str.strip, seen)
    return any(found == wanted or (len(wanted) >= SHORTEST and wanted in found) for found in map(letters, seen))


def letters(text: str) -> str:
    """Give the letters and digits of a text in one form."""
    return _LETTERS.sub("", unicodedata.normalize("NFKC", text)).casefold()
