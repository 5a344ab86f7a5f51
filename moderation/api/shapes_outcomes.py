"""What the API answers about causes, the report and the review of quality."""

from __future__ import annotations

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
