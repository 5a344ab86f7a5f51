"""What the API answers about what was found."""

from __future__ import annotations

from moderation.api.shapes import Rating, Shape, When
from moderation.case import Status


class FoundCase(Shape):
    """The case of a mention."""

    id: int
    status: Status


class Found(Shape):
    """A mention that holds the words, personal data masked; `excerpt` is the part of its text where the first of them stands."""

    mention: int
    case: FoundCase | None
    outcome: str
    site: str
    brand: str
    author: str | None
    title: str | None
    excerpt: str
    url: str
    language: str | None
    rating: Rating | None
    published: When | None
    first_seen: When
    withdrawn: bool


class FoundPage(Shape):
    """A page of what was found, newest first; `words` were looked for, `next` is the cursor of the page after it."""

    words: list[str]
    items: list[Found]
    next: str | None
