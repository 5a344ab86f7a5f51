"""The ladder L1, L2, L3 (A6, A8, B2): which steps and warnings of a case are due, each exactly once for each clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moderation.case import Act
from moderation.deadlines import Clock, ClockKind, passed
from moderation.stages import following, late_key

if TYPE_CHECKING:
    from config.ladder import Climb
    from moderation.deadlines import Terms
    from moderation.state import State

# What climbs: the terms that the customer was given. The clocks of a department and of a stage warn, and so do they; they do not
# climb.
CLIMBING = (ClockKind.ACKNOWLEDGE, ClockKind.REPLY, ClockKind.PROMISE)
LATE = "late:"  # begins the key of a step that notes a term that has passed
WARNING = (*CLIMBING, ClockKind.HANDOVER, ClockKind.STAGE)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the clock does by itself at a moment: a warning, or the climb to a level. `key` names it for ever."""

    key: str
    act: Act
    at: datetime
    clock: ClockKind
    level: int = 0


def steps(state: State, found: Iterable[Clock], climb: Climb, terms: Terms) -> tuple[Step, ...]:
    """List the steps that a case still has before it, in the order in which they come due.

    A step is left out where it has happened, or where the case stands at its level already: so each happens once, however
    often, late or many at a time this is asked (RELIABILITY rows 48, 49). While the reply waits, its pause has moved its clock.
    """
    if not state.status.open:
        return ()
    wanted = [step for clock in found if clock.running for step in _of(clock, state, climb, terms)]
    return tuple(sorted((step for step in wanted if step.key not in state.fired), key=lambda step: (step.at, step.level)))


def _of(clock: Clock, state: State, climb: Climb, terms: Terms) -> Iterator[Step]:
    # A clock that was moved is a new one to warn of: its due moment is part of the name.
    named = f"{clock.kind}:{clock.starts.isoformat()}"
    if clock.kind in WARNING:
        yield Step(f"warn:{named}:{clock.due.isoformat()}", Act.WARN, clock.warns, clock.kind)
    if clock.kind is ClockKind.STAGE and (stage := following(state.plan)) is not None:
        yield Step(late_key(stage), Act.WARN, clock.due, clock.kind)
    if clock.kind in CLIMBING:
        for level, share in ((2, climb.L2), (3, climb.L3)):
            if state.level < level:
                yield Step(f"L{level}:{named}", Act.ESCALATE, passed(clock, share, terms), clock.kind, level)


def next_step(pending: Iterable[Step]) -> datetime | None:
    """Give the moment of the first step, None where none is left."""
    return min((step.at for step in pending), default=None)


def why_of(step: Step) -> str:
    """Word what a step notes in the history; pages say it in their own language (moderation/web/reasons.py)."""
    if step.key.startswith(LATE):
        return f"the {step.clock} is late"
    if step.act is Act.WARN:
        return f"the {step.clock} clock is nearly due"
    return f"the {step.clock} clock has come to level {step.level}"
