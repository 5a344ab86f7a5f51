"""Plans, stages and departments as pages say them: every name in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from config.stages import ROLES
from moderation.case import Act
from moderation.plans import RECORDED, fitting, offered
from moderation.stages import StageOp, following
from moderation.web.persons import assignable

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.queue import CaseView
    from moderation.rulebook import Rulebook
    from moderation.stages import Stage
    from moderation.web.speech import Speech


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage to read: `state` is met, skipped, late, running or ahead; `turn` says that it is the next one."""

    number: int
    name: str
    owner: str
    state: str
    text: str
    due: datetime
    turn: bool
    planned: bool
    where: str
    result: str
    ended_at: datetime | None
    needs_where: bool


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its name for the desk, its title for people, and whether it is for this case."""

    name: str
    title: str
    fits: bool = False
    term: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the forms of plan and hand-over offer; `turn` is the department of the stage whose turn it is."""

    plans: tuple[Option, ...]
    departments: tuple[Option, ...]
    owners: tuple[Option, ...]
    turn: str
    finished: bool
    stages: tuple[Option, ...]


def titles(book: Rulebook, say: Speech) -> dict[str, str]:
    """Word what a history names by a name of the policy: `plan:…`, `stage:…`, `department:…`, `role:…`."""
    found = {f"department:{one.name}": one.label(say.language) for one in book.policy.departments}
    found |= {f"role:{role}": say.label("role", role) for role in ROLES}
    for plan in book.policy.plans:
        found[f"plan:{plan.name}"] = plan.label(say.language)
        # A history names a stage as it was called when the plan was taken.
        found |= {f"stage:{stage.label(RECORDED)}": stage.label(say.language) for stage in plan.stages}
    return found


def stage_lines(view: CaseView, names: Mapping[str, str], say: Speech) -> tuple[StageLine, ...]:
    """Word the stages of a case; `names` holds those of people and the titles of the policy."""
    turn = following(view.state.plan)
    return tuple(_line(stage, names, say, turn=stage is turn, open_=view.status.open) for stage in view.state.plan)


def _line(stage: Stage, names: Mapping[str, str], say: Speech, *, turn: bool, open_: bool) -> StageLine:
    state, text = _state(stage, say, turn=turn, open_=open_)
    return StageLine(
        number=stage.number,
        name=stage_name(stage, names),
        owner=names.get(stage.owner, stage.owner),
        state=state,
        text=text,
        due=stage.due,
        turn=turn and open_,
        planned=stage.planned and open_,
        where=stage.where,
        result=stage.result,
        ended_at=stage.ended_at,
        needs_where=stage.needs_where,
    )


def _state(stage: Stage, say: Speech, *, turn: bool, open_: bool) -> tuple[str, str]:
    _ = say.words.gettext
    if not stage.planned:
        return ("met" if stage.state == "done" else "skipped"), say.label("stage", stage.state)
    if not open_:
        return "skipped", _("left undone")
    if stage.due < say.now:
        return "late", _("overdue by %(span)s") % {"span": say.span(say.now - stage.due)}
    left = _("%(span)s left") % {"span": say.span(stage.due - say.now)}
    return ("running" if turn else "ahead"), left


def stage_name(stage: Stage, names: Mapping[str, str]) -> str:
    """Name a stage in the language of the page where its plan still tells it, else as it was recorded."""
    return names.get(f"stage:{stage.name}", stage.name) if stage.plan else stage.name


def choices(context: Context, view: CaseView, say: Speech) -> Choices:
    """Gather what the forms of plan and hand-over offer for a case."""
    policy = context.book.policy
    fits = fitting(policy.plans, view.scope)
    departments = tuple(Option(one.name, one.label(say.language), term=say.hours(one.term)) for one in policy.departments)
    turn, names = following(view.state.plan), titles(context.book, say)
    kind, _, name = turn.owner.partition(":") if turn is not None else ("", "", "")
    return Choices(
        plans=tuple(Option(one.name, one.label(say.language), one in fits) for one in offered(policy.plans, view.scope)),
        departments=departments,
        owners=(
            *(Option(person.login, person.name or person.login) for person in assignable(context)),
            *(Option(f"department:{one.name}", one.title) for one in departments),
            *(Option(f"role:{role}", say.label("role", role)) for role in ROLES),
        ),
        turn=name if kind == "department" else "",
        finished=turn is None,
        stages=tuple(
            Option(str(stage.number), f"{stage.number}. {stage_name(stage, names)}") for stage in view.state.plan if stage.planned
        ),
    )


def formless(act: str, typed: Mapping[str, str], view: CaseView) -> bool:
    """Say whether what was typed for a stage has lost its form, for the stage was ended meanwhile."""
    if act != Act.STAGE or typed.get("op") in (StageOp.ADD, StageOp.PLAN):
        return False
    return typed.get("stage") not in {str(stage.number) for stage in view.state.plan if stage.planned}
