"""The prevention list (A14, B7): causes of complaints ranked by cases, cost and recurrence, and what removing one has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WEEK = timedelta(weeks=1)
LOOKBACK = 12 * WEEK  # how far before its removal a cause is looked at


class CauseAct(StrEnum):
    """What is done about a cause."""

    OWN = "own"
    REMOVED = "removed"
    RETURNED = "returned"


class Order(StrEnum):
    """What the list is ranked by first; the other two decide between equals."""

    CASES = "cases"
    COST = "cost"
    RECURRENCE = "recurrence"


@dataclass(frozen=True, slots=True)
class CauseEvent:
    """One line of the history of a cause: who, when, what, why; `owner` is the login that an `own` names."""

    cause: str
    seq: int
    at: datetime
    by: str
    act: CauseAct
    owner: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a cause stands: who looks after it with which note, and since when it counts as removed."""

    owner: str | None = None
    note: str = ""
    removed_at: datetime | None = None
    removed_by: str | None = None
    removed_why: str = ""


NOTHING = Standing()


def standings(events: Iterable[CauseEvent]) -> Mapping[str, Standing]:
    """Compute how every cause stands from its events in order."""
    found: dict[str, Standing] = {}
    for event in events:
        found[event.cause] = _after(found.get(event.cause, NOTHING), event)
    return found


def _after(state: Standing, event: CauseEvent) -> Standing:
    if event.act is CauseAct.OWN:
        return Standing(event.owner, event.why, state.removed_at, state.removed_by, state.removed_why)
    if event.act is CauseAct.REMOVED:
        return Standing(state.owner, state.note, event.at, event.by, event.why)
    return Standing(state.owner, state.note)


@dataclass(frozen=True, slots=True)
class Blamed:
    """One case with its recorded cause; `cost` is all that it cost: what was conceded and the rest, in hundredths."""

    case: int
    cause: str
    received_at: datetime
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """What a removal has changed: cases a week before it and since, None where less than a week is known."""

    before: float | None
    since: float | None

    @property
    def change(self) -> float | None:
        """Give the change as a share: −0.8 is four fifths fewer; None where it cannot be told."""
        if self.before is None or self.since is None or not self.before:
            return None
        return self.since / self.before - 1


@dataclass(frozen=True, slots=True)
class CauseFigure:
    """One line of the list: cases and cost of the period; `recurrence` are the cases received since the removal."""

    cause: str
    cases: int
    cost: int
    recurrence: int
    standing: Standing = NOTHING
    effect: Effect | None = None


def rank(
    blamed: Iterable[Blamed],
    marks: Mapping[str, Standing],
    names: Sequence[str],
    *,
    starts: datetime,
    now: datetime,
    first: datetime | None,
    order: Order = Order.CASES,
) -> tuple[CauseFigure, ...]:
    """Rank the causes: those of `names`, those that cases name, and those with a mark.

    Cases and cost count from `starts` to `now`; `first` is when the first case of all was received, for before that nothing is
    known of any cause.
    """
    found: dict[str, list[Blamed]] = {name: [] for name in (*names, *marks)}
    for case in blamed:
        if case.received_at <= now:
            found.setdefault(case.cause, []).append(case)
    figures = [_figure(name, cases, marks.get(name, NOTHING), starts, now, first) for name, cases in found.items()]
    return tuple(sorted(figures, key=lambda figure: (*(-value for value in _values(figure, order)), figure.cause)))


def _values(figure: CauseFigure, order: Order) -> tuple[int, ...]:
    named = {Order.CASES: figure.cases, Order.COST: figure.cost, Order.RECURRENCE: figure.recurrence}
    return (named.pop(order), *named.values())


def _figure(
    name: str, cases: Sequence[Blamed], mark: Standing, starts: datetime, now: datetime, first: datetime | None
) -> CauseFigure:
    counted = [case for case in cases if case.received_at >= starts]
    removed = mark.removed_at
    again = 0 if removed is None else sum(case.received_at >= removed for case in cases)
    effect = None if removed is None else effect_of([case.received_at for case in cases], removed, now, first)
    return CauseFigure(name, len(counted), sum(case.cost for case in counted), again, mark, effect)


def effect_of(received: Iterable[datetime], removed: datetime, now: datetime, first: datetime | None) -> Effect:
    """Measure what a removal has changed, in cases a week; of less than a week nothing is said."""
    moments = tuple(received)
    starts = max(removed - LOOKBACK, first or removed)
    before = sum(starts <= moment < removed for moment in moments)
    since = sum(removed <= moment <= now for moment in moments)
    return Effect(_a_week(before, removed - starts), _a_week(since, now - removed))


def _a_week(count: int, length: timedelta) -> float | None:
    return None if length < WEEK else count / (length / WEEK)
