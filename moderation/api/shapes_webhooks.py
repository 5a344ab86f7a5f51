"""What the API answers about webhooks."""

from __future__ import annotations

from typing import Literal

from moderation.api.shapes import Shape, When


class Webhook(Shape):
    """A program that is told of cases; without `events` of every act. `last` is when it took its last message."""

    name: str
    place: str
    events: list[str]
    when: dict[str, list[str]]
    severities: list[str]
    state: Literal["on", "off", "broken"]
    why: str
    waiting: int
    done: int
    failed: int
    last: When | None


class Message(Shape):
    """A message that was not taken: `message` is the id that its receiver sees, `status` the HTTP status of the last answer."""

    id: int
    message: str
    webhook: str
    case: int | None
    type: str
    state: Literal["waiting", "failed"]
    tries: int
    status: int | None
    why: str
    made_at: When
    next_at: When | None


class Audience(Shape):
    """Every webhook, and the newest messages that were not taken."""

    webhooks: list[Webhook]
    troubled: list[Message]
