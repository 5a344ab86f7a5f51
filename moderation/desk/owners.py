"""Owners at the desk: whose the case is, and how high it stands (E1, B2)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import NotFound
from moderation.case import Act
from moderation.desk.acting import act_on
from moderation.people import may, require
from moderation.store import people

if TYPE_CHECKING:
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store


def assign(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, owner: str
) -> CaseView:
    """Give the case to a person (E1)."""
    require(person, Act.ASSIGN)
    with store.read() as tx:
        found = people.find(tx, owner.strip().lower())
        if found is None or not may(found, Act.REPLY):
            known = ", ".join(one.login for one in people.every(tx) if may(one, Act.REPLY))
            raise NotFound(f'assign: there is no person "{owner}" who could take case {n}. There are: {known or "none"}')
    return act_on(store, person, n, Act.ASSIGN, book=book, now=now, version=version, data={"owner": found.login})


def escalate(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, why: str
) -> CaseView:
    """Take the case one level up the ladder (A6, B2)."""
    return act_on(
        store,
        person,
        n,
        Act.ESCALATE,
        book=book,
        now=now,
        version=version,
        why=why,
        within=lambda _, __, state: {"level": state.level + 1},
    )
