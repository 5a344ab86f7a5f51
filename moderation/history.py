"""Append to a case's history: the event, the version and the index columns move together or not at all (decision 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    from moderation.rulebook import Rulebook
    from moderation.store.cases import Index

SCAN, CLOCK, TRIAGE = "machine:scan", "machine:clock", "machine:triage"


def index_of(state: State, scope: Scope, book: Rulebook) -> Index:
    """Compute the index columns of a case from its state and the rules that are its own."""
    terms = book.terms_of(scope)
    found = clocks(state, terms)
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
