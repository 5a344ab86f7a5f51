"""The published procedure as values (A3, A6, A7, C1): everything in it is read from the policy, nothing is added to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from classifier.labels import TOPICS
from config.contacts import contact_for
from moderation.calendars import holiday
from moderation.case import Severity
from moderation.channels import FORM, site_of
from moderation.rulebook import Scope
from moderation.triage import Facts

if TYPE_CHECKING:
    from config.catalogue import Catalogue
    from config.contacts import Contact
    from config.settings import Settings
    from moderation.deadlines import Terms
    from moderation.rulebook import Rulebook
    from moderation.workhours import WorkingHours

OTHER = "other"
RISKS = ("safety", "legal_threat")  # threats to publish are no way to be answered sooner that one would advertise (C4)
REMARK = "remark"
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Rise:
    """One step of the ladder: to which level, after how much working time, and who takes part then."""

    level: int
    after: timedelta
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The terms of one severity; `about` names what is usually so serious, `rest` says that all else is."""

    severity: Severity
    about: tuple[str, ...]
    rest: bool
    acknowledge: timedelta
    reply: timedelta
    rises: tuple[Rise, ...]
    approval: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A usual complaint in an ordinary week: when it comes in, and when it is confirmed and answered at the latest."""

    received: datetime
    acknowledged: datetime
    answered: datetime


@dataclass(frozen=True, slots=True)
class Section:
    """The terms for some complaints: `whose` names brands or sites, nothing where they are for all."""

    whose: tuple[str, ...]
    rows: tuple[Row, ...]
    hours: WorkingHours
    example: Example | None


@dataclass(frozen=True, slots=True)
class Procedure:
    """What one page tells; contacts stand by brand, under "" where they are the same for all."""

    language: str
    company: str
    sections: tuple[Section, ...]
    contacts: tuple[tuple[str, Contact], ...]
    sites: tuple[tuple[str, str], ...]
    form: str | None
    lawyer: bool
    forgotten_after: timedelta
    year: int


def procedure(
    language: str, *, settings: Settings, book: Rulebook, catalogue: Catalogue, now: datetime, form: str | None = None
) -> Procedure:
    """Read the procedure for customers of one language; `form` is the public address of the form."""
    brands = own_brands(settings)
    return Procedure(
        language=language,
        company=settings.company or ", ".join(brands),
        sections=_sections(language, brands, book, catalogue, now),
        contacts=_contacts(language, brands, book),
        sites=_sites(brands, catalogue),
        form=form,
        lawyer=bool(book.legal.lawyers) and "legal_threat" in book.legal.risks,
        forgotten_after=book.policy.contacts_forgotten_after,
        year=now.astimezone(ZoneInfo(book.timezone)).year,
    )


def own_brands(settings: Settings) -> tuple[str, ...]:
    """Name the brands whose customers are answered; where none are written, the company stands for one."""
    return tuple(brand.name for brand in settings.brands if not brand.competitor) or (settings.company or "otklik",)


def _sections(language: str, brands: tuple[str, ...], book: Rulebook, catalogue: Catalogue, now: datetime) -> tuple[Section, ...]:
    """Give the terms of every brand, and of every site whose own differ; those that are the same stand together."""
    found: list[tuple[Section, list[str]]] = []
    for brand, site, name in _places(brands, catalogue):
        made = _section(Scope(brand, site, language), book, now)
        known = next((whose for section, whose in found if section == made), None)
        if known is None:
            found.append((made, [name]))
        elif name not in known:
            known.append(name)
    # The terms of one place alone are everybody's; of several, each says whose it is.
    return tuple(
        Section(tuple(whose) if len(found) > 1 else (), section.rows, section.hours, section.example) for section, whose in found
    )


def _places(brands: tuple[str, ...], catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Give every scope that a complaint may have, with its name: the brand itself, then the sites where it is watched."""
    for brand in brands:
        yield brand, site_of(FORM), brand
        for site in catalogue.sites:
            if site.brand == brand and not site.retired:
                yield brand, site.name, host_of(site.url)


