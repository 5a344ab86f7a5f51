"""What the staff wrote about a case in their own words, masked: people note down telephones and addresses there (decision 7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from moderation.masking import mask

if TYPE_CHECKING:
    from moderation.case import Event, Pause
    from moderation.queue import CaseView
    from moderation.state import State

_MACHINE = "machine:"  # what otklik itself gives as a reason is the name of a rule


def discreet(view: CaseView) -> CaseView:
    """Give a case as those see it who may not see personal data: reasons and results masked, texts as they were."""
    clocks = tuple(replace(clock, pauses=_pauses(clock.pauses)) for clock in view.clocks)
    following = None if view.next is None else replace(view.next, pauses=_pauses(view.next.pauses))
    return replace(view, events=_events(view.events), state=_state(view.state), clocks=clocks, next=following)


def _events(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(event if event.by.startswith(_MACHINE) else replace(event, why=mask(event.why)) for event in events)


def _state(state: State) -> State:
    out = state.department
    return replace(
        state,
        department=None if out is None else replace(out, why=mask(out.why)),
        plan=tuple(replace(stage, result=mask(stage.result)) for stage in state.plan),
        pauses=_pauses(state.pauses),
    )


def _pauses(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    return tuple(replace(pause, why=mask(pause.why)) for pause in pauses)
