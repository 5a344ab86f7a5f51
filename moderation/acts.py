"""Which acts a case allows now, and the sentence for one that it does not (A4, E3: the same order for everybody)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from config.errors import Forbidden, Impossible
from moderation.case import Act, Status
from moderation.stages import following
from moderation.state import State

# What a person may do, in the order in which it is usually done; it is the order of buttons and of lists.
PERSONAL = (
    Act.ACKNOWLEDGE,
    Act.REPLY,
    Act.APPROVE,
    Act.POST,
    Act.RESOLVE,
    Act.CLOSE,
    Act.PROMISE,
    Act.KEEP,
    Act.DELAY,
    Act.WAIT,
    Act.RESUME,
    Act.STAGE,
    Act.HANDOVER,
    Act.RETURN,
    Act.ASSIGN,
    Act.ESCALATE,
    Act.CORRECT,
    Act.CONCEDE,
    Act.LINK,
    Act.MERGE,
    Act.RESTRICT,
    Act.DISMISS,
    Act.REOPEN,
)
TOP = 3  # the highest level of the ladder (B2)
# What may be said of a case that was closed: how the customer took it, and who the customer is (C5, E5).
_AFTERWARDS = (Act.RESOLVE, Act.LINK, Act.RESTRICT, Act.CORRECT)
_DONE = {
    Act.ACKNOWLEDGE: "acknowledged",
    Act.REPLY: "replied to",
    Act.APPROVE: "approved",
    Act.POST: "posted",
    Act.ASSIGN: "assigned",
    Act.PROMISE: "promised anything new",
    Act.KEEP: "marked as kept",
    Act.DELAY: "delayed",
    Act.WAIT: "put on hold",
    Act.RESUME: "resumed",
    Act.HANDOVER: "handed over",
    Act.RETURN: "returned",
    Act.ESCALATE: "escalated",
    Act.STAGE: "planned in stages",
    Act.CONCEDE: "conceded to",
    Act.RESTRICT: "a reason for a restriction",
    Act.CORRECT: "corrected",
    Act.LINK: "linked",
    Act.MERGE: "merged",
    Act.RESOLVE: "resolved",
    Act.DISMISS: "dismissed",
    Act.CLOSE: "closed",
    Act.REOPEN: "reopened",
}
_REASONED = (
    Act.DISMISS,
    Act.REOPEN,
    Act.WAIT,
    Act.DELAY,
    Act.HANDOVER,
    Act.RETURN,
    Act.ESCALATE,
    Act.CONCEDE,
    Act.RESTRICT,
    Act.MERGE,
)


def possible(state: State, now: datetime, *, approval: bool) -> tuple[Act, ...]:
    """List the acts that a person may do now. `approval` says whether this case's replies need a second person."""
    return tuple(act for act in PERSONAL if not obstacle(state, act, now, approval=approval))


def obstacle(state: State, act: Act, now: datetime, *, approval: bool) -> str:
    """Say what stands in the way of an act, nothing where it is possible. Reasons for which there is a next step name it."""
    # The first obstacle is the one that is told, so the most telling ones come first: an ended case, then what lacks.
    if act is Act.REOPEN:
        return "" if not state.status.open else f"it is {state.status}, open already"
    if act in _AFTERWARDS and state.status is not Status.DISMISSED:
        return ""
    if not state.status.open:
        return f"it is {state.status}"
    return _of_work(state, act, now) or _of_answers(state, act, approval=approval)


def _of_answers(state: State, act: Act, *, approval: bool) -> str:
    if act is Act.ACKNOWLEDGE and state.status is not Status.RECEIVED:
        return f"it is {state.status}: the customer has been told already"
    if act in (Act.APPROVE, Act.POST) and state.draft is None:
        return "it has no draft"
    if act is Act.APPROVE and state.approved_by is not None:
        return f"its draft is approved already, by {state.approved_by}"
    if act is Act.POST and approval and state.approved_by is None:
        return "its draft needs the approval of a second person"
    if act is Act.DISMISS and state.status in (Status.REPLIED, Status.CONFIRMED):
        return f"it is {state.status}: what was answered is closed, not dismissed"
    if act is Act.CLOSE and state.status is Status.RECEIVED:
        return "nobody has told the customer anything yet; dismiss it if it is no complaint"
    return ""


