"""What one person can do to a case now: a form for every act that is possible and allowed, a sentence where one is missed.

The next steps stand open; the others are folded and grouped, so that what is done every day is not looked for among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from moderation.acts import needs_reason, obstacle
from moderation.case import Act, Status
from moderation.delaying import owed
from moderation.outcome import missing
from moderation.people import Person, may

if TYPE_CHECKING:
    from moderation.queue import CaseView
    from moderation.web.speech import Speech


# The groups of the folded forms, in their order; what answers the customer stands in none.
GROUPS: tuple[tuple[str, tuple[Act, ...]], ...] = (
    ("", (Act.ACKNOWLEDGE, Act.REPLY, Act.APPROVE, Act.POST)),
    ("terms", (Act.PROMISE, Act.KEEP, Act.DELAY, Act.WAIT, Act.RESUME)),
    ("work", (Act.STAGE, Act.HANDOVER, Act.RETURN, Act.ASSIGN, Act.ESCALATE, Act.CORRECT)),
    ("customer", (Act.CONCEDE, Act.LINK, Act.RESTRICT)),
    ("ending", (Act.RESOLVE, Act.CLOSE, Act.MERGE, Act.DISMISS, Act.REOPEN)),
)
_PLACES = {act: place for place, (_, acts) in enumerate(GROUPS) for act in acts}


@dataclass(frozen=True, slots=True)
class Step:
    """One form: `first` ones stand open, the others are folded; `reason` says that the act needs one."""

    act: str
    title: str
    first: bool
    reason: bool


def steps(view: CaseView, person: Person, say: Speech) -> tuple[Step, ...]:
    """List the forms for a person, in the order in which the acts are usually done, open ones before folded ones."""
    acts = [act for act in view.possible if may(person, act) and not (act is Act.APPROVE and own_draft(view, person))]
    found = [Step(str(act), _title(act, view, say), _first(act, view), needs_reason(view.state, act)) for act in acts]
    return tuple(sorted(found, key=lambda step: not step.first))


def folded(found: Iterable[Step]) -> tuple[tuple[str, tuple[Step, ...]], ...]:
    """Give the steps that do not stand open, by group, in the order of the groups."""
    rest = sorted((step for step in found if not step.first), key=lambda step: _PLACES[Act(step.act)])
    return tuple((GROUPS[place][0], tuple(those)) for place, those in groupby(rest, key=lambda step: _PLACES[Act(step.act)]))


def _title(act: Act, view: CaseView, say: Speech) -> str:
    # A draft that is there is changed, not written.
    return say.label("step", "change" if act is Act.REPLY and view.draft is not None else act)


def own_draft(view: CaseView, person: Person) -> bool:
    """Say whether the draft is this person's own, which another one must approve."""
    return view.state.draft is not None and view.state.drafted_by == person.login


def _first(act: Act, view: CaseView) -> bool:
    if act is Act.REPLY:
        return view.state.draft is None and view.status in (Status.RECEIVED, Status.ACKNOWLEDGED)
    if act is Act.RESOLVE:
        return missing(view.state)
    if act is Act.CLOSE:
        return view.state.draft is None and view.status in (Status.REPLIED, Status.CONFIRMED)
    if act is Act.ACKNOWLEDGE:
        return Act.POST not in view.possible  # posting the reply tells the customer too (A3)
    if act is Act.DELAY:
        return owed(view.events) is not None  # the customer is still to be told (A5)
    return act in (Act.APPROVE, Act.POST, Act.RESUME, Act.KEEP, Act.RETURN, Act.REOPEN)


def notes(view: CaseView, person: Person, say: Speech) -> tuple[str, ...]:
    """Say what this person cannot do here although it would be the next step, and who can."""
    _ = say.words.gettext
    if not may(person, Act.REPLY):
        return (_("Your role lets you look at this case. A moderator can work on it; an admin can give you that role."),)
    found = []
    if not obstacle(view.state, Act.APPROVE, say.now, approval=view.approval) and view.approval:
        if own_draft(view, person):
            found.append(_("You wrote this draft, so another person approves it. Then it can be posted."))
        elif not may(person, Act.APPROVE):
            found.append(_("This draft must be approved before it is posted. An approver or a supervisor can do that."))
    if view.status is Status.REPLIED and not view.state.unconfirmable:
        found.append(_("The next scans look for our reply on the site. When one sees it, the case is confirmed."))
    return tuple(found)
