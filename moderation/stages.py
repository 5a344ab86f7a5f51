"""The plan of stages of a case that needs one: each with an owner, a term and a recorded result (D3, A11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from moderation.case import Event


class StageState(StrEnum):
    """How far a stage is."""

    PLANNED = "planned"
    DONE = "done"
    SKIPPED = "skipped"


class StageOp(StrEnum):
    """What an act on the plan does: take a prepared plan, add a stage, end one as done or skipped, move one, place the item."""

    PLAN = "plan"
    ADD = "add"
    DONE = "done"
    SKIP = "skip"
    MOVE = "move"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a plan.

    `owner` answers for the term: a login, `department:…` or `role:…`. `where` says where the item is, and `needs_where` that it
    must be said before the stage is done (A11). `since` is when the stage was planned; `plan` and `step` name the prepared plan
    and its stage that it came from.
    """

    number: int
    name: str
    owner: str
    due: datetime
    state: StageState = StageState.PLANNED
    result: str = ""
    where: str = ""
    ended_at: datetime | None = None
    since: datetime | None = None
    plan: str = ""
    step: str = ""
    needs_where: bool = False

    @property
    def planned(self) -> bool:
        """Say whether the stage is still to be done."""
        return self.state is StageState.PLANNED


def after(plan: tuple[Stage, ...], event: Event) -> tuple[Stage, ...]:
    """Give the plan after one `stage` event: its `op` is a StageOp, and `stage` the number that it is about.

    A prepared plan brings several stages in one event: `count` of them from `stage` on, each with its details under its number
    (`2.name`, `2.owner`, `2.due`). A move may move the terms of later stages too (`3.due`).
    """
    data = event.data
    number = int(str(data["stage"]))
    if data["op"] == StageOp.PLAN:
        numbers = range(number, number + int(str(data["count"])))
        return (*plan, *(_stage(one, event, f"{one}.") for one in numbers))
    if data["op"] == StageOp.ADD:
        return (*plan, _stage(number, event, ""))
    return tuple(_changed(stage, event, number) for stage in plan)


def _stage(number: int, event: Event, prefix: str) -> Stage:
    def told(name: str) -> str:
        return str(event.data.get(f"{prefix}{name}") or "")

    return Stage(
        number,
        told("name"),
        told("owner"),
        datetime.fromisoformat(told("due")),
        where=told("where"),
        since=event.at,
        plan=str(event.data.get("plan") or ""),
        step=told("step"),
        needs_where=bool(told("needs_where")),
    )


def _changed(stage: Stage, event: Event, number: int) -> Stage:
    data = event.data
    if stage.number != number:
        due = data.get(f"{stage.number}.due")
        return stage if due is None else replace(stage, due=datetime.fromisoformat(str(due)))
    where = str(data.get("where") or "") or stage.where
    if data["op"] in (StageOp.MOVE, StageOp.PLACE):
        due, owner = data.get("due"), str(data.get("owner") or "") or stage.owner
        return replace(stage, due=stage.due if due is None else datetime.fromisoformat(str(due)), owner=owner, where=where)
    state = StageState.DONE if data["op"] == StageOp.DONE else StageState.SKIPPED
    return replace(stage, state=state, result=event.why, where=where, ended_at=event.at)


def following(plan: tuple[Stage, ...]) -> Stage | None:
    """Give the stage whose turn it is: the first that is neither done nor skipped."""
    return next((stage for stage in plan if stage.planned), None)


def begun(plan: tuple[Stage, ...], stage: Stage) -> datetime:
    """Give the moment from which a stage's term runs: the end of the stage before it, or when it was planned; at most its due."""
    ended = [one.ended_at for one in plan if one.ended_at is not None and one.number < stage.number]
    return min(stage.due, max(filter(None, (stage.since, *ended)), default=stage.due))


def whereabouts(plan: tuple[Stage, ...]) -> str:
    """Say where the item is: the place that was told last, nothing where none was (A11)."""
    return next((stage.where for stage in reversed(plan) if stage.where), "")


def late_key(stage: Stage) -> str:
    """Name for ever that a stage was not done by its term; a term that was moved is a new one."""
    return f"late:stage:{stage.number}:{stage.due.isoformat()}"


def noted_late(plan: tuple[Stage, ...], fired: Collection[str]) -> bool:
    """Say whether the clock has noted that a stage that is still to be done is late."""
    return any(stage.planned and late_key(stage) in fired for stage in plan)
