"""Terms at the desk: a promise, a delay with its reason, a pause (A5, A7)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from moderation.case import Act, Detail
from moderation.desk.acting import act_on, checked_limit, checked_text, checked_url
from moderation.people import require

if TYPE_CHECKING:
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.rulebook import Rulebook
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
) -> CaseView:
    """Move the promise, or else the reply, to a new date for a reason; `text` is the notice that tells the customer (A5)."""
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
        within=lambda _, __, state: {"clock": "reply" if state.promise is None else "promise"},
    )
