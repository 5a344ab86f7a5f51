"""Plans of stages and departments by the API: the verbs, and what there is to choose from."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from moderation.api import shapes
from moderation.api import shapes_planning as planned
from moderation.api.acting import Act, Number
from moderation.api.bodies import Body, Moment, Stored, Why
from moderation.api.callers import Given, Reader
from moderation.api.once import OnceRoute
from moderation.api.problems import ACTING, LISTING, LOOKING
from moderation.desk import departments, planning
from moderation.desk.acting import LONGEST_TEXT
from moderation.documents import Document
from moderation.plans import department_document, offered, plan_document
from moderation.queue import case_view
from moderation.stages import StageOp

router = APIRouter(tags=["plans"], route_class=OnceRoute)

Short = Annotated[str, Field(max_length=200), Stored]
Where = Annotated[str, Field(max_length=200, description="where the item is"), Stored]
Place = Annotated[int, Field(ge=1, le=1_000_000, description="the number of a stage")]


class Stage(Body):
    """One thing that is done to the plan of a case.

    `plan` takes a prepared plan; `add` needs name, owner and due; `done` and `skip` need why (the result, the reason); `move`
    needs why and due or owner; `place` needs where. Without `stage` the one is meant whose turn it is.
    """

    op: StageOp
    plan: Short = ""
    name: Short = ""
    stage: Place | None = None
    owner: Annotated[Short, Field(description="a login, department:NAME or role:ROLE")] = ""
    due: Moment | None = None
    where: Where = ""
    why: Why = ""


class Handover(Body):
    """Which department takes the case, why, until when (else for its own term), and the note for it."""

    department: Short
    why: Why
    due: Moment | None = None
    text: Annotated[str, Field(max_length=LONGEST_TEXT), Stored] = ""


class Return(Body):
    """What the department said; and the stage of the plan that is done with it, with the place of its item."""

    why: Why
    stage: Place | None = None
    where: Where = ""


@router.post("/cases/{number}/stage", response_model=shapes.Case, responses=ACTING)
def stage(act: Act, body: Stage) -> Document:
    """Do one thing to the plan of stages: take a prepared one, add, end, skip or move a stage, or say where the item is."""
    return act.do(planning.stage, **body.model_dump())


@router.post("/cases/{number}/handover", response_model=shapes.Case, responses=ACTING)
def handover(act: Act, body: Handover) -> Document:
    """Hand the case to a department until a moment, else for the department's own term; `text` is the note for it."""
    return act.do(departments.handover, **body.model_dump())


@router.post("/cases/{number}/return", name="return", response_model=shapes.Case, responses=ACTING)
def take_back(act: Act, body: Return) -> Document:
    """Take the case back from its department, with what the department said."""
    return act.do(departments.take_back, **body.model_dump())


@router.get("/cases/{number}/plans", response_model=planned.Plans, responses=LOOKING)
def plans(_: Reader, context: Given, number: Number) -> Document:
    """List the prepared plans, those that fit the case first, with the moments at which their stages would be due."""
    now = context.now()
    view = case_view(context.store, number, context.book, now)
    found = offered(context.book.policy.plans, view.scope)
    return {"items": [plan_document(plan, view.scope, now, view.terms.hours) for plan in found]}


@router.get("/departments", name="departments", response_model=planned.Departments, responses=LISTING)
def list_departments(_: Reader, context: Given) -> Document:
    """List the departments that a case can be handed to, each with its term in seconds of working time."""
    return {"items": [department_document(one) for one in context.book.policy.departments]}
