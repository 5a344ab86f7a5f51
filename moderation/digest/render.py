"""Render the figures of a week as a letter: HTML and plain text with the same facts, in one of the four languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

from babel.dates import format_date, format_datetime, format_interval, get_timezone
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from moderation.causes import CauseFigure
from moderation.channels import NAMES, channel_of
from moderation.figures import Figures
from moderation.masking import mask
from moderation.outcome import Resolution
from moderation.plain import one_line

MAX_HTML = 100_000  # bytes; Gmail cuts a letter at 102 kB
CASES, CONFIRMED, TOPICS, BRANDS, BLIND, SITES, CAUSES = 20, 10, 20, 20, 30, 40, 8  # lines at most
_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}:)?//\S+|\bwww\.\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.[a-z]{2,18}/\S*", re.IGNORECASE
)

T = TypeVar("T")


class Words(Protocol):
    """A catalogue of one language, as gettext has it."""

    def gettext(self, message: str) -> str:
        """Translate a text."""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Translate a text that counts."""

    def pgettext(self, context: str, message: str) -> str:
        """Translate a text that is said otherwise elsewhere."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One rendered letter; `subject` has no line break."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """The first rows of a list, and how many more there are."""

    shown: tuple[T, ...]
    more: int


def part(rows: Sequence[T], limit: int) -> Part[T]:
    """Cut a list to what a letter holds."""
    return Part(tuple(rows[:limit]), max(0, len(rows) - limit))


def render(figures: Figures, *, language: str, words: Words, queue: str | None = None) -> Letter:
    """Render one letter. `queue` is the address of our own queue, from which links to cases are made."""
    subject = subject_of(figures, language=language, words=words)
    speech = _speech(figures, language, words, queue)
    # Mail programs cut a long letter anywhere and hide the rest; with shorter lists it stays whole.
    for share in (1, 2, 4, 8):
        view = {**_lists(figures, share), **speech, "subject": subject, "figures": figures}
        html = fill("letter.html", view)
        if len(html.encode()) < MAX_HTML:
            break
    return Letter(subject=subject, html=html, text=fill("letter.txt", view))


def fill(name: str, view: Mapping[str, object]) -> str:
    """Fill one template of a letter."""
    return _templates().get_template(name).render(view).strip() + "\n"


def subject_of(figures: Figures, *, language: str, words: Words) -> str:
    """Say the week in one line: "12 new complaints, 3 overdue — 16–22 Nov"."""
    counts = figures.counts
    new = words.ngettext("%(n)d new complaint", "%(n)d new complaints", counts.new) % {"n": counts.new}
    late = words.ngettext("%(n)d overdue", "%(n)d overdue", counts.overdue) % {"n": counts.overdue}
    unseen = len(figures.blind)
    parts = [new, late]
    if unseen:
        parts.append(words.ngettext("%(n)d site not fully seen", "%(n)d sites not fully seen", unseen) % {"n": unseen})
    return one_line(f"{figures.company[:60]}: {', '.join(parts)} — {_days(figures, language)}")


def _days(figures: Figures, language: str) -> str:
    return str(format_interval(figures.week.monday, figures.week.sunday, "MMMd", locale=language))


def _lists(figures: Figures, share: int) -> dict[str, object]:
    seen = sorted(figures.sites, key=lambda site: (-site.complaints, -site.mentions, site.site))
    return {
        "overdue": part(figures.overdue, CASES // share),
        "fresh": part(figures.fresh, CASES // share),
        "confirmed": part(figures.confirmed, CONFIRMED // share),
        "topics": part(figures.topics, TOPICS // share),
        "brands": part(figures.brands, BRANDS // share),
        "blind": part(figures.blind, BLIND // share),
        "sites": part(seen, SITES // share),
        "causes": part(figures.endings.causes, CAUSES // share),
    }


def _speech(figures: Figures, language: str, words: Words, queue: str | None) -> dict[str, object]:
    """Give the templates their functions: every word, number and date of the letter in its language."""
    say = words.gettext
    zone = get_timezone(figures.week.timezone)

    def number(value: int) -> str:
        return str(format_decimal(value, locale=language))

    def counted(one: str, many: str) -> Callable[[int], str]:
        return lambda value: words.ngettext(one, many, value) % {"n": value}

    return {
        "_": say,
        "language": language,
        "days": _days(figures, language),
        "queue": queue,
        "counts": _counts(figures, say),
        "number": number,
        "seen": lambda site, value: number(value) if site.seen else say("no data"),
        "more": counted("and %(n)d more", "and %(n)d more"),
        "mentions": counted("%(n)d mention", "%(n)d mentions"),
        "scans": counted("%(n)d scan", "%(n)d scans"),
        "hours": lambda span: _hours(span, say),
        "day": lambda moment: format_date(moment.astimezone(zone).date(), "d MMM", locale=language),
        "moment": lambda moment: _moment(moment, zone, language),
        "link": lambda number: f"{queue.rstrip('/')}/cases/{number}" if queue else "",
        "place": lambda site: words.pgettext("channel", NAMES[channel]) if (channel := channel_of(site)) else site,
        "topic": lambda name: say(label(name)),
        "resolution": lambda name: _resolution(name, say),
        "cause": lambda row: row.label.get(language) or row.label.get("en") or row.figure.cause,
        "effect": lambda row: _effect(row.figure, say, language),
        "money": lambda hundredths: str(format_decimal(hundredths / 100, locale=language)),
        "severity": lambda name: say(label(name)),
        "verdict": lambda name: say("not scanned this week") if name == "never_ran" else say(label(name)),
    }


def _resolution(name: str, say: Callable[[str], str]) -> str:
    # A site is unreachable too, and many languages have other words for people.
    return say("customer not reached") if name == Resolution.UNREACHABLE else say(label(name))


def _effect(figure: CauseFigure, say: Callable[[str], str], language: str) -> str:
    """Say what removing a cause has changed, in cases a week."""
    effect = figure.effect
    if effect is None:
        return ""
    if effect.since is None:
        return say("too early to say")
    since = str(format_decimal(round(effect.since, 1), locale=language))
    if effect.before is None:
        return say("%(since)s a week since") % {"since": since}
    before = str(format_decimal(round(effect.before, 1), locale=language))
    return say("%(before)s a week before, %(since)s since") % {"before": before, "since": since}


def label(name: str) -> str:
    """Word a machine's name for people, as the catalogues know it: "layout_changed" is "layout changed"."""
    return line(name.replace("_", " "), 60)


