"""What the store gives back: frozen records of mentions, tags, cases and replies, without any database behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from classifier.labels import Tags
from crawler.items import Rating, Reply
from moderation.case import Event, Severity, Status


@dataclass(frozen=True, slots=True)
class MentionRecord:
    """A Mention as it stands in the journal; `outcome` is "case" or "dismissed", by `rule`, for `reason`."""

    id: int
    site: str
    native_id: str
    url: str
    kind: str
    brand: str
    author: str | None
    headline: str | None
    body: str
    published: datetime | None
    published_raw: str
    rating: Rating | None
    language: str | None
    truncated: bool
    replies: tuple[Reply, ...]
    first_seen: datetime
    changed_at: datetime | None
    edits: int
    withdrawn_at: datetime | None
    outcome: str
    rule: str
    reason: str
    layers: tuple[tuple[str, str], ...] = ()
    case_id: int | None = None
    tags: Tags | None = None


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """A text that a mention had before it was edited at `replaced_at`."""

    number: int
    headline: str | None
    body: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    """A text of ours about a case; its state follows from the case's events.

    `kind` is "reply", "acknowledgement", "delay" (a notice that it takes longer, A5) or "handover" (a note for a department, E2).
    """

    number: int
    author: str
    text: str
    drafted_at: datetime
    kind: str = "reply"


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case as the queue's index knows it."""

    id: int
    mention_id: int
    site: str
    brand: str
    severity: Severity
    received_at: datetime
    version: int
    status: Status
    next_clock: str | None
    next_due: datetime | None
    owner: str | None
    waiting_until: datetime | None
    topics: tuple[str, ...] = ()
    language: str | None = None
    risks: tuple[str, ...] = ()
    level: int = 1
    department: str | None = None
    next_step: datetime | None = None
    marks: tuple[str, ...] = ()
    resolution: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue: a case with what is needed to recognise its complaint."""

    case: CaseRecord
    author: str | None
    headline: str | None
    body: str
    url: str
    language: str | None
    rating: Rating | None
    published: datetime | None
    first_seen: datetime
    edits: int
    withdrawn: bool
    sentiment: str | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything that is stored of one case."""

    case: CaseRecord
    mention: MentionRecord
    events: tuple[Event, ...]
    replies: tuple[ReplyRecord, ...] = field(default=())
    revisions: tuple[RevisionRecord, ...] = field(default=())
