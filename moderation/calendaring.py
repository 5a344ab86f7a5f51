"""Take up an edited calendar: deadlines of open cases are computed anew, once, and each that moved is noted (RELIABILITY §7).

It goes on in portions, and how far it has come is written with each: whoever is killed in the middle, or edits the calendar once
more, has no case noted twice and none left out.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from pydantic import ValidationError

from config.policy import Policy
from moderation import history
from moderation.case import Act, Detail, Event
from moderation.deadlines import Clock, clocks
from moderation.history import Happened
from moderation.records import CaseRecord
from moderation.rulebook import with_policy
from moderation.state import State, fold
from moderation.store import cases, memory
from moderation.store.engine import alone

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from moderation.rulebook import Rulebook
    from moderation.store.cases import Index
    from moderation.store.engine import Store

NAME, PASS = "terms", "terms: being taken up"  # of the memory
WHY = "the calendar or the terms were edited"
PORTION = 200  # cases of one transaction: nobody at the desk waits for all of them
_PARTS = ("hours", "markets")


@dataclass(frozen=True, slots=True)
class Pass:
    """A taking-up that is under way: to which terms, and the number of the last case that has been brought to them.

    `before` says with which terms cases were computed until now: those up to a number, then those up to the next one.
    """

    present: str
    after: int
    before: tuple[tuple[int, str], ...]


def take_up(store: Store, book: Rulebook, now: datetime) -> tuple[int, ...]:
    """Compare the terms with those that were known last; where they differ, note every running deadline that moved.

    Gives the numbers of the cases concerned. Clocks that were met keep what they were due. Of three runs at once each does a
    part. Without terms known from before nothing is noted.
    """
    present = described(book)
    with store.read() as tx:
        if memory.value(tx, NAME) == present and memory.value(tx, PASS) is None:
            return ()
    with store.write() as tx:
        alone(tx)
        under_way = _begin(tx, present, now)
        waiting = () if under_way is None else cases.open_numbers(tx, under_way.after, under_way.before[-1][0])
    moved: list[int] = []
    known: dict[str, Rulebook | None] = {}
    while under_way is not None:
        with store.write() as tx:
            alone(tx)
            under_way = _pass(tx)
            # Another one may have ended it meanwhile. One with other terms takes it over: two that differ must not go on forever.
            if under_way is None or under_way.present != present:
                break
            start = bisect_right(waiting, under_way.after)
            part = waiting[start : start + PORTION]
            if part:
                known |= {text: _book_of(text, present, book) for _, text in under_way.before if text not in known}
                moved += _portion(tx, part, under_way.before, known, book, now)
                _keep(tx, Pass(present, part[-1], under_way.before), now)
            else:
                memory.keep(tx, NAME, present, now)
                memory.forget(tx, PASS)
    return tuple(sorted(moved))


def _begin(tx: Connection, present: str, now: datetime) -> Pass | None:
    """Begin to take terms up, or go on; None where there is nothing to do."""
    known, found = memory.value(tx, NAME), _pass(tx)
    if found is not None and found.present == present:
        return found
    if found is None and (known is None or known == present):
        memory.keep(tx, NAME, present, now)
        memory.forget(tx, PASS)
        return None
    last = cases.last_number(tx)
    before: tuple[tuple[int, str], ...] = ((last, str(known)),)
    if found is not None:
        # Edited once more: the first cases were brought to those terms already, and those opened since never had others.
        rest = tuple(one for one in found.before if one[0] > found.after)
        before = ((found.after, found.present), *rest, (max(last, found.before[-1][0]), found.present))
    begun = Pass(present, 0, before)
    _keep(tx, begun, now)
    return begun


def _keep(tx: Connection, under_way: Pass, now: datetime) -> None:
    memory.keep(tx, PASS, json.dumps(asdict(under_way), ensure_ascii=False), now)


def _pass(tx: Connection) -> Pass | None:
    """Read how far a taking-up has come; None where none is under way."""
    try:
        data = json.loads(memory.value(tx, PASS) or "null")
        return data and Pass(data["present"], int(data["after"]), tuple((int(upto), str(text)) for upto, text in data["before"]))
    except (ValueError, KeyError, TypeError):
        return None


def _portion(
    tx: Connection,
    part: Sequence[int],
    before: Sequence[tuple[int, str]],
    known: Mapping[str, Rulebook | None],
    book: Rulebook,
    now: datetime,
) -> list[int]:
    """Note the deadlines that moved of some cases; of the others write the index anew where a warning comes at another moment."""
    moved: list[Happened] = []
    others: list[tuple[int, Index]] = []
    bounds = [upto for upto, _ in before]
    for case, events in cases.open_histories(tx, part):
        state, terms = fold(events), book.terms_of(history.scope_of(case))
        found = clocks(state, terms)
        index = history.index_with(state, found, terms, book)
        data = _moved(_was(case, state, known[before[bisect_left(bounds, case.id)][1]]), _dues(found))
        if data:
            event = Event(events[-1].seq + 1, now, history.CLOCK, Act.RECKON, WHY, data)
            moved.append(Happened(case, state, event, index))
        elif index != cases.stored_index(case):
            others.append((case.id, index))
    history.append_all(tx, moved, book)
    cases.write_indexes(tx, others)
    return [one.case.id for one in moved]


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


def _moved(was: Mapping[str, datetime], due: Mapping[str, datetime]) -> dict[str, Detail]:
    """Say from when to when each deadline moved."""
    moved: dict[str, Detail] = {}
    for kind, moment in due.items():
        if kind in was and was[kind] != moment:
            moved |= {f"{kind}_was": was[kind].isoformat(), kind: moment.isoformat()}
    return moved


def _was(case: CaseRecord, state: State, before: Rulebook | None) -> Mapping[str, datetime]:
    """Say what was due when: by the terms known from before, else what the index says, which knows the next clock only."""
    if before is not None:
        return _dues(clocks(state, before.terms_of(history.scope_of(case))))
    return {} if case.next_clock is None or case.next_due is None else {case.next_clock: case.next_due}


def _dues(found: Sequence[Clock]) -> dict[str, datetime]:
    return {str(clock.kind): clock.due for clock in found if clock.running}
