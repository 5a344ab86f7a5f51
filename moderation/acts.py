"""Which acts a case allows now, and the sentence for one that it does not (A4, E3: the same order for everybody)."""

from __future__ import annotations

from datetime import datetime

from config.errors import Forbidden, Impossible
from moderation.case import Act, State, Status

# What a person may do, in the order in which it is usually done; it is the order of buttons and of lists.
PERSONAL = (
    Act.ACKNOWLEDGE,
    Act.REPLY,
    Act.APPROVE,
    Act.POST,
    Act.CLOSE,
    Act.WAIT,
    Act.RESUME,
    Act.ASSIGN,
    Act.DISMISS,
    Act.REOPEN,
)
_DONE = {
    Act.ACKNOWLEDGE: "acknowledged",
    Act.REPLY: "replied to",
    Act.APPROVE: "approved",
    Act.POST: "posted",
    Act.ASSIGN: "assigned",
    Act.WAIT: "put on hold",
    Act.RESUME: "resumed",
    Act.DISMISS: "dismissed",
    Act.CLOSE: "closed",
    Act.REOPEN: "reopened",
}


def possible(state: State, now: datetime, *, approval: bool) -> tuple[Act, ...]:
    """List the acts that a person may do now. `approval` says whether this case's replies need a second person."""
    return tuple(act for act in PERSONAL if not obstacle(state, act, now, approval=approval))


def obstacle(state: State, act: Act, now: datetime, *, approval: bool) -> str:
    """Say what stands in the way of an act, nothing where it is possible. Reasons for which there is a next step name it."""
    # The first obstacle is the one that is told, so the most telling ones come first: an ended case, then what lacks.
    if act is Act.REOPEN:
        return "" if not state.status.open else f"it is {state.status}, open already"
    if not state.status.open:
        return f"it is {state.status}"
    if act is Act.ACKNOWLEDGE and state.status is not Status.RECEIVED:
        return f"it is {state.status}: the customer has been told already"
    if act in (Act.APPROVE, Act.POST) and state.draft is None:
        return "it has no draft"
    if act is Act.APPROVE and state.approved_by is not None:
        return f"its draft is approved already, by {state.approved_by}"
    if act is Act.POST and approval and state.approved_by is None:
        return "its draft needs the approval of a second person"
    if act is Act.WAIT and state.status in (Status.REPLIED, Status.CONFIRMED):
        return f"it is {state.status}: no reply clock runs that could be stopped"
    if act is Act.RESUME and state.waiting(now) is None:
        return "it is not waiting"
    if act is Act.DISMISS and state.status in (Status.REPLIED, Status.CONFIRMED):
        return f"it is {state.status}: what was answered is closed, not dismissed"
    if act is Act.CLOSE and state.status is Status.RECEIVED:
        return "nobody has told the customer anything yet; dismiss it if it is no complaint"
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


def check_second_person(number: int, state: State, login: str) -> None:
    """Refuse an approval by the draft's own author (four eyes). Raises Forbidden."""
    if state.drafted_by == login:
        raise Forbidden(
            f"case {number}: {login} wrote this draft and cannot approve it. Let another: otklik approve {number} --as LOGIN"
        )


def needs_reason(state: State, act: Act) -> bool:
    """Say whether an act must be explained: everything that ends a case other than by a confirmed reply, or takes it up again."""
    if act is Act.CLOSE:
        return state.status is not Status.CONFIRMED
    return act in (Act.DISMISS, Act.REOPEN, Act.WAIT)


def check_reason(number: int, state: State, act: Act, why: str) -> None:
    """Refuse an act that lacks its reason. Raises Impossible."""
    if why.strip() or not needs_reason(state, act):
        return
    unseen = " (no scan has seen the reply on the site)" if act is Act.CLOSE else ""
    raise Impossible(f'case {number} cannot be {_DONE[act]} without a reason{unseen}. Give it: otklik {act} {number} --why "…"')
