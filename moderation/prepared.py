"""The prepared texts for one case, ranked and filled with what the case and the policy tell (A12, B8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from config.contacts import SPOKEN, contact_for
from config.errors import UsageError
from config.templates import AUTOMATIC
from moderation.deadlines import ClockKind
from moderation.plain import one_line
from moderation.templates import Choice, Filled, Situation, automatic, choose, fill, given

if TYPE_CHECKING:
    from config.contacts import Spoken
    from config.settings import Settings
    from config.templates import Kind, Template
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.rulebook import Rulebook

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Prepared:
    """One template for one case: how it fits, and its text (of a scenario: none) as far as it could be filled."""

    choice: Choice
    language: str
    filled: Filled | None

    @property
    def template(self) -> Template:
        """Give the template."""
        return self.choice.template


def prepared(
    view: CaseView, kind: Kind, person: Person, *, settings: Settings, book: Rulebook, now: datetime
) -> tuple[Prepared, ...]:
    """List the templates of a kind for a case, those that fit best first. Raises ConfigError for a folder with a mistake."""
    language = language_of(view, settings)
    found = choose(
        book.library.templates.values(),
        kind,
        topics=view.scope.topics,
        severity=str(view.severity),
        risks=view.scope.risks,
        language=language,
    )
    values = automatic(situation(view, person, language, settings=settings, book=book, now=now))
    return tuple(Prepared(choice, language, _filled(choice.template, language, values)) for choice in found)


def one(
    view: CaseView,
    name: str,
    person: Person,
    *,
    settings: Settings,
    book: Rulebook,
    now: datetime,
    values: Mapping[str, str] = NOTHING,
    language: str | None = None,
) -> Prepared:
    """Fill one template for a case, with values that a person gives over the automatic ones. Raises NotFound, UsageError."""
    template = book.library.template(name)
    spoken = language or language_of(view, settings)
    if spoken not in (template.text or template.scenario):
        known = ", ".join(template.text or template.scenario)
        raise UsageError(f'language: the template {name} has no text in "{spoken[:20]}". It has: {known}')
    told = automatic(situation(view, person, spoken, settings=settings, book=book, now=now))
    merged = {**told, **given(template, values, spoken, AUTOMATIC)}
    return Prepared(Choice(template, True, 0), spoken, _filled(template, spoken, merged))


def _filled(template: Template, language: str, values: Mapping[str, str]) -> Filled | None:
    return fill(template, language, values) if template.text else None


def language_of(view: CaseView, settings: Settings) -> str:
    """Give the language in which a case is answered: the complaint's own, else that of the settings."""
    return view.mention.language if view.mention.language in SPOKEN else settings.language


def situation(view: CaseView, person: Person, language: str, *, settings: Settings, book: Rulebook, now: datetime) -> Situation:
    """Gather what a case tells of itself."""
    due = next((clock.due for clock in view.clocks if clock.kind is ClockKind.REPLY and clock.running), None)
    zone = ZoneInfo(book.timezone)
    return Situation(
        language=language,
        company=settings.company,
        brand=view.brand,
        # What came by hand stands on no site that a text could name.
        site=host_of(view.mention.url) or ("" if view.state.channel else view.site),
        case=view.id,
        today=_day(now, zone),
        person=person.name or person.login,
        author=view.mention.author,
        # A term that has passed is no promise: then a person must name another day.
        reply_by=None if due is None or due <= now else _day(due, zone),
        contact=contact_for(book.policy.contacts, view.brand, language),
    )


def host_of(url: str) -> str:
    """Give the host of an address from the web, nothing where it has none."""
    try:
        return one_line(urlsplit(url).hostname or "", 100)
    except ValueError:
        return ""


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def template_document(template: Template) -> dict[str, object]:
    """Give a template as a document: with every text and label that it has."""
    return {
        "name": template.name,
        "kind": template.kind,
        "title": dict(template.title),
        "topics": list(template.topics),
        "severities": list(template.severities),
        "risks": list(template.risks),
        "text": dict(template.text),
        "scenario": dict(template.scenario),
        "variables": [
            {"name": name, "label": dict(variable.label), "required": variable.required, "kind": variable.kind}
            for name, variable in template.variables.items()
        ],
    }


def prepared_document(found: Prepared, spoken: str) -> dict[str, object]:
    """Give a template as it is filled for a case; titles, labels and steps in the language of who asks, `spoken`."""
    template, filled = found.template, found.filled
    return {
        "name": template.name,
        "kind": template.kind,
        "title": template.label(spoken),
        "fits": found.choice.fits,
        "language": found.language,
        "text": None if filled is None else filled.text,
        "missing": [] if filled is None else [missing_document(template, name, spoken) for name in filled.missing],
        "scenario": in_language(template.scenario, spoken),
    }


def missing_document(template: Template, name: str, spoken: str) -> dict[str, object]:
    """Say what is still to be filled; `automatic` is what the policy's contacts or the case should have told."""
    variable = template.variables.get(name)
    label = in_language(variable.label, spoken) if variable is not None else name
    return {"name": name, "label": label, "kind": variable.kind if variable else "text", "automatic": variable is None}


def in_language(texts: Mapping[Spoken, str], spoken: str) -> str:
    """Give a text in a language, else in English, else in any; nothing where there is none."""
    return texts.get(spoken) or texts.get("en") or next(iter(texts.values()), "")  # type: ignore[call-overload]
