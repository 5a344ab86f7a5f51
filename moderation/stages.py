"""The plan of stages of a case that needs one: each with an owner, a term and a recorded result (D3, A11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from moderation.case import Event


class StageState(StrEnum):
    """How far a stage is."""

    PLANNED = "planned"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a plan; `owner` is a department or a login who answers for the term, `where` says where the item is (A11)."""

    number: int
    name: str
    owner: str
    due: datetime
    state: StageState = StageState.PLANNED
    result: str = ""
    where: str = ""
    ended_at: datetime | None = None


def after(plan: tuple[Stage, ...], event: Event) -> tuple[Stage, ...]:
    """Give the plan after one `stage` event; its `op` is add, move, done or skip, and `stage` the number that it is about."""
    data = event.data
    number = int(str(data["stage"]))
    if data["op"] == "add":
        due = datetime.fromisoformat(str(data["due"]))
        return (*plan, Stage(number, str(data["name"]), str(data["owner"]), due, where=str(data.get("where") or "")))
    return tuple(_changed(stage, event) if stage.number == number else stage for stage in plan)


def _changed(stage: Stage, event: Event) -> Stage:
    data = event.data
    where = str(data.get("where") or "") or stage.where
    if data["op"] == "move":
        due, owner = data.get("due"), str(data.get("owner") or "") or stage.owner
        return replace(stage, due=stage.due if due is None else datetime.fromisoformat(str(due)), owner=owner, where=where)
    state = StageState.DONE if data["op"] == "done" else StageState.SKIPPED
    return replace(stage, state=state, result=event.why, where=where, ended_at=event.at)


def following(plan: tuple[Stage, ...]) -> Stage | None:
    """Give the stage whose turn it is: the first that is neither done nor skipped."""
    return next((stage for stage in plan if stage.state is StageState.PLANNED), None)
