"""What a case allows, and how it refuses."""

from __future__ import annotations

from datetime import datetime

import pytest

from config.errors import Forbidden, Impossible
from moderation.acts import PERSONAL, check, check_reason, check_second_person, needs_reason, obstacle, possible
from moderation.case import Act
from moderation.state import State, fold
from tests.people import DAY, HOUR, NOW, happened

Acts = tuple[tuple[Act, datetime], ...]
RECEIVED: Acts = ()
ACKNOWLEDGED: Acts = ((Act.ACKNOWLEDGE, NOW),)
DRAFTED: Acts = (*ACKNOWLEDGED, (Act.REPLY, NOW))
APPROVED: Acts = (*DRAFTED, (Act.APPROVE, NOW))
REPLIED: Acts = (*APPROVED, (Act.POST, NOW))
CONFIRMED: Acts = (*REPLIED, (Act.CONFIRM, NOW))
CLOSED: Acts = (*CONFIRMED, (Act.CLOSE, NOW))
DISMISSED: Acts = ((Act.DISMISS, NOW),)


def state(acts: Acts) -> State:
    return fold(happened(*acts))


@pytest.mark.parametrize(
    ("acts", "allowed"),
    [
        (RECEIVED, "acknowledge reply wait assign dismiss"),
        (ACKNOWLEDGED, "reply close wait assign dismiss"),
        (DRAFTED, "reply approve close wait assign dismiss"),
        (APPROVED, "reply post close wait assign dismiss"),
        (REPLIED, "reply close assign"),
        (CONFIRMED, "reply close assign"),
        (CLOSED, "reopen"),
        (DISMISSED, "reopen"),
    ],
)
def test_it_works(acts: Acts, allowed: str) -> None:
    assert " ".join(possible(state(acts), NOW, approval=True)) == allowed


def test_without_a_second_person_a_draft_may_be_posted_at_once() -> None:
    assert Act.POST in possible(state(DRAFTED), NOW, approval=False)
    assert Act.POST not in possible(state(DRAFTED), NOW, approval=True)


def test_a_waiting_case_can_be_resumed_until_its_limit() -> None:
    waiting = fold(happened((Act.WAIT, NOW, {"until": (NOW + DAY).isoformat()})))
    assert Act.RESUME in possible(waiting, NOW + HOUR, approval=False)
    assert Act.RESUME not in possible(waiting, NOW + DAY, approval=False)


@pytest.mark.parametrize("acts", [RECEIVED, ACKNOWLEDGED, DRAFTED, APPROVED, REPLIED, CONFIRMED, CLOSED, DISMISSED])
@pytest.mark.parametrize("approval", [True, False])
@pytest.mark.parametrize("act", PERSONAL)
def test_a_refusal_says_why_and_names_what_is_possible(act: Act, approval: bool, acts: Acts) -> None:
    now_possible = possible(state(acts), NOW, approval=approval)
    assert (act in now_possible) is not bool(obstacle(state(acts), act, NOW, approval=approval))
    if act in now_possible:
        check(17, state(acts), act, NOW, approval=approval)
        return
    with pytest.raises(Impossible) as refused:
        check(17, state(acts), act, NOW, approval=approval)
    told = str(refused.value)
    assert told.startswith("case 17 cannot be ")
    assert "otklik reopen 17" in told or all(f"{one}" in told for one in now_possible)


def test_a_closed_case_cannot_be_acknowledged() -> None:
    with pytest.raises(Impossible, match=r"case 17 cannot be acknowledged: it is closed\. Reopen it first: otklik reopen 17"):
        check(17, state(CLOSED), Act.ACKNOWLEDGE, NOW, approval=False)


def test_a_draft_that_waits_for_a_second_person_is_not_posted() -> None:
    with pytest.raises(Impossible, match=r"needs the approval of a second person.*otklik approve 17"):
        check(17, state(DRAFTED), Act.POST, NOW, approval=True)


def test_who_wrote_a_draft_does_not_approve_it() -> None:
    with pytest.raises(Forbidden, match="anna wrote this draft"):
        check_second_person(17, state(DRAFTED), "anna")
    check_second_person(17, state(DRAFTED), "vera")


@pytest.mark.parametrize(
    ("acts", "act", "needed"),
    [
        (ACKNOWLEDGED, Act.CLOSE, True),
        (REPLIED, Act.CLOSE, True),
        (CONFIRMED, Act.CLOSE, False),
        (RECEIVED, Act.DISMISS, True),
        (RECEIVED, Act.WAIT, True),
        (CLOSED, Act.REOPEN, True),
        (RECEIVED, Act.ACKNOWLEDGE, False),
        (RECEIVED, Act.ASSIGN, False),
    ],
)
@pytest.mark.parametrize("why", ["", "  \n"])
def test_an_end_that_no_scan_can_confirm_needs_a_reason(acts: Acts, act: Act, needed: bool, why: str) -> None:
    assert needs_reason(state(acts), act) is needed
    check_reason(17, state(acts), act, "the shop is gone")
    if needed:
        with pytest.raises(Impossible, match=f"without a reason.*otklik {act} 17 --why"):
            check_reason(17, state(acts), act, why)
    else:
        check_reason(17, state(acts), act, why)
