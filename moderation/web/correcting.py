"""The form that corrects what is held of a case or mention: it shows all of it, and only what was changed goes to the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from classifier.labels import RISKS, SENTIMENTS, TOPICS
from config.errors import UsageError
from moderation.case import Severity
from moderation.corrections import Change, Judgement
from moderation.desk import correcting
from moderation.queue import CaseView, case_view
from moderation.store import judging

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.corrections import Correction
    from moderation.people import Person
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store
    from moderation.web.speech import Speech

FIELDS = ("sentiment", "complaint", "topics", "risks", "severity", "brand", "why")
NONE = ""  # of the severity: the mention has no case


@dataclass(frozen=True, slots=True)
class Fields:
    """What the form shows chosen, and all that can be chosen."""

    chosen: Mapping[str, str]
    topics: tuple[str, ...]
    risks: tuple[str, ...]
    all_topics: tuple[str, ...]
    all_risks: tuple[str, ...] = RISKS
    sentiments: tuple[str, ...] = SENTIMENTS
    severities: tuple[str, ...] = tuple(map(str, Severity))
    brands: tuple[str, ...] = ()
    optional: bool = False


def fields(context: Context, held: Judgement, typed: Mapping[str, str]) -> Fields:
    """Give the form for what is held, or as somebody has filled it in already."""
    now = {
        "sentiment": held.sentiment,
        "complaint": "yes" if held.complaint else "no",
        "topics": ",".join(held.topics),
        "risks": ",".join(held.risks),
        "severity": held.severity or NONE,
        "brand": held.brand,
        "why": "",
        **typed,
    }
    topics, risks = _listed(now["topics"]), _listed(now["risks"])
    brands = [brand.name for brand in context.book.brands]
    return Fields(
        now,
        topics,
        risks,
        # A model of one's own has topics of its own.
        all_topics=tuple(dict.fromkeys((*TOPICS, *held.topics))),
        brands=tuple(dict.fromkeys((*brands, held.brand))),
        optional=held.severity is None,
    )


def change_of(held: Judgement, typed: Mapping[str, str]) -> Change:
    """Give what a filled form changes of what is held. Raises UsageError where that is nothing."""
    wanted = Judgement(
        typed["sentiment"] or held.sentiment,
        typed["complaint"] == "yes" if typed["complaint"] else held.complaint,
        _listed(typed["topics"]),
        _listed(typed["risks"]),
        typed["severity"] or held.severity,
        typed["brand"] or held.brand,
    )
    changed: dict[str, Any] = {name: getattr(wanted, name) for name in wanted.differs(held)}
    if not any(value is not None for value in changed.values()):
        raise UsageError("correct: nothing was changed in the form. Choose what is right, or leave the page")
    return Change(**changed)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in text.split(",") if part))


def correct(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, why: str, **typed: str
) -> CaseView:
    """Correct a case by its form: the desk's `correct` for what was changed."""
    held = correcting.unchanged(case_view(store, n, book, now))
    change = change_of(held, typed)
    return correcting.correct(store, person, n, book=book, now=now, version=version, change=change, why=why)


@dataclass(frozen=True, slots=True)
class Told:
    """One correction as a line to read: who, when, why, and from what to what."""

    who: str
    at: datetime
    why: str
    lines: tuple[tuple[str, str, str], ...]


def told(context: Context, key: int, say: Speech, names: Mapping[str, str]) -> tuple[Told, ...]:
    """Word the corrections of a mention, the newest first."""
    with context.store.read() as tx:
        found = judging.corrections(tx, key)
    return tuple(_told(one, say, dict(names)) for one in reversed(found))


def _told(one: Correction, say: Speech, names: dict[str, str]) -> Told:
    lines = tuple(
        (say.label("field", name), _said(name, one.before[name], say), _said(name, one.after[name], say)) for name in one.changed
    )
    return Told(say.by(one.by, names), one.at, one.note, lines)


def _said(name: str, value: object, say: Speech) -> str:
    _ = say.words.gettext
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    values: Sequence[str] = value if isinstance(value, list) else [str(value)] if value else []
    contexts = {"topics": "topic", "risks": "risk", "sentiment": "sentiment", "severity": "severity"}
    worded = [say.label(contexts[name], one) if name in contexts else one for one in values]
    return ", ".join(worded) or _("none")


def severity_line(view: CaseView, say: Speech, names: Mapping[str, str]) -> str:
    """Say by which rule a case is as serious as it is, or who said so."""
    _ = say.words.gettext
    last = next(event for event in reversed(view.events) if event.data.get("severity") is not None)
    level = say.label("severity", str(view.severity))
    rule = str(last.data.get("rule") or "")
    if rule and rule != correcting.RULE:
        return _("Severity %(severity)s by the rule “%(rule)s”.") % {"severity": level, "rule": say.reason(rule)}
    return _("Severity %(severity)s, as %(who)s said.") % {"severity": level, "who": say.by(last.by, dict(names))}
