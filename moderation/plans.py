"""Plans of stages as rules: which prepared plan fits a case, when its stages are due, what moves when one moves (D3, A12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from moderation.case import Detail
from moderation.moments import moment
from moderation.stages import Stage, StageOp

if TYPE_CHECKING:
    from config.stages import Department, Plan
    from moderation.rulebook import Scope
    from moderation.workhours import WorkingHours

RECORDED = "en"  # the language in which a history names the stages of a prepared plan; pages say them in their own


def fitting(plans: Sequence[Plan], scope: Scope) -> tuple[Plan, ...]:
    """List the prepared plans that are for a case, in the operator's order."""
    return tuple(plan for plan in plans if scope.fits(plan.when))


def offered(plans: Sequence[Plan], scope: Scope) -> tuple[Plan, ...]:
    """List every prepared plan, those that are for the case first: a person may depart from the rule (B8)."""
    first = fitting(plans, scope)
    return (*first, *(plan for plan in plans if plan not in first))


def dues(plan: Plan, start: datetime, hours: WorkingHours) -> tuple[datetime, ...]:
    """Give when each stage is due: its term in working time begins when the stage before it is due."""
    found: list[datetime] = []
    for stage in plan.stages:
        found.append(hours.add(found[-1] if found else start, stage.term))
    return tuple(found)


def taken(plan: Plan, first: int, start: datetime, hours: WorkingHours) -> dict[str, Detail]:
    """Give the details of the event by which a case takes a prepared plan; its stages are numbered from `first`."""
    data: dict[str, Detail] = {"op": StageOp.PLAN.value, "stage": first, "count": len(plan.stages), "plan": plan.name}
    for number, (stage, due) in enumerate(zip(plan.stages, dues(plan, start, hours), strict=True), first):
        told: dict[str, Detail] = {
            "step": stage.name,
            "name": stage.label(RECORDED),
            "owner": stage.owner,
            "due": due.isoformat(),
            "needs_where": 1 if stage.needs_where else None,
        }
        data |= {f"{number}.{name}": value for name, value in told.items() if value is not None}
    return data


def moved(stages: Sequence[Stage], number: int, due: datetime, hours: WorkingHours) -> dict[str, Detail]:
    """Give the details of the new terms when a stage moves to `due`.

    Moved to a later moment, it takes the stages after it along by as much working time; moved to an earlier one it leaves them,
    for their terms may have been told already.
    """
    stage = next(one for one in stages if one.number == number)
    data: dict[str, Detail] = {"due": due.isoformat()}
    shift = hours.between(stage.due, due)
    if shift:
        later = (one for one in stages if one.planned and one.number > number)
        data |= {f"{one.number}.due": hours.add(one.due, shift).isoformat() for one in later}
    return data


def late(stages: Sequence[Stage], now: datetime) -> tuple[Stage, ...]:
    """List the stages that are due and neither done nor skipped."""
    return tuple(stage for stage in stages if stage.planned and stage.due < now)


def plan_document(plan: Plan, scope: Scope, start: datetime, hours: WorkingHours) -> dict[str, Any]:
    """Give a prepared plan as a document: whether it is for the case, and when its stages would be due if it were taken now."""
    stages = [
        {
            "name": stage.name,
            "title": dict(stage.title),
            "owner": stage.owner,
            "term": int(stage.term.total_seconds()),
            "due": moment(due),
            "needs_where": stage.needs_where,
        }
        for stage, due in zip(plan.stages, dues(plan, start, hours), strict=True)
    ]
    return {"name": plan.name, "title": dict(plan.title), "fits": scope.fits(plan.when), "stages": stages}


def department_document(department: Department) -> dict[str, Any]:
    """Give a department as a document; its term is working time in seconds."""
    return {
        "name": department.name,
        "title": dict(department.title),
        "who": department.who,
        "email": department.email,
        "term": int(department.term.total_seconds()),
    }
