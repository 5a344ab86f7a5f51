"""Append to a case's history: the event, the version and the index columns move together or not at all (decision 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import StaleVersion
from moderation import announcing
from moderation.case import Act, Event
from moderation.deadlines import clocks, next_clock
from moderation.ladder import next_step, steps
from moderation.noticing import tell
from moderation.records import CaseRecord
from moderation.rulebook import Scope
from moderation.state import State, advance, fold
from moderation.store import cases

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from moderation.deadlines import Clock, Terms
    from moderation.rulebook import Rulebook
    from moderation.store.cases import Index

SCAN, CLOCK, TRIAGE = "machine:scan", "machine:clock", "machine:triage"


@dataclass(frozen=True, slots=True)
class Happened:
    """An event that is to be appended to a case, with the state and the index that follow from it."""

    case: CaseRecord
    state: State
    event: Event
    index: Index


def index_of(state: State, scope: Scope, book: Rulebook) -> Index:
    """Compute the index columns of a case from its state and the rules that are its own."""
    terms = book.terms_of(scope)
    return index_with(state, clocks(state, terms), terms, book)


def index_with(state: State, found: Sequence[Clock], terms: Terms, book: Rulebook) -> Index:
    """Compute the index columns of a case whose clocks were computed already, by its own terms."""
    pending = steps(state, found, book.climbs[state.severity], terms)
    return cases.index_of(state, next_clock(found), next_step(pending))


def scope_of(case: CaseRecord) -> Scope:
    """Give what of a case decides which rules are its own."""
    return Scope(case.brand, case.site, case.language, case.topics, case.risks)


def append(
    tx: Connection,
    case: CaseRecord,
    events: Sequence[Event],
    act: Act,
    *,
    by: str,
    at: datetime,
    book: Rulebook,
    why: str = "",
    data: Mapping[str, str | int | None] | None = None,
    **columns: object,
) -> State:
    """Append one event to a case read as `case` and `events`; give its new state.

    Raises StaleVersion when somebody else has moved the case on since it was read; nothing is written then.
    """
    if not cases.claim_version(tx, case.id, case.version):
        raise StaleVersion(f"case {case.id} was changed by somebody else just now. Look at it again: otklik show {case.id}")
    # The number follows from what was read; UNIQUE(case_id, seq) stands behind it should two ever read the same.
    happened = Event(events[-1].seq + 1, at, by, act, why, data or {})
    before = fold(events)
    state, scope = advance(before, happened), scope_of(case)
    cases.append(tx, case.id, happened, index_of(state, scope, book), **columns)
    if book.hooks:
        announcing.happened(tx, case, state, scope, happened, book)
    # Here, so that whoever must hear of an event does, whichever door it came by.
    tell(tx, case.id, scope, happened, before, state, book)
    return state


def append_all(tx: Connection, happened: Sequence[Happened], book: Rulebook) -> None:
    """Append an event to each of many cases that are held, such as changes no state and is told to nobody of the staff.

    Raises StaleVersion where one was not held; the transaction must not be committed then.
    """
    if not cases.append_all(tx, [(one.case.id, one.case.version, one.event, one.index) for one in happened]):
        raise StaleVersion("cases were changed by somebody else just now. Run it again")
    if book.hooks:
        for one in happened:
            announcing.happened(tx, one.case, one.state, scope_of(one.case), one.event, book)
