"""How a case stands, computed from its Events by pure functions (decision 1): one small function for each act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import replace as any_replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from moderation.case import Act, Event, Pause, Severity, Status
from moderation.stages import Stage, after, noted_late


@dataclass(frozen=True, slots=True)
class Promise:
    """A dated commitment to the customer: made at, due at, by whom."""

    made: datetime
    due: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Department:
    """A hand-over that is running: to which department, since when, until when by its own inner clock (E2)."""

    name: str
    since: datetime
    due: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class State:
    """A case as its events say it stands.

    `level` is that of the ladder, 1 to 3; `fired` holds the keys of its steps and warnings that have happened.
    `acknowledge_due`, `reply_due` and `confirm_due` are what those clocks were due when they were met, whatever the calendar
    says since.
    `conceded` is money given so far, in hundredths. `started_at` is the moment the first clocks run from; `reply_from` the one
    the present reply clock runs from, later than `started_at` when the case was reopened, amended after its reply, or its reply
    was lost. `replied_at` is when that clock was met, `posted_at` when the present reply was posted, later than that for a
    further one. `draft` and `posted` are numbers of replies. `channel` is how a complaint came that no scan has found, and
    `answered_by` how its customer was answered.
    """

    status: Status
    started_at: datetime
    reply_from: datetime
    owner: str | None = None
    severity: Severity = Severity.NORMAL
    level: int = 1
    fired: frozenset[str] = frozenset()
    draft: int | None = None
    drafted_by: str | None = None
    approved_by: str | None = None
    posted: int | None = None
    posted_url: str | None = None
    acknowledged_at: datetime | None = None
    replied_at: datetime | None = None
    posted_at: datetime | None = None
    confirmed_at: datetime | None = None
    confirm_due: datetime | None = None
    ended_at: datetime | None = None
    acknowledge_due: datetime | None = None
    reply_due: datetime | None = None
    delayed_until: datetime | None = None
    delays: int = 0
    promise: Promise | None = None
    kept: int = 0
    pauses: tuple[Pause, ...] = ()
    department: Department | None = None
    plan: tuple[Stage, ...] = ()
    resolution: str | None = None
    cause: str | None = None
    reaction: str | None = None
    conceded: int = 0
    merged_into: int | None = None
    amended: bool = False
    withdrawn: bool = False
    unconfirmed: bool = False
    reopened: int = 0
    channel: str | None = None
    answered_by: str | None = None

    @property
    def unconfirmable(self) -> bool:
        """Say whether no scan can see our reply: the complaint stands on no site, or stands there no longer."""
        return self.channel is not None or (self.withdrawn and self.status is not Status.CONFIRMED)

    @property
    def marks(self) -> tuple[str, ...]:
        """List the marks that follow from the events alone; those that depend on the moment are not among them."""
        named = {
            "escalated": self.level > 1,
            "amended": self.amended,
            "withdrawn": self.withdrawn,
            "unconfirmed": self.unconfirmed,
            "reopened": self.reopened > 0,
            "delayed": self.delays > 0,
            "promised": self.promise is not None,
            "merged": self.merged_into is not None,
            "stage_late": self.status.open and noted_late(self.plan, self.fired),
        }
        return tuple(name for name, holds in named.items() if holds)

    def waiting(self, now: datetime) -> Pause | None:
        """Give the pause that holds the reply clock at `now`; a pause whose limit has passed holds nothing."""
        last = self.pauses[-1] if self.pauses else None
        return last if last is not None and self.status.open and last.starts <= now < last.ends else None


# What sets a field of a state, frozen as it is, and what reads them all: a case is folded at every look, and the `replace` of
# dataclasses, which looks at the class anew each time, was most of what folding cost.
_SET: Mapping[str, Callable[[State, Any], None]] = {name: getattr(State, name).__set__ for name in State.__slots__}
_SETTERS, _VALUES = tuple(_SET.values()), attrgetter(*State.__slots__)


def replace(state: State, **changes: Any) -> State:
    """Give a state with some fields changed, as dataclasses.replace does. Raises KeyError for a field that there is not."""
    made = object.__new__(State)
    for put, value in zip(_SETTERS, _VALUES(state), strict=True):
        put(made, value)
    for name, value in changes.items():
        _SET[name](made, value)
    return made


def fold(events: Iterable[Event]) -> State:
    """Compute how a case stands from its events in order; the first one is `receive`."""
    history = iter(events)
    state = _received(next(history))
    for event in history:
        state = advance(state, event)
    return state


def _received(event: Event) -> State:
    started = datetime.fromisoformat(str(event.data["started_at"]))
    severity = Severity(str(event.data.get("severity") or Severity.NORMAL))
    channel = str(event.data.get("channel") or "") or None
    return State(Status.RECEIVED, started_at=started, reply_from=started, severity=severity, channel=channel)


def advance(state: State, event: Event) -> State:
    """Give the state after one more event."""
    return _AFTER[event.act](state, event)


def _acknowledge(state: State, event: Event) -> State:
    return replace(state, status=Status.ACKNOWLEDGED, acknowledged_at=event.at, acknowledge_due=_moment(event, "due"))


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
        answered_by=str(event.data.get("how") or "") or None,
        draft=None,
        drafted_by=None,
        approved_by=None,
        # A reply tells the customer too that the complaint was taken up (A3).
        acknowledged_at=state.acknowledged_at or event.at,
        acknowledge_due=state.acknowledge_due if state.acknowledged_at else _moment(event, "acknowledge_due"),
        replied_at=state.replied_at or event.at,
        reply_due=state.reply_due if state.replied_at else _moment(event, "due"),
        posted_at=event.at,
        confirmed_at=None,
        confirm_due=None,
        unconfirmed=False,
        amended=False,
    )


def _confirm(state: State, event: Event) -> State:
    """Take up that the reply was seen on the site; one that had counted as lost answers the complaint again from now on."""
    replied = state.replied_at or event.at
    seen = replace(state, status=Status.CONFIRMED, replied_at=replied, confirmed_at=event.at, unconfirmed=False)
    return replace(seen, confirm_due=_moment(event, "due"))


def _unconfirm(state: State, event: Event) -> State:
    return replace(_again(state, event.at), unconfirmed=True)


def _amend(state: State, event: Event) -> State:
    """Take up an edit of the complaint: one that came after the reply starts a new reply clock, never the first one anew."""
    if state.status in (Status.REPLIED, Status.CONFIRMED):
        state = _again(state, event.at)
    return replace(state, amended=True)


def _again(state: State, at: datetime) -> State:
    """Start a new reply clock, and the ladder from its foot."""
    return replace(
        state,
        status=Status.ACKNOWLEDGED,
        reply_from=at,
        replied_at=None,
        reply_due=None,
        delayed_until=None,
        confirmed_at=None,
        confirm_due=None,
        ended_at=None,
        level=1,
    )


def _reopen(state: State, event: Event) -> State:
    told = state.acknowledged_at is not None
    again = _again(state, event.at)
    status = Status.ACKNOWLEDGED if told else Status.RECEIVED
    return replace(again, status=status, unconfirmed=False, merged_into=None, reopened=state.reopened + 1)


def _wait(state: State, event: Event) -> State:
    until = _needed(event, "until")
    return replace(state, pauses=(*_ended_pause(state, event.at).pauses, Pause(event.at, until, event.why, event.by)))


def _ended_pause(state: State, at: datetime) -> State:
    """End the pause that is running at `at`."""
    if state.waiting(at) is None:
        return state
    last = state.pauses[-1]
    return replace(state, pauses=(*state.pauses[:-1], any_replace(last, ends=at)))


def _promise(state: State, event: Event) -> State:
    return replace(state, promise=Promise(event.at, _needed(event, "until"), event.by))


def _delay(state: State, event: Event) -> State:
    """Move the promise where there is one, else the reply; the new date was told to the customer with its reason (A5).

    A delay to the date that stands already only hands in its notice.
    """
    until, promised = _needed(event, "until"), event.data.get("clock") == "promise"
    delays = state.delays + (until != (state.promise.due if promised and state.promise else state.delayed_until))
    if promised and state.promise is not None:
        return replace(state, promise=any_replace(state.promise, due=until), delays=delays)
    return replace(state, delayed_until=until, delays=delays)


def _handover(state: State, event: Event) -> State:
    handed = Department(str(event.data["department"]), event.at, _needed(event, "due"), event.by, event.why)
    return replace(state, department=handed)


def _return(state: State, event: Event) -> State:
    """Take the case back; what the department said may end a stage of the plan as well."""
    plan = after(state.plan, event) if "stage" in event.data else state.plan
    return replace(state, department=None, plan=plan)


def _warn(state: State, event: Event) -> State:
    return replace(state, fired=state.fired | {str(event.data["key"])})


def _escalate(state: State, event: Event) -> State:
    level, key = int(str(event.data["level"])), event.data.get("key")
    owner = str(event.data.get("owner") or "") or state.owner
    fired = state.fired if key is None else state.fired | {str(key)}
    return replace(state, level=max(level, state.level), owner=owner, fired=fired)


def _resolve(state: State, event: Event) -> State:
    """Take up what was decided; a later word about the same case may add the cause or the customer's reaction."""
    resolution, cause, reaction = (str(event.data.get(name) or "") for name in ("resolution", "cause", "reaction"))
    return replace(
        state,
        resolution=resolution or state.resolution,
        cause=cause or state.cause,
        reaction=reaction or state.reaction,
    )


