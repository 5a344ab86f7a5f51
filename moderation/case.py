"""A Case is the history of handling one Complaint: the words of which that history is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """Where a case stands in the order of work (A4, E3)."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    REPLIED = "replied"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    DISMISSED = "dismissed"

    @property
    def open(self) -> bool:
        """Say whether somebody still has something to do."""
        return self not in (Status.CLOSED, Status.DISMISSED)


class Severity(StrEnum):
    """How serious a complaint is (ISO 10002 initial assessment), most serious first."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Act(StrEnum):
    """What an Event records. Desk verbs keep their names; the rest is what the machine observed."""

    RECEIVE = "receive"
    ACKNOWLEDGE = "acknowledge"
    REPLY = "reply"
    APPROVE = "approve"
    POST = "post"
    CONFIRM = "confirm"
    UNCONFIRM = "unconfirm"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    REAPPEAR = "reappear"
    ASSIGN = "assign"
    PROMISE = "promise"
    KEEP = "keep"
    DELAY = "delay"
    WAIT = "wait"
    RESUME = "resume"
    HANDOVER = "handover"
    RETURN = "return"
    ESCALATE = "escalate"
    STAGE = "stage"
    CONCEDE = "concede"
    RESTRICT = "restrict"
    CORRECT = "correct"
    LINK = "link"
    MERGE = "merge"
    RESOLVE = "resolve"
    DISMISS = "dismiss"
    CLOSE = "close"
    REOPEN = "reopen"
    ASSESS = "assess"
    WARN = "warn"
    RECKON = "reckon"


# What the clock and the ladder note by themselves changes nothing that a person at the desk decides on.
QUIET = frozenset({Act.WARN, Act.ESCALATE, Act.RECKON})
Detail = str | int | None


@dataclass(frozen=True, slots=True)
class Event:
    """One immutable line of a case's history: who, when, what, why.

    `by` is a person's login, or "machine:scan", "machine:clock", "machine:triage". `data` holds references, digests and
    addresses, never the text of a complaint or a reply (decision 7).
    """

    seq: int
    at: datetime
    by: str
    act: Act
    why: str = ""
    data: Mapping[str, Detail] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the next move was somebody else's; `ends` is when it was ended, else its limit."""

    starts: datetime
    ends: datetime
    why: str
    by: str
