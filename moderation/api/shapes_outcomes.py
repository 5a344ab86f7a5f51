"""What the API answers about causes, the report and the review of quality."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from moderation.api.shapes import Shape, When
from moderation.causes import Order


class Standing(Shape):
    """How a cause stands: who looks after it, and since when it counts as removed."""

    cause: str
    owner: str | None
    note: str
    removed_at: When | None
    removed_by: str | None
    removed_why: str


class Effect(Shape):
    """What a removal has changed: cases a week before it and since; null where less than a week is known."""

    before: float | None
    since: float | None
    change: float | None


class Cause(Standing):
    """One line of the prevention list; `recurrence` are the cases received since the removal."""

    label: dict[str, str]
    topics: list[str]
    listed: bool
    cases: int
    cost: float
    recurrence: int
    effect: Effect | None


class Causes(Shape):
    """The prevention list; `undecided` are finished cases of the time without a cause."""

    starts: When
    until: When
    order: Order
    undecided: int
    items: list[Cause]


class Marks(Shape):
    """Average marks of reviewed work, from 1 to 5, and of how many cases."""

    cases: int
    speed: float
    accuracy: float
    completeness: float


class Group(Shape):
    """One line of the report: counts, working time to a reply in seconds, shares of one."""

    name: str
    received: int
    answered: int
    median_seconds: int | None
    p90_seconds: int | None
    due: int
    late: int
    late_share: float | None
    closed: int
    first_contact: int
    first_contact_share: float | None
    made_whole: int
    marks: Marks | None


class Groups(Shape):
    """The lines of the report by each hand; of persons only those that the caller may see."""

    severity: list[Group]
    site: list[Group]
    brand: list[Group]
    topic: list[Group]
    cause: list[Group]
    person: list[Group]


class Report(Shape):
    """The service-quality report of an interval."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    first: Annotated[str, Field(alias="from")]
    until: str
    starts: When
    ends: When
    total: Group
    by: Groups
    resolutions: dict[str, int]


class Score(Shape):
    """A score card: three marks from 1 to 5."""

    case: int
    person: str
    week: str
    by: str
    speed: int
    accuracy: int
    completeness: int
    note: str
    at: When


class Review(Shape):
    """Sampled work, with its card where it has one."""

    case: int
    person: str
    site: str
    severity: str
    finished_at: When
    proposed_speed: int | None
    score: Score | None


class Reviews(Shape):
    """The sample of a week as the caller may mark it, and the cards about the caller's own work."""

    week: str
    items: list[Review]
    mine: list[Score]
