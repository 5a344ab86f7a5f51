"""Answering at the desk: acknowledge, draft, approve, post (A3, B5)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import UsageError
from moderation.case import Act
from moderation.channels import ways_of
from moderation.desk import linting
from moderation.desk.acting import Data, Within, act_on, checked_text, checked_url
from moderation.desk.outbox import check_free
from moderation.people import require

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.records import CaseFile
    from moderation.rulebook import Rulebook
    from moderation.state import State
    from moderation.store.engine import Store


def acknowledge(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, url: str = ""
) -> CaseView:
    """Record that the customer was told: we have your complaint (A3). `url` is where it stands, publicly."""
    require(person, Act.ACKNOWLEDGE)
    data = {"url": checked_url(url)} if url else {}
    return act_on(store, person, n, Act.ACKNOWLEDGE, book=book, now=now, version=version, data=data)


def reply(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, text: str
) -> CaseView:
    """Draft the reply in substance; a new draft takes the place of the old one and voids its approval."""
    require(person, Act.REPLY)
    checked_text(text)
    return act_on(store, person, n, Act.REPLY, book=book, now=now, version=version, text=text.strip(), within=_free(now))


def approve(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, despite: str = ""
) -> CaseView:
    """Approve the draft of another person. What blocks is overruled by a supervisor who says why: `despite`. Raises Unfit."""
    require(person, Act.APPROVE)

    def fit(tx: Connection, file: CaseFile, state: State) -> Data:
        return linting.passed(tx, file, state, person, Act.APPROVE, book=book, now=now, despite=despite)

    return act_on(store, person, n, Act.APPROVE, book=book, now=now, version=version, why=despite, within=fit)


def post(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    url: str = "",
    how: str = "",
    despite: str = "",
    within: Within | None = None,
) -> CaseView:
    """Record that the drafted reply was posted on the site; it counts as confirmed when a scan has seen it there.

    `how` says how a customer was answered whose complaint stands on no site: the way it came, where nothing is said. What blocks
    is overruled by a supervisor who says why: `despite`. `within` comes after every check: a connector stops there, and posts
    first. Raises Unfit.
    """
    require(person, Act.POST)
    data = {"url": checked_url(url)} if url else {}
    answered = _answered(how, within)

    def fit(tx: Connection, file: CaseFile, state: State) -> Data:
        overruled = linting.passed(tx, file, state, person, Act.POST, book=book, now=now, despite=despite)
        return {**overruled, **answered(tx, file, state)}

    return act_on(store, person, n, Act.POST, book=book, now=now, version=version, why=despite, data=data, within=_free(now, fit))


def _answered(how: str, then: Within | None) -> Within:
    """Add how the customer was answered, where no site shows it. Raises UsageError."""

    def answered(tx: Connection, file: CaseFile, state: State) -> Data:
        details = {} if (by := _way(how, file.case.id, state)) is None else {"how": by}
        return {**details, **({} if then is None else then(tx, file, state))}

    return answered


def _way(how: str, n: int, state: State) -> str | None:
    if state.channel is None:
        if how:
            raise UsageError(f"how: case {n} stands on a site, and so does its reply. Leave it out")
        return None
    ways = ways_of(state.channel)
    if how and how not in ways:
        raise UsageError(f'how: "{how[:40]}" is no way to answer case {n}. Write one of: {", ".join(ways)}')
    return how or state.channel


def _free(now: datetime, then: Within | None = None) -> Within:
    """See that no reply of the case is on its way by machine, then go on."""

    def free(tx: Connection, file: CaseFile, state: State) -> Data:
        check_free(tx, file.case.id, now)
        return {} if then is None else then(tx, file, state)

    return free
