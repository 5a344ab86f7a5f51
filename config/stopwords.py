"""The words that put customers off, with better wordings, by language: four bundled lists (D6)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import Field, RootModel

from config.contacts import SPOKEN
from config.yamlfile import load_yaml

LONGEST_PHRASE = 120  # characters
MOST = 500  # phrases of one language


class StopWords(RootModel[dict[Annotated[str, Field(min_length=2, max_length=LONGEST_PHRASE)], str]]):
    """Phrases with a better wording for each."""


@cache
def bundled_stop_words() -> Mapping[str, Mapping[str, str]]:
    """Read the lists that come with otklik, by language."""
    folder = resources.files("config") / "defaults" / "stopwords"
    found: dict[str, Mapping[str, str]] = {}
    for language in SPOKEN:
        with resources.as_file(folder / f"{language}.yaml") as path:
            found[language] = StopWords.model_validate(load_yaml(path).data).root
    return found
