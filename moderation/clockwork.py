"""What the clocks do by themselves when cron calls `otklik tick`, and the index made anew from the events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from moderation import entering, history
from moderation.calendaring import take_up
from moderation.case import Act, Detail, Event
from moderation.deadlines import ClockKind, clocks
from moderation.knocks import KEPT
from moderation.ladder import Step, steps, why_of
from moderation.records import CaseRecord
from moderation.state import State, fold
from moderation.store import cases, entered, once, people, webhooks
from moderation.store.engine import alone

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store


PORTION = 100  # cases of one transaction


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did: numbers of cases taken up again, warned of, taken up the ladder, and of those whose deadlines moved.

    `forgotten` counts customers whose contact is kept no longer.
    """

    unconfirmed: tuple[int, ...] = ()
    warned: tuple[int, ...] = ()
    escalated: tuple[int, ...] = ()
    forgotten: int = 0
    reckoned: tuple[int, ...] = ()


def tick(store: Store, book: Rulebook, now: datetime) -> Ticked:
    """Take up an edited calendar and the cases whose posted reply no scan has seen in time, then warn and climb (A6, A8, B2).

    Each thing happens once, however often and late this is called: the act itself ends what caused it, and a step of the ladder
    that has happened is named in the history (RELIABILITY rows 48, 49).
    """
    why = "no scan has seen the reply on the site within the policy's term"
    raised = []
    done: list[tuple[int, Act]] = []
    reckoned = take_up(store, book, now)
    with store.write() as tx:
        alone(tx)
        once.sweep(tx, now)
        webhooks.sweep(tx, now)
        entered.sweep_knocks(tx, now - KEPT)
        # Read whole before the first event is written: rows that change under an open cursor may come twice.
        for case, events in [found for found in cases.due_for_confirmation(tx, now) if _unseen(*found, book, now)]:
            history.append(tx, case, events, Act.UNCONFIRM, by=history.CLOCK, at=now, book=book, why=why)
            raised.append(case.id)
    last: int | None = 0
    while last is not None:
        last = _portion(store, book, now, last, done)
    warned, escalated = (tuple(sorted({n for n, act in done if act is wanted})) for wanted in (Act.WARN, Act.ESCALATE))
    return Ticked(tuple(raised), warned, escalated, entering.forget(store, book, now), reckoned)


def _portion(store: Store, book: Rulebook, now: datetime, after: int, done: list[tuple[int, Act]]) -> int | None:
    """Do the steps of some cases; give the number of the last one, None when no more are due.

    Each portion is a transaction of its own: after a long silence thousands of cases climb at once, and nobody at the desk should
    wait for all of them.
    """
    with store.write() as tx:
        alone(tx)
        known = {one.login for one in people.every(tx) if not one.disabled}
        found = cases.due_for_a_step(tx, now, after=after, limit=PORTION)
        climbed = [(case.id, act) for case, events in found for act in _climb(tx, case, events, book, now, known)]
    done += climbed
    return found[-1][0].id if len(found) == PORTION else None


def _unseen(case: CaseRecord, events: tuple[Event, ...], book: Rulebook, now: datetime) -> bool:
    """Say whether the clock that waits for the reply to be seen has run out."""
    found = clocks(fold(events), book.terms_of(history.scope_of(case)))
    return any(clock.kind is ClockKind.CONFIRM and clock.running and clock.due <= now for clock in found)


def _climb(
    tx: Connection, case: CaseRecord, events: tuple[Event, ...], book: Rulebook, now: datetime, known: set[str]
) -> list[Act]:
    """Do every step of a case that is due, in order; each changes which come after it."""
    scope = history.scope_of(case)
    terms = book.terms_of(scope)
    acts: list[Act] = []
    state = fold(events)
    while step := next(iter(steps(state, clocks(state, terms), book.climbs[state.severity], terms)), None):
        if step.at > now:
            break
        data: dict[str, Detail] = {"key": step.key, "clock": str(step.clock)}
        if step.act is Act.ESCALATE:
            data |= _level(step, state, book.owners_of(scope, step.level), known)
        state = history.append(tx, case, events, step.act, by=history.CLOCK, at=now, book=book, why=why_of(step), data=data)
        case, events = replace(case, version=case.version + 1), cases.events(tx, case.id)
        acts.append(step.act)
    return acts


def _level(step: Step, state: State, owners: tuple[str, ...], known: set[str]) -> dict[str, Detail]:
    """Say to which level and whom a case goes; levels that a role owns leave it with its owner, where the whole role sees it."""
    named = next((owner for owner in owners if owner in known), None)
    return {"level": step.level, "owner": named or state.owner}


def rebuild(store: Store, book: Rulebook, now: datetime | None = None) -> tuple[int, ...]:
    """Compute the index columns of every case from its events; give the numbers of those that were different.

    With `now` an edited calendar is taken up first, and the cases whose deadlines moved count among the different ones.
    """
    different = [] if now is None else [*take_up(store, book, now)]
    with store.write() as tx:
        alone(tx)
        # All of them held: an act at the desk would otherwise write its index between the reading here and the writing.
        for case, events in cases.histories(tx, held=True):
            index = history.index_of(fold(events), history.scope_of(case), book)
            if index != cases.stored_index(case):
                cases.write_index(tx, case.id, index)
                different.append(case.id)
    return tuple(sorted(set(different)))
