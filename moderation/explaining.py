"""Why a case is due when it is, whole: its market, its severity, every span of each clock, and what comes next (A3, A8, B6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from config.ladder import Whose
from moderation.case import Act
from moderation.deadlines import CALENDAR, ClockKind
from moderation.ladder import steps
from moderation.moments import moment
from moderation.reckoning import by_day, reckon, total

if TYPE_CHECKING:
    from moderation.case import Event, Pause
    from moderation.deadlines import Clock
    from moderation.documents import Document
    from moderation.ladder import Step
    from moderation.queue import CaseView
    from moderation.reckoning import Day
    from moderation.rulebook import Rulebook
    from moderation.workhours import Span


@dataclass(frozen=True, slots=True)
class Stop:
    """A pause of a clock: from when, to when it held it, until when it was meant to hold it at most, by whom and why."""

    starts: datetime
    ends: datetime
    limit: datetime
    by: str
    why: str

    @property
    def early(self) -> bool:
        """Say whether it was ended before its limit."""
        return self.ends < self.limit


@dataclass(frozen=True, slots=True)
class Delay:
    """A date that was told to the customer in the place of an earlier one (A5)."""

    at: datetime
    until: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Coming:
    """A step that the clock will do by itself if nothing happens: a warning, or the climb to a level and to whom."""

    act: Act
    at: datetime
    level: int
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """One clock with everything that made it due when it is."""

    clock: Clock
    spans: tuple[Span, ...]
    days: tuple[Day, ...]
    stops: tuple[Stop, ...]
    delays: tuple[Delay, ...]
    coming: tuple[Coming, ...]
    promised_by: str | None

    @property
    def counted(self) -> timedelta:
        """Give the time that counted."""
        return total(self.spans)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a case is due when it is; `market` is that of the policy whose terms it has, None for those of everybody."""

    case: int
    severity: str
    market: Whose | None
    timezone: str
    clocks: tuple[Explained, ...]


def explain(view: CaseView, book: Rulebook) -> Explanation:
    """Explain every clock of a case."""
    hours, state = view.terms.hours, view.state
    ahead = steps(state, view.clocks, book.climbs[state.severity], view.terms)
    found = []
    for clock in view.clocks:
        spans = reckon(clock, hours)
        found.append(
            Explained(
                clock,
                spans,
                by_day(spans, hours.timezone),
                tuple(_stop(pause, view.events) for pause in clock.pauses),
                tuple(_delays(clock, view.events)),
                tuple(_coming(step, view, book) for step in ahead if step.clock is clock.kind),
                state.promise.by if state.promise and clock.kind is ClockKind.PROMISE else None,
            )
        )
    return Explanation(view.id, str(state.severity), book.market_of(view.scope), hours.timezone, tuple(found))


def _stop(pause: Pause, events: Iterable[Event]) -> Stop:
    wanted = next((event for event in events if event.act is Act.WAIT and event.at == pause.starts), None)
    limit = pause.ends if wanted is None else datetime.fromisoformat(str(wanted.data["until"]))
    return Stop(pause.starts, pause.ends, max(limit, pause.ends), pause.by, pause.why)


def _delays(clock: Clock, events: Iterable[Event]) -> Iterable[Delay]:
    last = None
    for event in events:
        moved = ClockKind(str(event.data.get("clock") or ClockKind.REPLY)) if event.act is Act.DELAY else None
        # The same date again only hands in the notice of the delay.
        if moved is clock.kind and event.at >= clock.starts and event.data["until"] != last:
            last = event.data["until"]
            yield Delay(event.at, datetime.fromisoformat(str(event.data["until"])), event.by, event.why)


def _coming(step: Step, view: CaseView, book: Rulebook) -> Coming:
    owners = book.owners_of(view.scope, step.level) if step.level else ()
    return Coming(step.act, step.at, step.level, owners)


def explanation_document(explanation: Explanation, now: datetime) -> Document:
    """Give an explanation as a document: times in RFC 3339, lengths in seconds of the clock's own kind of time."""
    market = explanation.market
    return {
        "case": explanation.case,
        "severity": explanation.severity,
        "market": None if market is None else {name: list(value) for name, value in _named(market)},
        "timezone": explanation.timezone,
        "clocks": [_clock(one, now) for one in explanation.clocks],
    }


def _named(market: Whose) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Give what a market is for; what it leaves open is left out."""
    return ((name, value) for name in ("brands", "sites", "languages") if (value := getattr(market, name)))


def market_words(market: Whose | None) -> str:
    """Word in one line for which cases the terms are; nothing for those of everybody."""
    return "" if market is None else "; ".join(f"{name}: {', '.join(value)}" for name, value in _named(market))


def _clock(one: Explained, now: datetime) -> Document:
    clock = one.clock
    return {
        "clock": str(clock.kind),
        "starts": moment(clock.starts),
        "term": clock.term.total_seconds(),
        "working_time": clock.kind not in CALENDAR,
        "due": moment(clock.due),
        "planned": moment(clock.planned),
        "warns": moment(clock.warns),
        "met": moment(clock.met),
        "late": clock.late(now),
        "counted": one.counted.total_seconds(),
        "pauses": [
            {
                "starts": moment(stop.starts),
                "ends": moment(stop.ends),
                "limit": moment(stop.limit),
                "why": stop.why,
                "by": stop.by,
            }
            for stop in one.stops
        ],
        "delays": [
            {"at": moment(delay.at), "until": moment(delay.until), "why": delay.why, "by": delay.by} for delay in one.delays
        ],
        "promised_by": one.promised_by,
        "steps": [
            {"act": str(step.act), "at": moment(step.at), "level": step.level or None, "owners": list(step.owners)}
            for step in one.coming
        ],
        "spans": [
            {
                "starts": moment(span.starts),
                "ends": moment(span.ends),
                "counted": span.counted,
                "seconds": span.length.total_seconds(),
                "why": span.why,
            }
            for span in one.spans
        ],
    }
