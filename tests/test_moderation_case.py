"""A case is what its events say."""

from __future__ import annotations

from datetime import datetime

import pytest

from moderation.case import Act, Event, Severity, Status
from moderation.state import State, advance, fold
from tests.people import DAY, HOUR, NOW, happened, received


def told(*acts: tuple[Act, datetime] | tuple[Act, datetime, dict[str, object]]) -> State:
    return fold(happened(*acts))


def wait(at: datetime, until: datetime) -> tuple[Act, datetime, dict[str, object]]:
    return Act.WAIT, at, {"until": until.isoformat()}


def test_it_works() -> None:
    state = told((Act.ACKNOWLEDGE, NOW + HOUR), (Act.REPLY, NOW + 2 * HOUR), (Act.POST, NOW + 3 * HOUR), (Act.CONFIRM, NOW + DAY))
    assert state.status is Status.CONFIRMED
    assert (state.acknowledged_at, state.replied_at, state.confirmed_at) == (NOW + HOUR, NOW + 3 * HOUR, NOW + DAY)
    assert (state.draft, state.posted) == (None, 1)


def test_the_first_clocks_run_from_where_the_receipt_says() -> None:
    state = fold([received(NOW, started_at=NOW - HOUR)])
    assert (state.status, state.started_at, state.reply_from) == (Status.RECEIVED, NOW - HOUR, NOW - HOUR)


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        (Status.RECEIVED, True),
        (Status.ACKNOWLEDGED, True),
        (Status.REPLIED, True),
        (Status.CONFIRMED, True),
        (Status.CLOSED, False),
        (Status.DISMISSED, False),
    ],
)
def test_a_case_is_open_while_somebody_has_something_to_do(status: Status, is_open: bool) -> None:
    assert status.open is is_open


def test_the_most_serious_severity_comes_first() -> None:
    assert list(Severity) == [Severity.CRITICAL, Severity.HIGH, Severity.NORMAL, Severity.LOW]


def test_a_reply_acknowledges_too() -> None:
    state = told((Act.REPLY, NOW + HOUR), (Act.POST, NOW + 2 * HOUR, {"url": "https://opinions.example/1"}))
    assert (state.acknowledged_at, state.posted_url) == (NOW + 2 * HOUR, "https://opinions.example/1")


def test_a_new_draft_voids_the_approval_of_the_old_one() -> None:
    approved = told((Act.REPLY, NOW), (Act.APPROVE, NOW))
    assert approved.approved_by == "anna"
    edited = advance(approved, Event(4, NOW, "boris", Act.REPLY, "", {"reply": 2}))
    assert (edited.draft, edited.drafted_by, edited.approved_by) == (2, "boris", None)


def test_a_further_reply_does_not_move_the_moment_of_the_first() -> None:
    state = told((Act.REPLY, NOW), (Act.POST, NOW + HOUR), (Act.CONFIRM, NOW + DAY), (Act.POST, NOW + 9 * DAY, {"reply": 2}))
    assert (state.replied_at, state.posted_at, state.posted) == (NOW + HOUR, NOW + 9 * DAY, 2)
    assert (state.status, state.confirmed_at) == (Status.REPLIED, None)


@pytest.mark.parametrize("lost", [Act.UNCONFIRM, Act.AMEND])
def test_a_lost_reply_and_an_edit_after_it_start_a_new_reply_clock_and_leave_the_first(lost: Act) -> None:
    state = told((Act.REPLY, NOW), (Act.POST, NOW + HOUR), (lost, NOW + 5 * DAY))
    assert (state.status, state.started_at, state.reply_from) == (Status.ACKNOWLEDGED, NOW, NOW + 5 * DAY)
    assert (state.replied_at, state.confirmed_at, state.acknowledged_at) == (None, None, NOW + HOUR)
    assert (state.unconfirmed, state.amended) == (lost is Act.UNCONFIRM, lost is Act.AMEND)


@pytest.mark.parametrize("before", [(), ((Act.ACKNOWLEDGE, NOW),)])
def test_an_edit_before_the_reply_leaves_the_clock_alone(before: tuple[tuple[Act, datetime], ...]) -> None:
    state = told(*before, (Act.AMEND, NOW + DAY))
    assert state.amended
    assert state.reply_from == NOW


def test_a_lost_reply_that_is_seen_again_answers_the_complaint() -> None:
    state = told((Act.REPLY, NOW), (Act.POST, NOW), (Act.UNCONFIRM, NOW + DAY), (Act.CONFIRM, NOW + 2 * DAY))
    assert (state.status, state.replied_at, state.unconfirmed) == (Status.CONFIRMED, NOW + 2 * DAY, False)


@pytest.mark.parametrize(
    ("acts", "status"),
    [
        (((Act.DISMISS, NOW),), Status.RECEIVED),
        (((Act.ACKNOWLEDGE, NOW), (Act.CLOSE, NOW)), Status.ACKNOWLEDGED),
        (((Act.POST, NOW), (Act.CONFIRM, NOW), (Act.CLOSE, NOW)), Status.ACKNOWLEDGED),
    ],
)
def test_a_reopened_case_goes_on_where_the_customer_stands(acts: tuple[tuple[Act, datetime], ...], status: Status) -> None:
    state = told(*acts, (Act.REOPEN, NOW + DAY))
    assert (state.status, state.reopened, state.reply_from, state.ended_at) == (status, 1, NOW + DAY, None)
    assert state.started_at == NOW


def test_a_pause_holds_until_its_limit_and_no_longer() -> None:
    state = told(wait(NOW, NOW + DAY))
    assert state.waiting(NOW) == state.waiting(NOW + DAY - HOUR) == state.pauses[0]
    assert state.waiting(NOW + DAY) is None
    assert (state.pauses[0].by, state.pauses[0].why) == ("anna", "because")


@pytest.mark.parametrize("ending", [Act.RESUME, Act.POST, Act.CLOSE, Act.DISMISS])
def test_a_pause_ends_when_the_case_moves_on(ending: Act) -> None:
    state = told((Act.ACKNOWLEDGE, NOW), wait(NOW, NOW + DAY), (ending, NOW + HOUR))
    assert [pause.ends for pause in state.pauses] == [NOW + HOUR]
    assert state.waiting(NOW + HOUR) is None


def test_a_new_limit_takes_the_place_of_the_running_one() -> None:
    state = told(wait(NOW, NOW + DAY), wait(NOW + HOUR, NOW + 2 * DAY))
    assert [(pause.starts, pause.ends) for pause in state.pauses] == [(NOW, NOW + HOUR), (NOW + HOUR, NOW + 2 * DAY)]


def test_a_withdrawn_complaint_keeps_its_status_and_may_reappear() -> None:
    assert told((Act.ACKNOWLEDGE, NOW), (Act.WITHDRAW, NOW)).status is Status.ACKNOWLEDGED
    assert told((Act.WITHDRAW, NOW)).withdrawn
    assert not told((Act.WITHDRAW, NOW), (Act.REAPPEAR, NOW)).withdrawn


def test_every_act_is_understood() -> None:
    moment = (NOW + DAY).isoformat()
    details = {
        "reply": 1, "until": moment, "due": moment, "owner": "anna", "department": "warehouse", "level": 2, "amount": 500,
        "op": "add", "stage": 1, "name": "fetch it", "key": "L2:reply", "severity": "high", "into": 9,
    }  # fmt: skip
    for act in Act:
        if act is not Act.RECEIVE:
            assert isinstance(told((act, NOW, details)), State)