def _of_work(state: State, act: Act, now: datetime) -> str:
    """Say what stands in the way of an act on terms, owners and stages."""
    answered = state.status in (Status.REPLIED, Status.CONFIRMED)
    if act is Act.WAIT and answered:
        return f"it is {state.status}: no reply clock runs that could be stopped"
    if act is Act.RESUME and state.waiting(now) is None:
        return "it is not waiting"
    if act is Act.PROMISE and state.promise is not None:
        return f"a promise until {state.promise.due:%Y-%m-%d} is open; mark it as kept, or delay it"
    if act is Act.KEEP and state.promise is None:
        return "nothing was promised"
    if act is Act.DELAY and answered and state.promise is None:
        return f"it is {state.status} and no promise is open: no term runs that could be moved"
    if act is Act.HANDOVER and state.department is not None:
        return f"it is with {state.department.name} already"
    if act is Act.RETURN and state.department is None:
        return "it is with no department"
    if act is Act.ESCALATE and state.level >= TOP:
        return f"it is at level {state.level} already, the highest"
    return ""


def check(number: int, state: State, act: Act, now: datetime, *, approval: bool) -> None:
    """Refuse an act that the case does not allow now. Raises Impossible, naming what is possible and the command for it."""
    reason = obstacle(state, act, now, approval=approval)
    if not reason:
        return
    raise Impossible(f"case {number} cannot be {_DONE[act]}: {reason}. {_step(number, state, now, approval=approval)}")


def _step(number: int, state: State, now: datetime, *, approval: bool) -> str:
    if not state.status.open:
        return f"Reopen it first: otklik reopen {number}"
    open_to = f"Possible now: {', '.join(possible(state, now, approval=approval))}"
    if state.draft is not None and approval and state.approved_by is None:
        return f"{open_to}. A second person approves: otklik approve {number}"
    return open_to


def check_lawyer(number: int, login: str, lawyers: Collection[str]) -> None:
    """Refuse the approval of a case that cites the law by somebody who is no lawyer (A9). Raises Forbidden."""
    if lawyers and login not in lawyers:
        named = ", ".join(sorted(lawyers))
        raise Forbidden(f"case {number} cites the law, so a lawyer approves its reply: {named}. {login} is not among them")


def check_second_person(number: int, state: State, login: str) -> None:
    """Refuse an approval by the draft's own author (four eyes). Raises Forbidden."""
    if state.drafted_by == login:
        raise Forbidden(
            f"case {number}: {login} wrote this draft and cannot approve it. Let another: otklik approve {number} --as LOGIN"
        )


def needs_reason(state: State, act: Act) -> bool:
    """Say whether an act must be explained: everything that ends a case other than by a confirmed reply, or takes it up again."""
    if act is Act.CLOSE:
        return state.status is not Status.CONFIRMED or state.promise is not None or following(state.plan) is not None
    return act in _REASONED


def check_reason(number: int, state: State, act: Act, why: str) -> None:
    """Refuse an act that lacks its reason. Raises Impossible."""
    if why.strip() or not needs_reason(state, act):
        return
    because = f" ({_unfinished(state)})" if act is Act.CLOSE else ""
    raise Impossible(f'case {number} cannot be {_DONE[act]} without a reason{because}. Give it: otklik {act} {number} --why "…"')


def _unfinished(state: State) -> str:
    """Say what is not done yet in a case that is about to be closed."""
    if state.unconfirmable:
        return "no scan can see a reply to it"
    if state.status is not Status.CONFIRMED:
        return "no scan has seen the reply on the site"
    if state.promise is not None:
        return f"a promise until {state.promise.due:%Y-%m-%d} is open"
    stage = following(state.plan)
    return f'the stage "{stage.name}" is not done' if stage else ""
