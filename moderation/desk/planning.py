"""The plan of stages at the desk: a prepared plan taken, stages added, done, skipped, moved; where the item is (D3, A11, A12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from config.errors import Impossible, NotFound, UsageError
from config.stages import DEPARTMENT, LONGEST_TITLE
from config.stages import owner as owner_form
from config.values import near
from moderation.case import Act, Detail
from moderation.desk.acting import act_on, checked_limit
from moderation.desk.departments import department_of
from moderation.desk.stages import about, checked_where, done, stage_of
from moderation.history import scope_of
from moderation.masking import mask
from moderation.people import may, require
from moderation.plain import one_line
from moderation.plans import moved, offered, taken
from moderation.stages import Stage, StageOp, following
from moderation.store import people

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.stages import Plan
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.records import CaseFile
    from moderation.rulebook import Rulebook
    from moderation.state import State
    from moderation.store.engine import Store

MOST_STAGES = 60  # of one case
LONGEST_STAGE = timedelta(days=731)

# What each act on a plan must be told, and what it may be told besides; the history takes a reason of any.
NEEDED: Mapping[StageOp, tuple[str, ...]] = MappingProxyType(
    {
        StageOp.PLAN: ("plan",),
        StageOp.ADD: ("name", "owner", "due"),
        StageOp.DONE: ("why",),
        StageOp.SKIP: ("why",),
        StageOp.MOVE: ("why",),
        StageOp.PLACE: ("where",),
    }
)
ALLOWED: Mapping[StageOp, tuple[str, ...]] = MappingProxyType(
    {
        StageOp.PLAN: ("why",),
        StageOp.ADD: ("where", "why"),
        StageOp.DONE: ("stage", "where"),
        StageOp.SKIP: ("stage",),
        StageOp.MOVE: ("stage", "due", "owner", "where"),
        StageOp.PLACE: ("stage", "why"),
    }
)
_MEANING = {"why": "the result or the reason", "due": "until when", "where": "where the item is", "plan": "the name of the plan"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an act on a plan was told; `stage` None is the one whose turn it is."""

    op: StageOp
    plan: str = ""
    name: str = ""
    stage: int | None = None
    owner: str = ""
    due: datetime | None = None
    where: str = ""
    why: str = ""


def stage(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    op: str,
    plan: str = "",
    name: str = "",
    stage: int | None = None,
    owner: str = "",
    due: datetime | None = None,
    where: str = "",
    why: str = "",
) -> CaseView:
    """Do one thing to the plan of a case; NEEDED and ALLOWED say what each `op` takes."""
    require(person, Act.STAGE)
    asked = Asked(_op(op), plan.strip(), mask(one_line(name)), stage, owner.strip(), due, checked_where(where), why.strip())
    _check(asked, now)

    def details(tx: Connection, file: CaseFile, state: State) -> dict[str, Detail]:
        return _details(tx, file, state, asked, book, now)

    return act_on(store, person, n, Act.STAGE, book=book, now=now, version=version, why=why, within=details)


def _op(text: str) -> StageOp:
    try:
        return StageOp(text.strip())
    except ValueError:
        raise UsageError(f'stage: op: "{text[:40]}" is not one of {", ".join(StageOp)}') from None


def _check(asked: Asked, now: datetime) -> None:
    """Refuse what can be seen to be wrong without the case. Raises UsageError."""
    needed, allowed = NEEDED[asked.op], ALLOWED[asked.op]
    for field in ("plan", "name", "stage", "owner", "due", "where", "why"):
        value = getattr(asked, field)
        if field in needed and not value:
            raise UsageError(f"stage: {asked.op} needs {_MEANING.get(field, f'the {field} of the stage')} ({field})")
        if value not in ("", None) and field not in (*needed, *allowed):
            raise UsageError(f"stage: {asked.op} takes no {field}. It takes: {', '.join((*needed, *allowed))}")
    if asked.op is StageOp.MOVE and asked.due is None and not asked.owner:
        raise UsageError("stage: move needs a new term (due), or another owner")
    if len(asked.name) > LONGEST_TITLE:
        raise UsageError(f"stage: name: at most {LONGEST_TITLE} characters are kept. Shorten it")
    if asked.due is not None:
        checked_limit(asked.due, now, "stage", LONGEST_STAGE)


def _details(tx: Connection, file: CaseFile, state: State, asked: Asked, book: Rulebook, now: datetime) -> dict[str, Detail]:
    """Give the details of the event. Raises NotFound or Impossible where the plan does not allow it."""
    hours = book.terms_of(scope_of(file.case)).hours
    if asked.op is StageOp.PLAN:
        found = _plan(file, state, asked.plan, book)
        for planned in found.stages:
            _owner(tx, planned.owner, book)
        return taken(found, len(state.plan) + 1, now, hours)
    if asked.op is StageOp.ADD:
        _room(file, state, 1)
        data = about(Stage(len(state.plan) + 1, asked.name, "", now), asked.op, asked.where)
        data["due"] = None if asked.due is None else asked.due.isoformat()
    elif asked.op is StageOp.DONE:
        data = done(file.case.id, state, asked.stage, asked.where)
    else:
        planned_stage = stage_of(file.case.id, state, asked.stage)
        data = about(planned_stage, asked.op, asked.where)
        if asked.op is StageOp.MOVE and asked.due is not None:
            data |= moved(state.plan, planned_stage.number, asked.due, hours)
    if asked.owner:
        data["owner"] = _owner(tx, asked.owner, book)
    return data


def _plan(file: CaseFile, state: State, name: str, book: Rulebook) -> Plan:
    """Find the prepared plan that a case is to take, where it can take one."""
    number = file.case.id
    open_stage = following(state.plan)
    if open_stage is not None:
        raise Impossible(
            f'case {number} has a plan that is not finished: stage {open_stage.number}, "{open_stage.name}", is next. '
            f"Finish or skip its stages, or add single ones: otklik stage {number}"
        )
    plans = offered(book.policy.plans, scope_of(file.case))
    found = next((one for one in plans if one.name == name), None)
    if found is None:
        known = [one.name for one in plans]
        there = f"There are: {', '.join(known)}" if known else "policy.yaml lists none: write them under `plans`"
        raise NotFound(f'stage: there is no plan "{name[:60]}". {near(name, known)}{there}')
    _room(file, state, len(found.stages))
    return found


def _room(file: CaseFile, state: State, more: int) -> None:
    if len(state.plan) + more > MOST_STAGES:
        raise Impossible(f"case {file.case.id} has {len(state.plan)} stages; at most {MOST_STAGES} are kept of one case")


def _owner(tx: Connection, owner: str, book: Rulebook) -> str:
    """Check who is to answer for a stage. Raises UsageError for what is no owner, NotFound for one who is not there."""
    try:
        owner_form(owner)
    except ValueError as error:
        raise UsageError(f"stage: owner: {error}") from None
    kind, colon, name = owner.partition(":")
    if colon:
        return f"{DEPARTMENT}:{department_of(book, name).name}" if kind == DEPARTMENT else owner
    found = people.find(tx, owner.lower())
    if found is None or not may(found, Act.REPLY):
        known = ", ".join(one.login for one in people.every(tx) if may(one, Act.REPLY))
        raise NotFound(f'stage: there is no person "{owner[:60]}" who could answer for a stage. There are: {known or "none"}')
    return found.login
