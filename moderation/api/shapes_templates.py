"""What the API answers about prepared texts and unsaved drafts."""

from __future__ import annotations

from typing import Literal

from moderation.api.shapes import Shape, When


class Variable(Shape):
    """A place that a person fills, with its label by language."""

    name: str
    label: dict[str, str]
    required: bool
    kind: Literal["text", "date"]


class Template(Shape):
    """A prepared text in every language that it has: {{name}} is a place to fill, [[ … ]] is left out when a value lacks."""

    name: str
    kind: str
    title: dict[str, str]
    topics: list[str]
    severities: list[str]
    risks: list[str]
    text: dict[str, str]
    scenario: dict[str, str]
    variables: list[Variable]


class Templates(Shape):
    """All prepared texts, by name."""

    items: list[Template]


class Missing(Shape):
    """A place that is still to be filled; `automatic` ones come from the policy's contacts or from the case."""

    name: str
    label: str
    kind: Literal["text", "date"]
    automatic: bool


class Prepared(Shape):
    """A prepared text filled for one case; `fits` says whether it was made for cases like this one."""

    name: str
    kind: str
    title: str
    fits: bool
    language: str
    text: str | None
    missing: list[Missing]
    scenario: str


class PreparedList(Shape):
    """The prepared texts for a case, those that fit best first."""

    items: list[Prepared]


class Draft(Shape):
    """The caller's own text about a case that is not handed in; null where there is none."""

    kind: str
    text: str | None
    saved_at: When | None


class Release(Shape):
    """A reply posted by machine; `why` says what the site did."""

    case: int
    reply: int
    state: Literal["sending", "released", "check", "failed"]
    by: str
    tries: int
    url: str | None
    why: str
    claimed_at: When
    ended_at: When | None


class Releases(Shape):
    """What was posted by machine for a case, the first reply first."""

    items: list[Release]
