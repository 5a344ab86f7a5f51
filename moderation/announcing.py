"""Write down what other programs are to be told, in the transaction of the event itself: told if and only if it happened."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from moderation.case import Event, Severity
from moderation.hooks import Told, payload, type_of
from moderation.rulebook import Scope
from moderation.store import webhooks
from moderation.store.webhooks import New

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from moderation.records import CaseRecord
    from moderation.rulebook import Rulebook
    from moderation.state import State
    from moderation.store.cases import Index, Opening


def happened(tx: Connection, case: CaseRecord, state: State, scope: Scope, event: Event, book: Rulebook) -> None:
    """Announce an event to every hook that wants it."""
    told = Told(case.id, state.status, state.severity, state.level, case.site, case.brand)
    webhooks.put(tx, _messages(book, told, scope, state.severity, event), event.at)


def opened(
    tx: Connection, openings: Sequence[tuple[Opening, Index]], numbers: Mapping[int, int], book: Rulebook, now: datetime
) -> None:
    """Announce new cases; `numbers` are those of the cases by their mention."""
    found: list[New] = []
    for opening, index in openings:
        told = Told(numbers[opening.mention_id], index.status, opening.severity, index.level, opening.site, opening.brand)
        scope = Scope(opening.brand, opening.site, opening.language, opening.topics, opening.risks)
        found += _messages(book, told, scope, opening.severity, opening.first)
    webhooks.put(tx, found, now)


def message_id() -> str:
    """Make the id by which a receiver knows a message again."""
    return f"msg_{uuid.uuid4().hex}"


def _messages(book: Rulebook, told: Told, scope: Scope, severity: Severity, event: Event) -> list[New]:
    return [
        New(message_id(), hook.name, told.number, type_of(event.act), payload(hook, told, event))
        for hook in book.hooks
        if hook.wants(event.act, severity, scope)
    ]
