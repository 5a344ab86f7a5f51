"""Take up an edited calendar: deadlines of open cases are computed anew, once, and each that moved is noted (RELIABILITY §7)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from pydantic import ValidationError

from config.policy import Policy
from moderation import history
from moderation.case import Act, Detail, Event
from moderation.deadlines import clocks
from moderation.records import CaseRecord
from moderation.rulebook import with_policy
from moderation.state import State, fold
from moderation.store import cases, memory

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from moderation.rulebook import Rulebook

NAME = "terms"  # of the memory
WHY = "the calendar or the terms were edited"
_PARTS = ("hours", "markets")


def take_up(tx: Connection, book: Rulebook, now: datetime) -> tuple[int, ...]:
    """Compare the terms with those that were known last; where they differ, note every running deadline that moved.

    Gives the numbers of the cases concerned. Clocks that were met keep what they were due. The terms are remembered in the same
    transaction, and its caller has made sure to be `alone`: of three runs at once, one does it. Without terms known from before
    nothing is noted.
    """
    known, present = memory.value(tx, NAME), described(book)
    if known == present:
        return ()
    moved = []
    if known is not None:
        before = _book_of(known, present, book)
        for case, events in tuple(cases.open_histories(tx)):
            if _note(tx, case, events, before, book, now):
                moved.append(case.id)
    memory.keep(tx, NAME, present, now)
    return tuple(moved)


def described(book: Rulebook) -> str:
    """Write down everything that deadlines are computed with, so that it can be compared and read again."""
    policy = book.policy
    terms = {name: {part: _seconds(value) for part, value in target} for name, target in policy.targets.items()}
    parts = policy.model_dump(mode="json", include=set(_PARTS))
    climbs = {str(name): climb.model_dump() for name, climb in book.climbs.items()}
    written = {"targets": terms, "warning": policy.warning, "climbs": climbs, "timezone": book.timezone, **parts}
    return json.dumps({**written, "holidays": _holidays()}, sort_keys=True, ensure_ascii=False)


def _seconds(value: object) -> str:
    return f"{int(value.total_seconds())}s" if hasattr(value, "total_seconds") else str(value)


@cache
def _holidays() -> str:
    """Name the edition of the public holidays: a newer one may know other days."""
    from importlib.metadata import version

    return version("holidays")


def _book_of(known: str, present: str, book: Rulebook) -> Rulebook | None:
    """Make the rules ready as they were written down; None where they are the same over newer holidays, or cannot be read."""
    try:
        data = json.loads(known)
        if {**data, "holidays": ""} == {**json.loads(present), "holidays": ""}:
            return None
        kept = {name: data[name] for name in ("targets", "warning", *_PARTS)}
        return with_policy(book, Policy.model_validate({**book.policy.model_dump(), **kept}), str(data["timezone"]))
    except (ValueError, KeyError, TypeError, ValidationError):
        return None


def _note(
    tx: Connection, case: CaseRecord, events: tuple[Event, ...], before: Rulebook | None, book: Rulebook, now: datetime
) -> bool:
    """Note the deadlines of a case that moved; else write its index anew, for a warning may come at another moment."""
    state, scope = fold(events), history.scope_of(case)
    was, due = _was(case, state, before), _dues(state, case, book)
    moved: dict[str, Detail] = {}
    for kind, moment in due.items():
        if kind in was and was[kind] != moment:
            moved |= {f"{kind}_was": was[kind].isoformat(), kind: moment.isoformat()}
    if moved:
        history.append(tx, case, events, Act.RECKON, by=history.CLOCK, at=now, book=book, why=WHY, data=moved)
        return True
    index = history.index_of(state, scope, book)
    if index != cases.stored_index(case):
        cases.write_index(tx, case.id, index)
    return False


def _was(case: CaseRecord, state: State, before: Rulebook | None) -> Mapping[str, datetime]:
    """Say what was due when: by the terms known from before, else what the index says, which knows the next clock only."""
    if before is not None:
        return _dues(state, case, before)
    return {} if case.next_clock is None or case.next_due is None else {case.next_clock: case.next_due}


def _dues(state: State, case: CaseRecord, book: Rulebook) -> dict[str, datetime]:
    found = clocks(state, book.terms_of(history.scope_of(case)))
    return {str(clock.kind): clock.due for clock in found if clock.running}
