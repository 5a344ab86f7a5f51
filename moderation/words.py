"""What otklik says to people, in their language: gettext catalogues, one file per language and door."""

from __future__ import annotations

import gettext
from functools import cache
from importlib import resources
from io import BytesIO

LANGUAGES = ("en", "ru", "uk", "lv")


@cache
def words(language: str) -> gettext.NullTranslations:
    """Give the catalogue of a language, made of every moderation/locale/<language>/*.po; English needs none."""
    catalogue: gettext.NullTranslations = gettext.NullTranslations()
    folder = resources.files("moderation") / "locale" / language
    if language not in LANGUAGES or not folder.is_dir():
        return catalogue
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".po"):
            # Compiled when it is first needed: a .mo beside it could be older than its .po.
            found = _compiled(file.read_bytes(), language)
            # Each door has a file of its own; a text that one lacks is looked for in the others.
            found.add_fallback(catalogue)
            catalogue = found
    return catalogue


def _compiled(source: bytes, language: str) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
