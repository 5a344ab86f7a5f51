"""The badge of a case: its nearest deadline in words, in one of four states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moderation.case import Severity
from moderation.deadlines import CALENDAR, ClockKind

if TYPE_CHECKING:
    from moderation.deadlines import Terms
    from moderation.queue import CaseView
    from moderation.records import CaseRecord
    from moderation.web.speech import Speech


@dataclass(frozen=True, slots=True)
class Badge:
    """One of ok, soon, overdue, paused or none, its words, and the moment that they speak of."""

    state: str
    text: str
    at: datetime | None = None


def badge_of_row(case: CaseRecord, terms: Terms, say: Speech) -> Badge:
    """Give the badge of a line of the queue."""
    return badge(case.next_clock, case.next_due, case.waiting_until, case.severity, terms, say)


def badge_of_view(view: CaseView, say: Speech) -> Badge:
    """Give the badge of a whole case, the same as in the queue."""
    pause = view.state.waiting(say.now)
    clock = view.next
    kind, due = (None, None) if clock is None else (str(clock.kind), clock.due)
    return badge(kind, due, None if pause is None else pause.ends, view.severity, view.terms, say)


def badge(
    kind: str | None, due: datetime | None, waiting_until: datetime | None, severity: Severity, terms: Terms, say: Speech
) -> Badge:
    """Word the deadline that comes next; an acknowledgement is owed even while the reply waits (A3)."""
    if waiting_until is not None and waiting_until > say.now and kind != ClockKind.ACKNOWLEDGE:
        return Badge("paused", say.words.gettext("Waiting until %(day)s") % {"day": say.day(waiting_until)}, waiting_until)
    if kind is None or due is None:
        return Badge("none", say.words.gettext("Nothing is due"))
    if due < say.now:
        return Badge("overdue", _late(kind, say) % {"span": say.span(say.now - due)}, due)
    state = "soon" if _near(kind, due, severity, terms, say.now) else "ok"
    return Badge(state, _ahead(kind, say) % {"span": say.span(due - say.now)}, due)


def _near(kind: str, due: datetime, severity: Severity, terms: Terms, now: datetime) -> bool:
    """Say whether less of the term is left than the policy's warning leaves."""
    # The line of the queue knows no clock, only its due moment; the policy gives the term again.
    target = terms.targets[severity]
    left = 1 - terms.warning
    if kind in CALENDAR:
        return due - now <= target.unconfirmed * left
    term = target.acknowledge if kind == ClockKind.ACKNOWLEDGE else target.reply
    return terms.hours.between(now, due) <= term * left


def _ahead(kind: str, say: Speech) -> str:
    _ = say.words.gettext
    return {
        ClockKind.ACKNOWLEDGE: _("Acknowledge in %(span)s"),
        ClockKind.REPLY: _("Reply in %(span)s"),
        ClockKind.CONFIRM: _("To be seen on the site in %(span)s"),
        ClockKind.PROMISE: _("Promised in %(span)s"),
        ClockKind.HANDOVER: _("Back from the department in %(span)s"),
        ClockKind.STAGE: _("Stage due in %(span)s"),
    }[ClockKind(kind)]


def _late(kind: str, say: Speech) -> str:
    _ = say.words.gettext
    return {
        ClockKind.ACKNOWLEDGE: _("Acknowledgement overdue by %(span)s"),
        ClockKind.REPLY: _("Reply overdue by %(span)s"),
        ClockKind.CONFIRM: _("Reply not seen for %(span)s too long"),
        ClockKind.PROMISE: _("Promise overdue by %(span)s"),
        ClockKind.HANDOVER: _("The department is late by %(span)s"),
        ClockKind.STAGE: _("Stage overdue by %(span)s"),
    }[ClockKind(kind)]
