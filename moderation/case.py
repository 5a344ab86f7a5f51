"""A Case is the history of handling one Complaint; everything about it is computed from its Events (decision 1)."""

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


class Severity(StrEnum):
    """How serious a complaint is (ISO 10002 initial assessment)."""

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
    WAIT = "wait"
    RESUME = "resume"
    DISMISS = "dismiss"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Event:
    """One immutable line of a case's history: who, when, what, why.

    `by` is a person's login, or "machine:scan", "machine:clock", "machine:triage". `data` holds references, digests and addresses,
    never the text of a complaint or a reply (decision 7).
    """

    seq: int
    at: datetime
    by: str
    act: Act
    why: str = ""
    data: Mapping[str, str | int | None] = field(default_factory=dict)
