"""The hand-written texts of the demo world, and how one of them becomes somebody's own words."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

SLOTS = {
    "city_in": "cities",
    "street": "streets",
    "term": "terms",
    "sum": "sums",
    "model": "models",
    "name": "staff",
    "age": "ages",
}
LANGUAGES = ("ru", "uk", "lv", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One base text with its slots and choices, and what its writer meant."""

    topic: str
    mood: str
    title: str
    text: str
    rating: int | None = None
    risk: str | None = None
    sarcasm: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """Everything written in one language: texts, names and the words that fill the slots."""

    language: str
    texts: tuple[Text, ...]
    brands: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Sequence[str]]
    closers: Mapping[str, Sequence[str]]


@cache
def book(language: str) -> Book:
    """Read the texts of one language from the package."""
    data = YAML(typ="safe", pure=True).load(
        files("moderation.demo").joinpath(f"texts/{language}.yaml").read_text(encoding="utf-8")
    )
    words = {key: tuple(value) for key, value in data.items() if key not in ("brands", "closers", "texts")}
    return Book(language, tuple(Text(**entry) for entry in data["texts"]), data["brands"], words, data["closers"])


def dice(*words: object) -> random.Random:
    """Give dice that fall the same way whenever they are named by the same words."""
    # Of a string, whose seed is the same in every process; hash() of a tuple is not.
    return random.Random(":".join(map(str, words)))  # noqa: S311


def say_date(day: date, language: str) -> str:
    """Write a day as people of this language write it in the middle of a sentence."""
    month = book(language).words["months"][day.month - 1]
    return f"{day.day}. {month}" if language == "lv" else f"{day.day} {month}"


def fill(text: str, book: Book, brand: str, day: date, maker: random.Random) -> str:
    """Choose among [one|another] and fill the {slots} of a text written on `day` about `brand`."""
    chosen = re.sub(r"\[([^\[\]]*\|[^\[\]]*)\]", lambda match: maker.choice(match[1].split("|")), text)
    names = book.brands[brand]
    slots = {
        "brand": names["name"],
        "brand_in": names["in"],
        "brand_of": names["of"],
        "date": say_date(day - timedelta(days=maker.randint(4, 24)), book.language),
        "order": f"{maker.randint(1000, 9999)}-{maker.randint(100, 999)}",
    }

    def slot(match: re.Match[str]) -> str:
        name = match[1]
        return slots[name] if name in slots else maker.choice(book.words[SLOTS[name]])

    return capital(re.sub(r"\{(\w+)\}", slot, chosen))


def capital(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def compose(text: Text, book: Book, brand: str, day: date, maker: random.Random, *, lead: bool) -> tuple[str, str]:
    """Give the title and body of one mention; `lead` makes sure that the brand is named in the body."""
    body = fill(text.text, book, brand, day, maker)
    # Without its last letter, so that a name is known in other cases too.
    if lead and book.brands[brand]["name"][:-1] not in body:
        body = f"{fill(maker.choice(book.words['leads']), book, brand, day, maker)} {body}"
    if maker.random() < 0.6:
        body = f"{body} {maker.choice(book.closers[text.mood])}"
    return text.title, body
