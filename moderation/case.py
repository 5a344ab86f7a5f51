"""A Case is the history of handling one Complaint; everything about it is computed from its Events (decision 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
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
    WAIT = "wait"
    RESUME = "resume"
    DISMISS = "dismiss"
    CLOSE = "close"
    REOPEN = "reopen"


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
    data: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the next move was somebody else's; `ends` is when it was ended, else its limit."""

    starts: datetime
    ends: datetime
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class State:
    """A case as its events say it stands.

    `started_at` is the moment the first clocks run from; `reply_from` the one the present reply clock runs from, later than
    `started_at` when the case was reopened, amended after its reply, or its reply was lost. `replied_at` is when that clock was
    met, `posted_at` when the present reply was posted, later than that for a further one. `draft` and `posted` are numbers of
    replies.
    """

    status: Status
    started_at: datetime
    reply_from: datetime
    owner: str | None = None
    draft: int | None = None
    drafted_by: str | None = None
    approved_by: str | None = None
    posted: int | None = None
    posted_url: str | None = None
    acknowledged_at: datetime | None = None
    replied_at: datetime | None = None
    posted_at: datetime | None = None
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    amended: bool = False
    withdrawn: bool = False
    unconfirmed: bool = False
    reopened: int = 0

    def waiting(self, now: datetime) -> Pause | None:
        """Give the pause that holds the reply clock at `now`; a pause whose limit has passed holds nothing."""
        last = self.pauses[-1] if self.pauses else None
        return last if last is not None and self.status.open and last.starts <= now < last.ends else None


def fold(events: Iterable[Event]) -> State:
    """Compute how a case stands from its events in order; the first one is `receive`."""
    history = iter(events)
    state = _received(next(history))
    for event in history:
        state = advance(state, event)
    return state


def _received(event: Event) -> State:
    started = datetime.fromisoformat(str(event.data["started_at"]))
    return State(Status.RECEIVED, started_at=started, reply_from=started)


def advance(state: State, event: Event) -> State:
    """Give the state after one more event."""
    return _AFTER[event.act](state, event)


def _acknowledge(state: State, event: Event) -> State:
    return replace(state, status=Status.ACKNOWLEDGED, acknowledged_at=event.at)


def _reply(state: State, event: Event) -> State:
    return replace(state, draft=_number(event), drafted_by=event.by, approved_by=None)


def _approve(state: State, event: Event) -> State:
    return replace(state, approved_by=event.by)


def _post(state: State, event: Event) -> State:
    return replace(
        _ended_pause(state, event.at),
        status=Status.REPLIED,
        posted=_number(event),
        posted_url=str(event.data.get("url") or "") or None,
        draft=None,
        drafted_by=None,
        approved_by=None,
        # A reply tells the customer too that the complaint was taken up (A3).
        acknowledged_at=state.acknowledged_at or event.at,
        replied_at=state.replied_at or event.at,
        posted_at=event.at,
        confirmed_at=None,
        unconfirmed=False,
        amended=False,
    )


def _confirm(state: State, event: Event) -> State:
    """Take up that the reply was seen on the site; one that had counted as lost answers the complaint again from now on."""
    replied = state.replied_at or event.at
    return replace(state, status=Status.CONFIRMED, replied_at=replied, confirmed_at=event.at, unconfirmed=False)


def _unconfirm(state: State, event: Event) -> State:
    return replace(_again(state, event.at), unconfirmed=True)


def _amend(state: State, event: Event) -> State:
    """Take up an edit of the complaint: one that came after the reply starts a new reply clock, never the first one anew."""
    if state.status in (Status.REPLIED, Status.CONFIRMED):
        state = _again(state, event.at)
    return replace(state, amended=True)


def _again(state: State, at: datetime) -> State:
    return replace(state, status=Status.ACKNOWLEDGED, reply_from=at, replied_at=None, confirmed_at=None, ended_at=None)


def _reopen(state: State, event: Event) -> State:
    told = state.acknowledged_at is not None
    again = _again(state, event.at)
    status = Status.ACKNOWLEDGED if told else Status.RECEIVED
    return replace(again, status=status, unconfirmed=False, reopened=state.reopened + 1)


def _wait(state: State, event: Event) -> State:
    until = datetime.fromisoformat(str(event.data["until"]))
    return replace(state, pauses=(*_ended_pause(state, event.at).pauses, Pause(event.at, until, event.why, event.by)))


def _ended_pause(state: State, at: datetime) -> State:
    """End the pause that is running at `at`."""
    if state.waiting(at) is None:
        return state
    last = state.pauses[-1]
    return replace(state, pauses=(*state.pauses[:-1], replace(last, ends=at)))


def _end(status: Status, state: State, event: Event) -> State:
    return replace(_ended_pause(state, event.at), status=status, ended_at=event.at)


def _number(event: Event) -> int:
    return int(str(event.data["reply"]))


_AFTER: Mapping[Act, Callable[[State, Event], State]] = {
    Act.RECEIVE: lambda _, event: _received(event),
    Act.ACKNOWLEDGE: _acknowledge,
    Act.REPLY: _reply,
    Act.APPROVE: _approve,
    Act.POST: _post,
    Act.CONFIRM: _confirm,
    Act.UNCONFIRM: _unconfirm,
    Act.AMEND: _amend,
    Act.WITHDRAW: lambda state, _: replace(state, withdrawn=True),
    Act.REAPPEAR: lambda state, _: replace(state, withdrawn=False),
    Act.ASSIGN: lambda state, event: replace(state, owner=str(event.data["owner"])),
    Act.WAIT: _wait,
    Act.RESUME: lambda state, event: _ended_pause(state, event.at),
    Act.DISMISS: lambda state, event: _end(Status.DISMISSED, state, event),
    Act.CLOSE: lambda state, event: _end(Status.CLOSED, state, event),
    Act.REOPEN: _reopen,
}
