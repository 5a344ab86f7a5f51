"""The outcome of a case by the API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from moderation.api import shapes
from moderation.api.acting import Act
from moderation.api.bodies import MaybeReason, Stored
from moderation.api.once import OnceRoute
from moderation.api.problems import ACTING
from moderation.desk import outcomes
from moderation.documents import Document
from moderation.outcome import Reaction, Resolution

router = APIRouter(tags=["cases"], route_class=OnceRoute)


class Decided(MaybeReason):
    """The outcome, or a part of it; `cause` is a name of the policy's, `cost` what the case cost beside what was conceded."""

    resolution: Resolution | None = None
    cause: Annotated[str, Field(max_length=64), Stored] = ""
    reaction: Reaction | None = None
    cost: Annotated[float | None, Field(ge=0, le=outcomes.DEAREST)] = None


@router.post("/cases/{number}/resolve", response_model=shapes.Case, responses=ACTING)
def resolve(act: Act, body: Decided) -> Document:
    """Record the outcome, or a part of it; a later word takes the place of an earlier one, also after the case was closed."""
    resolution, reaction = (str(name or "") for name in (body.resolution, body.reaction))
    return act.do(outcomes.resolve, resolution=resolution, cause=body.cause, reaction=reaction, cost=body.cost, why=body.why)
