"""What the clocks do by themselves when cron calls `otklik tick`, and the index made anew from the events."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from moderation import history
from moderation.case import Act
from moderation.state import fold
from moderation.store import cases
from moderation.store.engine import alone

if TYPE_CHECKING:
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store


def tick(store: Store, book: Rulebook, now: datetime) -> tuple[int, ...]:
    """Take up again the cases whose posted reply no scan has seen in the policy's days; give their numbers.

    Each is taken up once, however often and late this is called: the act itself ends the clock that caused it.
    """
    why = "no scan has seen the reply on the site within the policy's term"
    raised = []
    with store.write() as tx:
        alone(tx)
        # Read whole before the first event is written: rows that change under an open cursor may come twice.
        for case, events in tuple(cases.due_for_confirmation(tx, now)):
            history.append(tx, case, events, Act.UNCONFIRM, by=history.CLOCK, at=now, book=book, why=why)
            raised.append(case.id)
    return tuple(raised)


def rebuild(store: Store, book: Rulebook) -> tuple[int, ...]:
    """Compute the index columns of every case from its events; give the numbers of those that were different."""
    different = []
    with store.write() as tx:
        alone(tx)
        # All of them held: an act at the desk would otherwise write its index between the reading here and the writing.
        for case, events in cases.histories(tx, held=True):
            index = history.index_of(fold(events), history.scope_of(case), book)
            if index != cases.stored_index(case):
                cases.write_index(tx, case.id, index)
                different.append(case.id)
    return tuple(different)