def _concede(state: State, event: Event) -> State:
    return replace(state, conceded=state.conceded + int(str(event.data["amount"])))


def _correct(state: State, event: Event) -> State:
    severity = event.data.get("severity")
    return state if severity is None else replace(state, severity=Severity(str(severity)))


def _merge(state: State, event: Event) -> State:
    """End the case that goes up in another one; the other one only notes it."""
    into = event.data.get("into")
    return state if into is None else replace(_end(Status.DISMISSED, state, event), merged_into=int(str(into)))


def _end(status: Status, state: State, event: Event) -> State:
    return replace(_ended_pause(state, event.at), status=status, ended_at=event.at, department=None)


def _reappear(state: State, _event: Event) -> State:
    """Take up that the complaint stands on the site again: then its author has not withdrawn it (C5)."""
    return replace(state, withdrawn=False, reaction=None if state.reaction == "withdrew" else state.reaction)


def _moment(event: Event, name: str) -> datetime | None:
    value = event.data.get(name)
    return None if value is None else datetime.fromisoformat(str(value))


def _needed(event: Event, name: str) -> datetime:
    return datetime.fromisoformat(str(event.data[name]))


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
    Act.REAPPEAR: _reappear,
    Act.ASSIGN: lambda state, event: replace(state, owner=str(event.data["owner"])),
    Act.PROMISE: _promise,
    Act.KEEP: lambda state, _: replace(state, promise=None, kept=state.kept + 1),
    Act.DELAY: _delay,
    Act.HANDOVER: _handover,
    Act.RETURN: _return,
    Act.ESCALATE: _escalate,
    Act.WARN: _warn,
    Act.RECKON: lambda state, _: state,
    Act.STAGE: lambda state, event: replace(state, plan=after(state.plan, event)),
    Act.CONCEDE: _concede,
    Act.RESTRICT: lambda state, _: state,
    Act.CORRECT: _correct,
    Act.ASSESS: _correct,
    Act.LINK: lambda state, _: state,
    Act.MERGE: _merge,
    Act.RESOLVE: _resolve,
    Act.WAIT: _wait,
    Act.RESUME: lambda state, event: _ended_pause(state, event.at),
    Act.DISMISS: lambda state, event: _end(Status.DISMISSED, state, event),
    Act.CLOSE: lambda state, event: _end(Status.CLOSED, state, event),
    Act.REOPEN: _reopen,
}
