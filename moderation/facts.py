"""What a customer has told already, so that nobody asks again (B1, B2): order number, telephone, mail address, city, date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from moderation.identity import LONGEST_TEXT, MAIL, ORDER, TELEPHONE, contacts, orders

CITY, DATE = "city", "date"
NAMES = (ORDER, TELEPHONE, MAIL, CITY, DATE, "item", "address", "name", "other")  # a person may note any of them
MOST = 5  # values of one fact in one text

_CITIES = re.compile(
    r"(?<![^\W_])(?:москв(?:а|е|ы|у|ой)|санкт-петербург\w{0,2}|петербург\w{0,2}|новосибирск\w{0,2}|екатеринбург\w{0,2}|казан[ьи]"
    r"|нижн\w{2,3} новгород\w{0,2}|самар[аеыу]|ростов\w{0,2}-на-дону|краснодар\w{0,2}|воронеж\w{0,2}|минск\w{0,2}"
    r"|киев\w{0,2}|києв[іау]|київ|львов\w{0,2}|львів|львов[іау]|одесс?[аеуиі]|одесс?ы|харьков\w{0,2}|харків|харков[іау]"
    r"|днепр\w{0,2}|дніпр\w{0,2}|запорожь[ея]|запоріжж[яі]|винниц[аеыу]|вінниц[яіюи]|полтав[аеыиіу]|чернигов\w{0,2}|чернігів"
    r"|риг(?:[аеиу]|ой)|даугавпилс\w{0,2}|лиепа(?:[яеию]|ей)|елгав[аеыу]|юрмал[аеыу]|вентспилс\w{0,2}"
    r"|rīg(?:a|ā|as|u)|rig(?:a|ā|as)|daugavpil[sī]\w{0,2}|liepāj(?:a|ā|as)|jelgav(?:a|ā|as)|jūrmal(?:a|ā|as)|ventspil[sī]\w{0,2}"
    r"|rēzekn[eē]s?|valmier(?:a|ā|as)|moscow|kyiv|kiev|lviv|odes+a|kharkiv|dnipro|london|dublin|manchester)(?![^\W_])",
    re.IGNORECASE,
)
_MONTHS = (
    r"январ[ья]|феврал[ья]|марта?|апрел[ья]|мая|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]|декабр[ья]"
    r"|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"
    r"|janvār[iī]|februār[iī]|mart[aā]|aprīl[iī]|maij[aā]|jūnij[aā]|jūlij[aā]|august[aā]|septembr[iī]|oktobr[iī]|novembr[iī]"
    r"|decembr[iī]|january|february|march|april|may|june|july|august|september|october|november|december"
)
_DATES = re.compile(
    r"(?<![\w.,/-])(?:(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])[./](?:20)?\d\d|20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    rf"|(?:0?[1-9]|[12]\d|3[01])\.? (?:{_MONTHS})|(?:{_MONTHS}) (?:0?[1-9]|[12]\d|3[01]))(?![\w/-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the customer has told, in a text or, by the word of a person (`by`), some other way.

    `private` values are personal data and masked at the doors.
    """

    name: str
    value: str
    by: str | None = None
    at: datetime | None = None

    @property
    def private(self) -> bool:
        """Say whether only those may read the value who may see personal data."""
        return self.name in (TELEPHONE, MAIL, "address", "name", "other")


def told(texts: Iterable[str]) -> tuple[Fact, ...]:
    """Gather the facts that texts tell, each once, in order of their names."""
    found: dict[tuple[str, str], Fact] = {}
    for text in texts:
        for fact in _of(text[:LONGEST_TEXT]):
            found.setdefault((fact.name, re.sub(r"\W", "", fact.value).casefold()), fact)
    return tuple(sorted(found.values(), key=lambda fact: NAMES.index(fact.name)))


def _of(text: str) -> list[Fact]:
    return [
        *(Fact(ORDER, number) for number in orders(text)[:MOST]),
        *(Fact(kind, value) for kind, value in contacts(text)[:MOST]),
        *(Fact(CITY, match[0]) for match in list(_CITIES.finditer(text))[:MOST]),
        *(Fact(DATE, match[0]) for match in list(_DATES.finditer(text))[:MOST]),
    ]
