"""The clocks of a case as lines to read: what is due when, counted from when, and why so soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moderation.deadlines import CALENDAR, Clock, ClockKind
from moderation.plain import one_line
from moderation.stages import following
from moderation.web.planning import stage_name

if TYPE_CHECKING:
    from moderation.queue import CaseView
    from moderation.web.speech import Speech


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock: its name, its state in words (one of met, late, soon, running as `state`), and how it is counted."""

    name: str
    state: str
    text: str
    due: datetime
    why: str


def clock_lines(view: CaseView, say: Speech, names: Mapping[str, str]) -> tuple[ClockLine, ...]:
    """Word the clocks of a case; `names` holds the titles of stages and departments."""
    return tuple(
        ClockLine(_name(clock, view, say, names), _state(clock, say), _text(clock, say), clock.due, _why(clock, say))
        for clock in view.clocks
    )


def _name(clock: Clock, view: CaseView, say: Speech, names: Mapping[str, str]) -> str:
    label, of = say.label("clock", clock.kind), ""
    if clock.kind is ClockKind.STAGE and (turn := following(view.state.plan)) is not None:
        of = stage_name(turn, names)
    if clock.kind is ClockKind.HANDOVER and (out := view.state.department) is not None:
        of = names.get(f"department:{out.name}", out.name)
    return f"{label}: {one_line(of, 80)}" if of else label


def _state(clock: Clock, say: Speech) -> str:
    if clock.late(say.now):
        return "late"
    return "soon" if clock.soon(say.now) else "running" if clock.running else "met"


def _text(clock: Clock, say: Speech) -> str:
    _ = say.words.gettext
    if clock.met is None:
        if clock.late(say.now):
            return _("overdue by %(span)s") % {"span": say.span(say.now - clock.due)}
        return _("%(span)s left") % {"span": say.span(clock.due - say.now)}
    if clock.late(say.now):
        return _("done %(span)s too late") % {"span": say.span(clock.met - clock.due)}
    return _("done in time")


def _why(clock: Clock, say: Speech) -> str:
    _ = say.words.gettext
    start = say.moment(clock.starts)
    if clock.kind in CALENDAR:
        return _("%(span)s by the calendar, counted from %(start)s.") % {"span": say.span(clock.term), "start": start}
    why = _("%(span)s of working time, counted from %(start)s.") % {"span": say.hours(clock.term), "start": start}
    if not clock.pauses:
        return why
    count = len(clock.pauses)
    paused = say.words.ngettext("It was stopped %(n)d time.", "It was stopped %(n)d times.", count) % {"n": count}
    return f"{why} {paused}"
