"""The words of the public pages, one file for each language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from config.yamlfile import load_yaml

LANGUAGES = ("ru", "uk", "lv", "en")
OWN_NAMES = {"ru": "Русский", "uk": "Українська", "lv": "Latviešu", "en": "English"}


@cache
def texts(language: str) -> Mapping[str, Any]:
    """Give the words of a language. Raises KeyError for one that there is not."""
    if language not in LANGUAGES:
        raise KeyError(language)
    with resources.as_file(resources.files("moderation.public") / "texts" / f"{language}.yaml") as path:
        return dict(load_yaml(path).data)


def preferred(chosen: str, accepted: str, default: str) -> str:
    """Give the language to speak: the chosen one, else the best of a header Accept-Language, else the default."""
    if chosen in LANGUAGES:
        return chosen
    ranked = sorted(_ranked(accepted[:500]), key=lambda one: -one[1])
    return next((language for language, weight in ranked if language in LANGUAGES and weight > 0), default)


def _ranked(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(","):
        name, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest.strip() else 1.0
        except ValueError:
            weight = 0.0
        yield name.strip().lower().partition("-")[0], weight if 0 <= weight <= 1 else 0.0
