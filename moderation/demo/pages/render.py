"""Fill the demo's templates: the frame's words, and dates as people of each language write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined
from ruamel.yaml import YAML

from moderation.demo.texts import book
from moderation.demo.view import Response, View

T = TypeVar("T")


@cache
def environment() -> Environment:
    """Prepare the templates; everything in them is escaped."""
    loader = PackageLoader("moderation.demo")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Read the fixed words of all languages."""
    written = files("moderation.demo").joinpath("pages/words.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Mapping[str, str]] = YAML(typ="safe", pure=True).load(written)
    return data


def render(view: View, template: str, title: str, *, charset: str = "utf-8", **values: object) -> Response:
    """Fill a template of a place; characters that the charset lacks become references, as browsers expect."""
    language = view.place.language
    text = (
        environment()
        .get_template(f"{template}.html")
        .render(
            place=view.place,
            title=title,
            charset=charset,
            say=words()[language],
            find=view.find,
            iso=lambda moment: view.local(moment).isoformat(timespec="seconds"),
            long_date=lambda moment: long_date(view.local(moment), language),
            number_date=lambda moment: f"{view.local(moment):%d.%m.%Y %H:%M}",
            relative_date=lambda moment: relative_date(view.local(moment), view.local(view.now), language),
            **values,
        )
    )
    return Response(text.encode(charset, "xmlcharrefreplace"), f"text/html; charset={charset}")


def long_date(moment: datetime, language: str) -> str:
    """Write a moment with the month as a word."""
    month = book(language).words["months"][moment.month - 1]
    if language == "lv":
        return f"{moment.year}. gada {moment.day}. {month}, {moment:%H:%M}"
    return f"{moment.day} {month} {moment.year}, {moment:%H:%M}"


def relative_date(moment: datetime, now: datetime, language: str) -> str:
    """Write a moment as sites do for the last week, and as a number date before it."""
    say = words()[language]
    days = (now.date() - moment.date()).days
    if days < 2:
        return f"{say['yesterday'] if days else say['today']}, {moment:%H:%M}"
    if days > 6:
        return f"{moment:%d.%m.%Y}"
    return (say["few"] if days < 5 else say["many"]) % days


def page_of(entries: Sequence[T], number: int, size: int) -> Sequence[T]:
    """Cut out page `number`, counted from 1; empty where there is no such page."""
    return entries[(number - 1) * size : number * size] if number >= 1 else ()
