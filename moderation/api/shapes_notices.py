"""What the API answers about notices."""

from __future__ import annotations

from typing import Literal

from moderation.api.shapes import Shape, When
from moderation.case import Act, Severity, Status
from moderation.deadlines import ClockKind


class Notice(Shape):
    """One notice: what happened to which case, when its next clock is due, and what became of it by mail."""

    id: int
    case: int
    act: Act
    text: str
    level: int | None
    clock: ClockKind | None
    by: str
    why: str
    site: str
    brand: str
    severity: Severity
    status: Status
    due: When | None
    urgent: bool
    made_at: When
    mail: Literal["waiting", "sending", "sent", "refused", "uncertain", "listed"]
    reason: str
    mail_due: When | None
    sent_at: When | None
    seen_at: When | None


class Notices(Shape):
    """A page of notices, newest first; `unread` counts all that were not seen, `next` is the cursor of the page after it."""

    items: list[Notice]
    unread: int
    next: str | None


class Seen(Shape):
    """How many notices were marked, and how many are left."""

    seen: int
    unread: int


class Mailbox(Shape):
    """Where and in which language a person reads letters; null: not set."""

    mail: str | None
    language: str | None
