"""Terms at the desk: a promise, a delay with its reason, a pause (A5, A7)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import Impossible
from moderation.case import Act, Detail
from moderation.deadlines import ClockKind, clocks
from moderation.delaying import notice, owed, until_of
from moderation.desk.acting import Data, Within, act_on, checked_limit, checked_text, checked_url
from moderation.history import scope_of
from moderation.people import require
from moderation.queue import view
from moderation.store import answers
from moderation.store.answers import DraftRecord

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.settings import Settings
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.records import CaseFile
    from moderation.rulebook import Rulebook
    from moderation.state import State
    from moderation.store.engine import Store

NOTICE = "delay"  # the kind of text that a delay notice is


def wait(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    until: datetime,
    why: str,
) -> CaseView:
    """Stop the reply clock until a limit: the next move is somebody else's."""
    require(person, Act.WAIT)
    checked_limit(until, now)
    return act_on(store, person, n, Act.WAIT, book=book, now=now, version=version, why=why, data={"until": until.isoformat()})


def resume(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, why: str = ""
) -> CaseView:
    """Let the reply clock run again."""
    return act_on(store, person, n, Act.RESUME, book=book, now=now, version=version, why=why)


def promise(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    until: datetime,
    url: str = "",
    why: str = "",
) -> CaseView:
    """Record what the customer was promised until when, and where it stands; the promise has a clock of its own (A7)."""
    require(person, Act.PROMISE)
    checked_limit(until, now, "promise")
    data: dict[str, Detail] = {"until": until.isoformat(), **({"url": checked_url(url)} if url else {})}
    return act_on(store, person, n, Act.PROMISE, book=book, now=now, version=version, why=why, data=data)


def keep(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, why: str = ""
) -> CaseView:
    """Record that the promise was kept."""
    return act_on(store, person, n, Act.KEEP, book=book, now=now, version=version, why=why)


def delay(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    until: datetime,
    why: str,
    text: str = "",
    url: str = "",
    settings: Settings | None = None,
) -> CaseView:
    """Move the promise, or else the reply, to a new date for a reason; `text` is the notice that tells the customer (A5).

    Without a text the prepared notice is kept as the person's own draft, where `settings` are given and they have none yet; it
    is handed in later with the same date.
    """
    require(person, Act.DELAY)
    checked_limit(until, now, "delay")
    data: dict[str, Detail] = {"until": until.isoformat(), **({"url": checked_url(url)} if url else {})}
    if text:
        checked_text(text, "delay")
    return act_on(
        store,
        person,
        n,
        Act.DELAY,
        book=book,
        now=now,
        version=version,
        why=why,
        data=data,
        text=text.strip() or None,
        kind=NOTICE,
        within=_delaying(person, until, why, text, settings, book=book, now=now),
    )


def _delaying(
    person: Person, until: datetime, why: str, text: str, settings: Settings | None, *, book: Rulebook, now: datetime
) -> Within:
    """Say which clock is moved; draft the notice that is still to be written."""

    def within(tx: Connection, file: CaseFile, state: State) -> Data:
        moved = _moved(file, state, until, book, handed_in=bool(text))
        if not text and settings is not None and answers.draft_of(tx, file.case.id, person.login, NOTICE) is None:
            drafted = notice(view(file, book, now), person, until, why, settings=settings, book=book, now=now)
            if drafted:
                answers.save_draft(tx, DraftRecord(file.case.id, person.login, NOTICE, drafted, now))
        return {"clock": str(moved)}

    return within


def _moved(file: CaseFile, state: State, until: datetime, book: Rulebook, *, handed_in: bool) -> ClockKind:
    """Name the clock that a delay moves. Raises Impossible for a date that is no later than what is due already.

    The notice that is owed of the last delay may be handed in with its own date.
    """
    kind = ClockKind.REPLY if state.promise is None else ClockKind.PROMISE
    due = next(clock.due for clock in clocks(state, book.terms_of(scope_of(file.case))) if clock.kind is kind)
    last = owed(file.events)
    if handed_in and last is not None and until == due == until_of(last):
        return kind
    if until <= due:
        raise Impossible(
            f"case {file.case.id}: its {kind} is due at {due:%Y-%m-%d %H:%M} UTC, and {until:%Y-%m-%d} is no later. "
            f"A delay needs a later date: otklik delay {file.case.id} --until DATE"
        )
    return kind
