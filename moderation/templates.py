"""Which prepared texts fit a case, and a text with its places filled (A12, B8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from config.errors import UsageError
from config.sentences import unknown
from moderation.plain import neutral, one_line

if TYPE_CHECKING:
    from config.contacts import Contact
    from config.templates import Kind, Template

LONGEST_VALUE = 2_000  # characters

_PART = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
# With the full stop behind it: a value that ends in one of its own does not get a second.
_PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}(\.?)")
_NAME = re.compile(r"[^\W\d_]+(?:[ .’'-]{1,2}[^\W\d_]+){0,3}\.?")
_BREAKS = re.compile(r"\n{3,}")
# As they stand behind «до», «до», «līdz» and «by».
_MONTHS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "lv": "janvārim februārim martam aprīlim maijam jūnijam jūlijam augustam septembrim oktobrim novembrim decembrim",
    "en": "January February March April May June July August September October November December",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A template as it fits one case: `score` is the higher the more narrowly, 0 for one that is for everything."""

    template: Template
    fits: bool
    score: float


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with the values that are known; the names of those that are missing still stand in it, in braces."""

    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a case, or praise that is none, tells of itself; `reply_by` is the day of its term, if that has not passed."""

    language: str
    company: str
    brand: str
    site: str
    case: int | None
    today: date
    person: str
    author: str | None = None
    reply_by: date | None = None
    contact: Contact | None = None


def choose(
    templates: Iterable[Template], kind: Kind, *, topics: Sequence[str], severity: str, risks: Sequence[str], language: str
) -> tuple[Choice, ...]:
    """Rank the templates of a kind: those that fit most narrowly first, then those made for other cases, by name.

    A risk weighs more than a topic, a topic more than a severity. Templates without a text in the language are left out.
    """
    found = [
        _choice(template, topics or ("other",), severity, risks)
        for template in templates
        if template.kind == kind and language in (template.text or template.scenario)
    ]
    return tuple(sorted(found, key=lambda choice: (not choice.fits, -choice.score, choice.template.name)))


def _choice(template: Template, topics: Sequence[str], severity: str, risks: Sequence[str]) -> Choice:
    places = [number for number, topic in enumerate(topics) if topic in template.topics]
    agreed = (
        not template.topics or bool(places),
        not template.severities or severity in template.severities,
        not template.risks or any(risk in template.risks for risk in risks),
    )
    # The classifier's surest topic comes first and counts a little more.
    topic = 4 - 0.1 * min(places) if places else 0
    score = topic + 2 * bool(template.severities) + 8 * bool(template.risks)
    return Choice(template, all(agreed), score if all(agreed) else 0)


def fill(template: Template, language: str, values: Mapping[str, str]) -> Filled:
    """Fill the text of a template; a part in [[ ]] is left out whole when one of its values is missing.

    Values are put in once and never read as part of the template: a stranger's name may be made of braces.
    """
    optional = {name for name, variable in template.variables.items() if not variable.required}
    missing: dict[str, None] = {}

    def put(found: re.Match[str]) -> str:
        name, stop = found[1], found[2]
        value = values.get(name, "").strip()
        if not value and name not in optional:
            missing[name] = None
            return found[0]
        return value + ("" if value.endswith((".", "!", "?", "…")) else stop)

    said: list[str] = []
    # A split by a pattern with one group gives the text outside and inside of the brackets in turn.
    for number, part in enumerate(_PART.split(template.text[language])):  # type: ignore[index]
        named = [place[1] for place in _PLACE.finditer(part)]
        if number % 2 and any(not values.get(name, "").strip() for name in named):
            continue
        said.append(_PLACE.sub(put, part))
    return Filled(_BREAKS.sub("\n\n", "".join(said)).strip(), tuple(missing))


def automatic(about: Situation) -> dict[str, str]:
    """Give the values that a case fills by itself; one that is not known is left out."""
    contact = about.contact
    found = {
        "customer": customer(about.author),
        "brand": about.brand,
        "company": about.company or about.brand,
        "site": about.site,
        "case": "" if about.case is None else str(about.case),
        "date": day(about.today, about.language),
        "reply_by": day(about.reply_by, about.language) if about.reply_by else "",
        "person": about.person,
    }
    if contact is not None:
        found |= {name: getattr(contact, name) or "" for name in ("who", "phone", "email", "hours", "page", "higher")}
        found["rule_url"] = contact.rules_url or ""
        found["contact"] = reached(contact)
    return {name: value for name, value in found.items() if value}


def reached(contact: Contact) -> str:
    """Say in one line how a customer reaches somebody: who, telephone, mail, hours, page."""
    hours = f"({contact.hours})" if contact.hours and (contact.phone or contact.email) else contact.hours
    ways = ", ".join(filter(None, (contact.who, contact.phone, contact.email)))
    return " ".join(filter(None, (ways, hours))) or str(contact.page or "")


def customer(author: str | None) -> str:
    """Give the name by which a customer is greeted, nothing where the author's name is none.

    What strangers call themselves is repeated in public under the company's name, so only letters and few words pass.
    """
    said = one_line(author or "")
    return said if len(said) <= 40 and _NAME.fullmatch(said) else ""


def day(when: date, language: str) -> str:
    """Word a day as it stands in the sentences of the templates; the year only where it is needed, so never."""
    month = _MONTHS[language].split()[when.month - 1]
    return f"{when.day}. {month}" if language == "lv" else f"{when.day} {month}"


def given(template: Template, values: Mapping[str, str], language: str, known: Iterable[str]) -> dict[str, str]:
    """Check the values that a person gives for a template, and word dates in its language.

    `known` are further names that may be given, over what is automatic. Raises UsageError.
    """
    names = [*template.variables, *known]
    for name, value in values.items():
        if name not in names:
            raise UsageError(f"{unknown('a variable of ' + template.name, name, names)}. Give one of them")
        if len(value) > LONGEST_VALUE:
            raise UsageError(f"{name}: the value has {len(value)} characters; at most {LONGEST_VALUE} are taken. Shorten it")
    return {name: _said(template, name, value, language) for name, value in values.items()}


def _said(template: Template, name: str, value: str, language: str) -> str:
    variable = template.variables.get(name)
    if variable is None or variable.kind != "date" or not value.strip():
        return neutral(value)
    try:
        return day(date.fromisoformat(value.strip()), language)
    except ValueError:
        if re.fullmatch(r"[\d./ -]+", value.strip()):
            raise UsageError(f'{name}: "{value[:40]}" is not a date. Write it as 2026-11-30') from None
        return neutral(value)  # in words: "Friday evening"
