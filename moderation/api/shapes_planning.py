"""What the API answers about prepared plans and departments."""

from __future__ import annotations

from moderation.api.shapes import Shape, When


class PlannedStage(Shape):
    """One stage of a prepared plan; `term` is seconds of working time, `due` when it would be due if the plan were taken now."""

    name: str
    title: dict[str, str]
    owner: str
    term: int
    due: When
    needs_where: bool


class Plan(Shape):
    """A prepared plan, and whether it is for this case."""

    name: str
    title: dict[str, str]
    fits: bool
    stages: list[PlannedStage]


class Plans(Shape):
    """The prepared plans, those that fit first."""

    items: list[Plan]


class Department(Shape):
    """A department that a case can be handed to: whom to ask there, and its term in seconds of working time."""

    name: str
    title: dict[str, str]
    who: str
    email: str
    term: int


class Departments(Shape):
    """The departments."""

    items: list[Department]