def _moment(moment: datetime, zone: Any, language: str) -> str:
    return str(format_datetime(moment, "d MMM HH:mm", tzinfo=zone, locale=language))


def _counts(figures: Figures, say: Callable[[str], str]) -> tuple[tuple[str, int, int], ...]:
    now, before = figures.counts, figures.before
    return (
        (say("New complaints"), now.new, before.new),
        (say("Complaints acknowledged"), now.acknowledged, before.acknowledged),
        (say("Complaints answered"), now.answered, before.answered),
        (say("Replies confirmed"), now.confirmed, before.confirmed),
        (say("Cases closed"), now.closed, before.closed),
        (say("Dismissed as no complaint"), now.dismissed, before.dismissed),
        (say("Taken up again"), now.reopened, before.reopened),
        (say("Overdue complaints"), now.overdue, before.overdue),
    )


def _hours(span: timedelta | None, say: Callable[[str], str]) -> str:
    if span is None:
        return say("no replies")
    hours, minutes = divmod(round(span.total_seconds() / 60), 60)
    return say("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("moderation.digest"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["line"] = line
    made.filters["shown"] = shown
    return made


def line(text: str, limit: int) -> str:
    """Make text harmless, on one line, short, and nothing to click on: a mail program makes links of addresses by itself."""
    return one_line(_ADDRESS.sub("[url]", text), limit)


def shown(text: str | None, limit: int) -> str:
    """Make crawled text fit to be read by many: like `line`, and personal data masked."""
    # Cut long before it is masked, so that half a number cannot come near the part that is shown.
    return line(mask((text or "")[: limit * 20]), limit)
