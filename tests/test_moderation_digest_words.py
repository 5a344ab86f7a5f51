"""The letter's catalogues: complete, with the same placeholders, and plurals as the languages have them (CLDR)."""

from __future__ import annotations

import re
from importlib import resources
from io import BytesIO
from typing import Any

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from classifier.labels import TOPICS
from crawler.items import Verdict
from moderation.case import Severity
from moderation.digest.render import label
from moderation.outcome import Resolution
from moderation.words import words

FOREIGN = ("ru", "uk", "lv")
PLACEHOLDER = re.compile(r"%\(\w+\)[ds]")
COUNTED = [f"%(n)d {noun}" for noun in ("new complaint", "mention", "scan", "site not fully seen", "overdue")]


def catalogue(language: str) -> Catalog:
    file = resources.files("moderation") / "locale" / language / "digest.po"
    return read_po(BytesIO(file.read_bytes()), locale=language, abort_invalid=True)


def used() -> set[str]:
    """Find every text of the letter: in the templates, in the code, and the machine's names that it words."""
    folder = str(resources.files("moderation") / "digest")
    found: set[Any] = set()
    for pattern, method in (("**.py", "python"), ("templates/**.*", "jinja2.ext:babel_extract")):
        keywords = {"say": None, "gettext": None, "_": None, "ngettext": (1, 2), "counted": (1, 2)}
        found |= {text for _, _, text, _, _ in extract_from_dir(folder, [(pattern, method)], {pattern: {}}, keywords)}
    texts = {text[0] if isinstance(text, tuple) else text for text in found}
    worded = {*TOPICS, *(set(Resolution) - {Resolution.UNREACHABLE}), *Severity, *(set(Verdict) - {Verdict.NEVER_RAN})}
    return texts | {label(name) for name in worded}


def texts(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_it_works() -> None:
    assert words("ru").gettext("Open the queue") == "Открыть очередь"
    assert words("lv").ngettext("%(n)d mention", "%(n)d mentions", 21) % {"n": 21} == "21 pieminējums"
    assert words("en").ngettext("%(n)d mention", "%(n)d mentions", 2) == "%(n)d mentions"


def test_the_search_for_texts_finds_those_of_templates_and_code() -> None:
    assert {
        "By topic",
        "Cases closed",
        "%(n)d new complaint",
        "%(n)d scan",
        "no data",
        "layout changed",
        "product quality",
    } <= used()


@pytest.mark.parametrize("language", FOREIGN)
def test_every_text_of_the_letter_is_translated_and_no_other(language: str) -> None:
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in catalogue(language) if message.id}
    assert known == used()


@pytest.mark.parametrize("language", FOREIGN)
def test_translations_are_given_and_keep_their_placeholders(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        wanted = sorted(PLACEHOLDER.findall(message.id[0] if isinstance(message.id, tuple) else message.id))
        for text in texts(message):
            assert text.strip(), message.id
            assert sorted(PLACEHOLDER.findall(text)) == wanted
            assert "%" not in PLACEHOLDER.sub("", text)


@pytest.mark.parametrize("language", FOREIGN)
@pytest.mark.parametrize("one", COUNTED)
def test_numbers_take_the_form_that_the_language_has_for_them(language: str, one: str) -> None:
    rule = Locale(language).plural_form
    many = next(message.id[1] for message in catalogue(language) if isinstance(message.id, tuple) and message.id[0] == one)
    forms: dict[str, set[str]] = {}
    for number in range(301):
        forms.setdefault(rule(number), set()).add(words(language).ngettext(one, many, number))
    assert all(len(found) == 1 for found in forms.values()), forms
    assert len(set.union(*forms.values())) == 3


@pytest.mark.parametrize("language", FOREIGN)
def test_a_translation_is_in_its_own_script(language: str) -> None:
    latin = re.compile(r"[a-z]{3,}", re.IGNORECASE)
    for message in catalogue(language):
        for text in texts(message) if message.id else ():
            bare = PLACEHOLDER.sub("", text).replace("otklik", "").replace("robots.txt", "")
            assert bool(re.search("[а-яіїєґ]", bare, re.IGNORECASE)) != bool(latin.search(bare)) or len(bare.strip()) < 8
            assert (language == "lv") != bool(re.search("[а-яіїєґ]", bare, re.IGNORECASE))


@pytest.mark.parametrize("language", FOREIGN)
def test_no_other_door_words_a_text_of_the_letter_in_another_way(language: str) -> None:
    for message in catalogue(language):
        if message.id and isinstance(message.id, str):
            assert words(language).gettext(message.id) == message.string