def _section(scope: Scope, book: Rulebook, now: datetime) -> Section:
    terms = book.terms_of(scope)
    about = about_of(book, scope.language)
    rows = tuple(_row(severity, scope, terms, about, book) for severity in Severity)
    return Section((), rows, terms.hours, example(terms, now))


def _row(severity: Severity, scope: Scope, terms: Terms, about: dict[str, Severity], book: Rulebook) -> Row:
    target, climb = terms.targets[severity], book.climbs[severity]
    named = tuple(name for name, found in about.items() if found is severity and name != OTHER)
    rest = about[OTHER] is severity
    steps = ((2, climb.L2), (3, climb.L3))
    return Row(
        severity=severity,
        about=() if rest else named,
        rest=rest,
        acknowledge=target.acknowledge,
        reply=target.reply,
        rises=tuple(Rise(level, _minutes(target.reply * share), _owners(book.owners_of(scope, level))) for level, share in steps),
        approval=book.needs_approval(severity, scope),
    )


def about_of(book: Rulebook, language: str | None) -> dict[str, Severity]:
    """Say for each topic and risk how serious a complaint about it is by the rules of triage, for nothing else speaks of it."""
    facts = {
        **{risk: Facts("negative", complaint=True, topics=(OTHER,), risks=(risk,), language=language) for risk in RISKS},
        **{topic: Facts("negative", complaint=True, topics=(topic,), language=language) for topic in TOPICS},
        REMARK: Facts("negative", complaint=False, topics=(OTHER,), language=language),
    }
    # What triage would dismiss is a case of normal severity where somebody took the trouble to write to us.
    return {name: book.assess(given).severity or Severity.NORMAL for name, given in facts.items()}


def _owners(owners: tuple[str, ...]) -> tuple[str, ...]:
    """Name owners without naming people: a role by its name, a login as a person."""
    return tuple(dict.fromkeys(owner.removeprefix("role:") if owner.startswith("role:") else PERSON for owner in owners))


def _minutes(term: timedelta) -> timedelta:
    return timedelta(minutes=round(term / timedelta(minutes=1)))


def example(terms: Terms, now: datetime) -> Example | None:
    """Give a complaint late on the last working day of an ordinary week; None where the days of the week would not tell.

    The week is one without holidays or hours of its own, so that what it shows holds for every such week.
    """
    hours, target = terms.hours, terms.targets[Severity.NORMAL]
    for number in range(1, 360):
        day = date(now.year, 1, 1) + timedelta(days=number)
        if hours.week[day.weekday()] and not hours.week[(day.weekday() + 1) % 7] and _ordinary(hours, day):
            break
    else:
        return None
    opens, closes = hours.week[day.weekday()][-1]
    zone = ZoneInfo(hours.timezone)
    minute = max(opens, closes - 120)
    local = datetime.combine(day, time(), zone) + timedelta(minutes=minute)
    received = local.astimezone(UTC)
    acknowledged, answered = hours.add(received, target.acknowledge), hours.add(received, target.reply)
    # Within a week, or the name of a day would mean the one before.
    return Example(received, acknowledged, answered) if answered - received < timedelta(days=6) else None


def _ordinary(hours: WorkingHours, day: date) -> bool:
    week = [day + timedelta(days=ahead) for ahead in range(8)]
    return not any(one in hours.closed or one in hours.opened or holiday(hours.country, one) for one in week)


def _contacts(language: str, brands: tuple[str, ...], book: Rulebook) -> tuple[tuple[str, Contact], ...]:
    found = [(brand, contact_for(book.policy.contacts, brand, language)) for brand in brands]
    said = [(brand, contact) for brand, contact in found if contact is not None]
    if len(said) == len(brands) and all(contact == said[0][1] for _, contact in said):
        return (("", said[0][1]),)
    return tuple(said)


def _sites(brands: tuple[str, ...], catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """List the public places that are read, as host and address, each once."""
    watched = [site.url for site in catalogue.sites if site.brand in brands and not site.retired]
    return tuple((host_of(url), url) for url in dict.fromkeys(watched))


def host_of(url: str) -> str:
    """Give the host of an address as people write it."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
