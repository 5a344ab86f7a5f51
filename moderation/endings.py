"""What the weekly letter says of outcomes: what was decided, who was made whole, which causes are to be removed (C5, A14)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from moderation.causes import CauseFigure
from moderation.figures import CauseLine, Endings
from moderation.outcome import Reaction, outcome_of
from moderation.prevention import prevention
from moderation.state import fold
from moderation.store import outcomes

if TYPE_CHECKING:
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store
    from moderation.weeks import Week


def endings(store: Store, book: Rulebook, week: Week, until: datetime) -> Endings:
    """Count the outcomes that were recorded in a week, up to a moment of it."""
    resolved: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    with store.read() as tx:
        for _case, events in outcomes.decided(tx, week.starts, until):
            told = tuple(takewhile(lambda event: event.at < until, events))
            decided = [str(event.data["resolution"]) for event in told if event.data.get("resolution") and week.holds(event.at)]
            resolved.update(decided[-1:])
            state = fold(told)
            if week.holds(outcome_of(told, state).made_whole):
                whole[Reaction.WITHDREW if state.withdrawn else Reaction.AMENDED] += 1
    found = prevention(store, book, until)
    lines = tuple(_line(figure, book) for figure in found.figures if figure.cases or figure.standing.removed_at)
    kinds = tuple(sorted(resolved.items(), key=lambda kind: (-kind[1], kind[0])))
    return Endings(kinds, whole[Reaction.AMENDED], whole[Reaction.WITHDREW], lines)


def _line(figure: CauseFigure, book: Rulebook) -> CauseLine:
    known = book.policy.causes.get(figure.cause)
    return CauseLine(figure, {} if known is None else {str(code): text for code, text in known.label.items()})
