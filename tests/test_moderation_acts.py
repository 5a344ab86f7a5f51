"""What a case allows, and how it refuses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from config.errors import Forbidden, Impossible
from moderation.acts import PERSONAL, check, check_lawyer, check_reason, check_second_person, needs_reason, obstacle, possible
from moderation.case import Act, Event
from moderation.state import State, fold
from tests.people import DAY, HOUR, NOW, happened

WHENEVER_OPEN = {
    Act.RESOLVE,
    Act.PROMISE,
    Act.ASSIGN,
    Act.ESCALATE,
    Act.STAGE,
    Act.HANDOVER,
    Act.CORRECT,
    Act.CONCEDE,
    Act.LINK,
    Act.MERGE,
    Act.RESTRICT,
}
Acts = tuple[tuple[Act, datetime], ...]
RECEIVED: Acts = ()
ACKNOWLEDGED: Acts = ((Act.ACKNOWLEDGE, NOW),)
DRAFTED: Acts = (*ACKNOWLEDGED, (Act.REPLY, NOW))
APPROVED: Acts = (*DRAFTED, (Act.APPROVE, NOW))
REPLIED: Acts = (*APPROVED, (Act.POST, NOW))
CONFIRMED: Acts = (*REPLIED, (Act.CONFIRM, NOW))
CLOSED: Acts = (*CONFIRMED, (Act.CLOSE, NOW))
DISMISSED: Acts = ((Act.DISMISS, NOW),)
PLANNED: tuple[Act, datetime, dict[str, Any]] = (
    Act.STAGE, NOW, {"op": "add", "stage": 1, "name": "fetch it", "owner": "courier", "due": (NOW + DAY).isoformat()}
)  # fmt: skip


def state(acts: Acts) -> State:
    return fold(happened(*acts))


@pytest.mark.parametrize(
    ("acts", "allowed"),
    [
        (RECEIVED, "acknowledge reply delay wait dismiss"),
        (ACKNOWLEDGED, "reply close delay wait dismiss"),
        (DRAFTED, "reply approve close delay wait dismiss"),
        (APPROVED, "reply post close delay wait dismiss"),
        (REPLIED, "reply close"),
        (CONFIRMED, "reply close"),
    ],
)
def test_it_works(acts: Acts, allowed: str) -> None:
    open_to = [act for act in possible(state(acts), NOW, approval=True) if act not in WHENEVER_OPEN]
    assert " ".join(open_to) == allowed
    assert set(possible(state(acts), NOW, approval=True)) >= WHENEVER_OPEN


def test_of_a_closed_case_more_may_be_said_and_of_a_dismissed_one_nothing() -> None:
    assert not obstacle(state(CLOSED), Act.RESOLVE, NOW, approval=True)
    assert obstacle(state(DISMISSED), Act.RESOLVE, NOW, approval=True) == "it is dismissed"
    assert possible(state(CLOSED), NOW, approval=True) == (Act.RESOLVE, Act.CORRECT, Act.LINK, Act.RESTRICT, Act.REOPEN)
    assert possible(state(DISMISSED), NOW, approval=True) == (Act.REOPEN,)


def test_one_promise_is_open_at_a_time_and_only_an_open_one_is_kept() -> None:
    promised = fold(happened((Act.PROMISE, NOW, {"until": (NOW + DAY).isoformat()})))
    assert Act.KEEP in possible(promised, NOW, approval=False)
    assert Act.PROMISE not in possible(promised, NOW, approval=False)
    kept = fold(happened((Act.PROMISE, NOW, {"until": (NOW + DAY).isoformat()}), (Act.KEEP, NOW)))
    assert Act.KEEP not in possible(kept, NOW, approval=False)
    assert kept.kept == 1


def test_a_case_with_one_department_is_not_handed_to_another() -> None:
    handed = fold(happened((Act.HANDOVER, NOW, {"department": "warehouse", "due": (NOW + DAY).isoformat()})))
    assert not obstacle(handed, Act.RETURN, NOW, approval=False)
    with pytest.raises(Impossible, match="it is with warehouse already"):
        check(17, handed, Act.HANDOVER, NOW, approval=False)


def test_there_is_no_level_above_the_third() -> None:
    top = fold(happened((Act.ESCALATE, NOW, {"level": 3})))
    with pytest.raises(Impossible, match="it is at level 3 already, the highest"):
        check(17, top, Act.ESCALATE, NOW, approval=False)


def test_an_answered_case_has_no_term_to_move_but_for_its_promise() -> None:
    assert Act.DELAY not in possible(state(CONFIRMED), NOW, approval=False)
    promised = fold((*happened(*CONFIRMED), Event(9, NOW, "anna", Act.PROMISE, "", {"until": (NOW + DAY).isoformat()})))
    assert Act.DELAY in possible(promised, NOW, approval=False)


def test_a_reply_that_cites_the_law_is_approved_by_a_lawyer() -> None:
    with pytest.raises(Forbidden, match=r"a lawyer approves its reply: dina, eva\. vera is not among them"):
        check_lawyer(17, "vera", {"eva", "dina"})
    check_lawyer(17, "dina", {"dina"})
    check_lawyer(17, "vera", ())


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
        (RECEIVED, Act.DELAY, True),
        (RECEIVED, Act.HANDOVER, True),
        (RECEIVED, Act.ESCALATE, True),
        (RECEIVED, Act.PROMISE, False),
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


@pytest.mark.parametrize("left", [(Act.PROMISE, NOW, {"until": (NOW + DAY).isoformat()}), PLANNED])
def test_a_confirmed_case_with_something_left_to_do_closes_only_with_a_reason(
    left: tuple[Act, datetime, dict[str, object]],
) -> None:
    act, at, data = left
    unfinished = fold((*happened(*CONFIRMED), Event(9, at, "anna", act, "", data)))
    assert needs_reason(unfinished, Act.CLOSE)
    with pytest.raises(Impossible, match=r"a promise until|the stage"):
        check_reason(17, unfinished, Act.CLOSE, "")
