"""The prevention list at work (A14, B7): ranked causes, who looks after each, and which count as removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from config.errors import Impossible, NotFound, UsageError
from config.sentences import unknown
from moderation.causes import WEEK, CauseAct, CauseEvent, CauseFigure, Effect, Order, Standing, rank, standings
from moderation.desk.acting import checked_why
from moderation.masking import mask
from moderation.moments import moment
from moderation.people import PREVENT, require
from moderation.store import outcomes, people
from moderation.store.engine import alone

if TYPE_CHECKING:
    from config.causes import Cause
    from moderation.people import Person
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store

WEEKS = 13  # a quarter: what the list looks at where nothing else is said
MOST_WEEKS = 520


@dataclass(frozen=True, slots=True)
class Prevention:
    """The list: ranked causes over a time, and how many finished cases of that time have no cause yet."""

    starts: datetime
    until: datetime
    order: Order
    figures: tuple[CauseFigure, ...]
    undecided: int


def prevention(store: Store, book: Rulebook, now: datetime, *, weeks: int = WEEKS, order: Order = Order.CASES) -> Prevention:
    """Rank the causes over the last weeks. Raises UsageError for a time that cannot be looked at."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise UsageError(f"weeks: {weeks} cannot be looked at. Write a number from 1 to {MOST_WEEKS}")
    starts = now - weeks * WEEK
    with store.read() as tx:
        marks = standings(event for event in outcomes.cause_events(tx) if event.at <= now)
        cases, first = outcomes.blamed(tx, now), outcomes.first_received(tx)
        undecided = outcomes.without_cause(tx, starts)
    names = tuple(book.policy.causes)
    figures = rank(cases, marks, names, starts=starts, now=now, first=first, order=order)
    return Prevention(starts, now, order, figures, undecided)


def own(store: Store, person: Person, cause: str, *, book: Rulebook, now: datetime, owner: str, why: str = "") -> Standing:
    """Give a cause to a person who looks after it, with a note. Raises NotFound for a login that nobody has."""
    require(person, PREVENT)
    name = _known(store, cause, book)
    with store.write() as tx:
        alone(tx)
        found = people.find(tx, owner.strip().lower())
        if found is None or found.disabled:
            known = ", ".join(one.login for one in people.every(tx) if not one.disabled)
            raise NotFound(f'own: there is no person "{owner[:60]}" who could look after {name}. There are: {known}')
        note = checked_why(why).strip()
        outcomes.add_cause_event(tx, CauseEvent(name, 0, now, person.login, CauseAct.OWN, found.login, note))
    return standing(store, name)


def removed(store: Store, person: Person, cause: str, *, book: Rulebook, now: datetime, why: str) -> Standing:
    """Mark a cause as removed from now on; what that changes is measured afterwards. Raises Impossible where it is already."""
    return _mark(store, person, cause, CauseAct.REMOVED, book=book, now=now, why=why)


def returned(store: Store, person: Person, cause: str, *, book: Rulebook, now: datetime, why: str) -> Standing:
    """Take the mark back: the cause is there again. Raises Impossible where it was not removed."""
    return _mark(store, person, cause, CauseAct.RETURNED, book=book, now=now, why=why)


def _mark(store: Store, person: Person, cause: str, act: CauseAct, *, book: Rulebook, now: datetime, why: str) -> Standing:
    require(person, PREVENT)
    name = _known(store, cause, book)
    if not checked_why(why).strip():
        raise UsageError(f'{act}: say what was done about {name}. Give it: otklik causes {act} {name} --why "…"')
    with store.write() as tx:
        alone(tx)  # two marks at once would both find the cause as it was
        before = standings(outcomes.cause_events(tx)).get(name, Standing())
        if act is CauseAct.REMOVED and before.removed_at is not None:
            day = f"{before.removed_at:%Y-%m-%d}"
            raise Impossible(
                f"{name} is marked as removed already, on {day} by {before.removed_by}. Take the mark back first: "
                f'otklik causes returned {name} --why "…"'
            )
        if act is CauseAct.RETURNED and before.removed_at is None:
            raise Impossible(f'{name} is not marked as removed. Mark it: otklik causes removed {name} --why "…"')
        outcomes.add_cause_event(tx, CauseEvent(name, 0, now, person.login, act, None, why.strip()))
    return standing(store, name)


def standing(store: Store, cause: str) -> Standing:
    """Give how one cause stands."""
    with store.read() as tx:
        return standings(outcomes.cause_events(tx)).get(cause, Standing())


def _known(store: Store, cause: str, book: Rulebook) -> str:
    """Give the name of a cause back: one of the policy's, or one that was worked on before. Raises NotFound."""
    name = cause.strip().lower()
    with store.read() as tx:
        names = (*book.policy.causes, *{event.cause for event in outcomes.cause_events(tx)} - {*book.policy.causes})
    if name not in names:
        raise NotFound(f"cause: {unknown('a cause', cause.strip()[:60], names)}")
    return name


def prevention_document(found: Prevention, causes: Mapping[str, Cause]) -> dict[str, Any]:
    """Give the list as a document; money in the company's own, rates in cases a week."""
    return {
        "starts": moment(found.starts),
        "until": moment(found.until),
        "order": found.order.value,
        "undecided": found.undecided,
        "items": [cause_document(figure, causes.get(figure.cause)) for figure in found.figures],
    }


def cause_document(figure: CauseFigure, cause: Cause | None) -> dict[str, Any]:
    """Give one cause as a document; `listed` says whether the policy names it."""
    return {
        "cause": figure.cause,
        "label": {} if cause is None else dict(cause.label),
        "topics": [] if cause is None else list(cause.topics),
        "listed": cause is not None,
        "cases": figure.cases,
        "cost": figure.cost / 100,
        "recurrence": figure.recurrence,
        **standing_document(figure.standing),
        "effect": None if figure.effect is None else effect_document(figure.effect),
    }


def standing_document(mark: Standing) -> dict[str, Any]:
    """Give who looks after a cause and since when it counts as removed."""
    return {
        "owner": mark.owner,
        "note": mask(mark.note),
        "removed_at": moment(mark.removed_at),
        "removed_by": mark.removed_by,
        "removed_why": mask(mark.removed_why),
    }


def effect_document(effect: Effect) -> dict[str, float | None]:
    """Give what a removal has changed."""
    named = {"before": effect.before, "since": effect.since, "change": effect.change}
    return {name: None if value is None else round(value, 3) for name, value in named.items()}
