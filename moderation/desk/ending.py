"""Ending at the desk: what was decided, and the end of handling (C5, E3)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from moderation.case import Act
from moderation.desk.acting import act_on

if TYPE_CHECKING:
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store


def close(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, why: str = ""
) -> CaseView:
    """End the handling; without a confirmed reply only with a reason."""
    return act_on(store, person, n, Act.CLOSE, book=book, now=now, version=version, why=why)


def reopen(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, why: str
) -> CaseView:
    """Take a closed or dismissed case up again; a new reply clock starts."""
    return act_on(store, person, n, Act.REOPEN, book=book, now=now, version=version, why=why)


def dismiss(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, why: str
) -> CaseView:
    """Record that this is no complaint to us, and why."""
    return act_on(store, person, n, Act.DISMISS, book=book, now=now, version=version, why=why)
