"""What the API answers about corrections and thanks."""

from __future__ import annotations

from typing import Literal

from moderation.api.shapes import Shape, When
from moderation.api.shapes_templates import Prepared
from moderation.case import Severity


class Judgement(Shape):
    """What is held of a mention."""

    sentiment: Literal["negative", "neutral", "positive"]
    complaint: bool
    topics: list[str]
    risks: list[str]
    severity: Severity | None
    brand: str


class Correction(Shape):
    """What a person corrected; `changed` names the fields."""

    id: int
    by: str
    at: When
    changed: list[str]
    before: Judgement
    after: Judgement
    why: str


class Corrections(Shape):
    """The corrections of a mention, oldest first."""

    items: list[Correction]


class Thanked(Shape):
    """Who thanked for praise, when, and where that stands."""

    by: str
    at: When
    url: str | None


class Thanks(Shape):
    """Whether a mention can be thanked for; why not; who has; and the prepared texts."""

    mention: int
    possible: bool
    obstacle: str
    thanked: Thanked | None
    templates: list[Prepared]
