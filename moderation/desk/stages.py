"""The stage that an act at the desk is about: found, still to be done, and its item's place told (D3, A11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.errors import Impossible, NotFound, UsageError
from moderation.case import Detail
from moderation.masking import mask
from moderation.plain import one_line
from moderation.stages import Stage, StageOp, following

if TYPE_CHECKING:
    from moderation.state import State

LONGEST_WHERE = 200  # characters


def checked_where(where: str, verb: str = "stage") -> str:
    """Give the place of an item on one line, without personal data. Raises UsageError for one that is too long."""
    # Masked, for events keep no personal data: a place may be told with a customer's number beside it.
    told = mask(one_line(where))
    if len(told) > LONGEST_WHERE:
        raise UsageError(f"{verb}: where: at most {LONGEST_WHERE} characters are kept. Shorten it")
    return told


def stage_of(case: int, state: State, number: int | None) -> Stage:
    """Find the stage that is meant: by its number, else the one whose turn it is; it must still be to be done."""
    found = following(state.plan) if number is None else next((one for one in state.plan if one.number == number), None)
    if found is not None and found.planned:
        return found
    if found is not None:
        left = ", ".join(str(one.number) for one in state.plan if one.planned) or "none"
        raise Impossible(f'case {case}: stage {number}, "{found.name}", is {found.state} already. Still to be done: {left}')
    if not state.plan:
        raise Impossible(f"case {case} has no plan of stages. Take one, or add a stage: otklik stage {case}")
    if number is None:
        raise Impossible(f"case {case}: every stage of its plan is done or skipped. Add another one: otklik stage {case}")
    raise NotFound(f"stage: case {case} has no stage {number}. It has 1 to {len(state.plan)}: otklik stage {case}")


def about(found: Stage, op: StageOp, where: str) -> dict[str, Detail]:
    """Give the details of an act on a stage; its name too, so that the history can be read without the plan."""
    return {"op": op.value, "stage": found.number, "name": found.name, **({"where": where} if where else {})}


def done(case: int, state: State, number: int | None, where: str) -> dict[str, Detail]:
    """Give the details by which a stage is done. Raises Impossible where it was not said where the item is."""
    found = stage_of(case, state, number)
    if found.needs_where and not (where or found.where):
        raise Impossible(
            f'case {case}: stage {found.number}, "{found.name}", is done only when it is said where the item is (where)'
        )
    return about(found, StageOp.DONE, where)
