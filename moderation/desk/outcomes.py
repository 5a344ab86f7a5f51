"""The outcome at the desk: what was decided, why the complaint arose, how the customer took it (C5, A14)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from config.errors import Impossible, UsageError
from config.sentences import unknown
from moderation.case import Act, Detail
from moderation.desk.acting import Data, act_on
from moderation.outcome import Reaction, Resolution, outcome_of
from moderation.people import require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.records import CaseFile
    from moderation.rulebook import Rulebook
    from moderation.state import State
    from moderation.store.engine import Store

DEAREST = 10_000_000  # what one case may cost; more is a slip of the finger


def resolve(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    resolution: str = "",
    cause: str = "",
    reaction: str = "",
    cost: float | None = None,
    why: str = "",
) -> CaseView:
    """Record the outcome, or a part of it; a later word takes the place of an earlier one, also after the case was closed.

    `cause` is one of the policy's; `cost` is what the case cost beside what was conceded, in the company's money.
    """
    require(person, Act.RESOLVE)
    data: dict[str, Detail] = {
        "resolution": _one_of("resolution", resolution, tuple(Resolution)),
        "cause": _one_of("cause", cause, tuple(book.policy.causes)),
        "reaction": _one_of("reaction", reaction, tuple(Reaction)),
        "cost": None if cost is None else checked_cost(cost),
    }
    told = {name: value for name, value in data.items() if value is not None}
    if not told:
        raise UsageError("resolve: nothing is said. Give at least one of resolution, cause, reaction and cost")
    news = partial(_news, told, why)
    return act_on(store, person, n, Act.RESOLVE, book=book, now=now, version=version, why=why, within=news)


def _news(told: Data, why: str, _tx: Connection, file: CaseFile, state: State) -> Data:
    """Leave out what was said before: a form sends everything, and what a scan saw must not become a person's word."""
    known = outcome_of(file.events, state)
    news = {name: value for name, value in told.items() if value != getattr(known, name)}
    if not news and not why.strip():
        raise Impossible(f"case {file.case.id}: all of this is recorded already. Say what is new, or why it is said again")
    return news


def _one_of(what: str, given: str, known: Sequence[str]) -> str | None:
    """Read one name of a list, None where nothing is given. Raises UsageError."""
    name = given.strip().lower()
    if not name:
        return None
    if name not in known:
        raise UsageError(f"{what}: {unknown(f'a {what}', given.strip()[:60], tuple(map(str, known)))}")
    return name


def checked_cost(cost: float) -> int:
    """Give money in hundredths. Raises UsageError for less than nothing and for more than a case can cost."""
    if not 0 <= cost <= DEAREST:
        raise UsageError(f"cost: {cost:g} is not what a case can cost. Write a number from 0 to {DEAREST}, for example 12.50")
    return round(cost * 100)
