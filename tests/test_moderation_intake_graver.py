"""An edit that makes a complaint graver raises its case, and nothing that triage says ever lowers one (A9, C4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.labels import Label, Tags
from moderation.case import Act, Event, Severity, Status
from moderation.clockwork import rebuild, tick
from moderation.deadlines import ClockKind
from moderation.desk import ending
from moderation.intake import graver
from moderation.queue import CaseView, case_view
from moderation.reconcile import Counts
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, COMPLAINT, DAY, HOUR, NOW, PRAISE, a_case, a_mention, received, scanned, some_tags, take

LAW, PRESS = (some_tags(risks=(Label(risk, 0.9),)) for risk in ("legal_threat", "publicity_threat"))
MILD = some_tags(complaint=False)
ORDER = tuple(Severity)


def edited(store: Store, text: str, tags: Tags = LAW, hours: float = 1) -> CaseView:
    """Let the author change the text, and look at the case."""
    take(store, [a_mention(body=text)], tags, now=NOW + hours * HOUR)
    return case_view(store, 1, BOOK, NOW + hours * HOUR)


def test_it_works(store: Store) -> None:
    a_case(store)
    case = edited(store, "Подаю в суд")
    last = case.events[-1]
    assert (case.severity, last.act, last.by, last.why) == (
        Severity.CRITICAL,
        Act.ASSESS,
        "machine:triage",
        "threatens with the law",
    )
    assert dict(last.data) == {"severity": "critical", "rule": "threatens with the law"}
    assert [event.act for event in case.events] == [Act.RECEIVE, Act.AMEND, Act.ASSESS]


def test_clocks_approval_and_ladder_follow(store: Store) -> None:
    a_case(store)
    before = {clock.kind: clock.due for clock in case_view(store, 1, BOOK, NOW).clocks}
    case = edited(store, "Подаю в суд")
    after = {clock.kind: clock.due for clock in case.clocks}
    assert before[ClockKind.REPLY] - after[ClockKind.REPLY] > 12 * HOUR
    assert after[ClockKind.ACKNOWLEDGE] < before[ClockKind.ACKNOWLEDGE]
    assert case.approval
    assert rebuild(store, BOOK) == ()
    assert tick(store, BOOK, NOW + 3 * HOUR).escalated == (1,)  # critical climbs at half its term, normal only when it is over


@pytest.mark.parametrize("tags", [COMPLAINT, MILD, PRESS, PRAISE])
def test_an_edit_never_lowers(store: Store, tags: Tags) -> None:
    a_case(store, tags=LAW)
    case = edited(store, "Смягчил слова", tags)
    assert (case.severity, case.events[-1].act) == (Severity.CRITICAL, Act.AMEND)


def test_it_rises_step_by_step_and_not_back(store: Store) -> None:
    a_case(store, tags=MILD)
    found = [edited(store, f"Правка {n}", tags, n).severity for n, tags in enumerate((COMPLAINT, PRESS, COMPLAINT, LAW, MILD), 1)]
    assert found == ["normal", "high", "high", "critical", "critical"]


def test_the_same_edit_read_twice_raises_once(store: Store) -> None:
    a_case(store)
    edited(store, "Подаю в суд")
    case = edited(store, "Подаю в суд", hours=2)
    assert [event.act for event in case.events].count(Act.ASSESS) == 1


def test_a_closed_case_is_taken_up_again_and_raised(store: Store) -> None:
    a_case(store)
    ending.dismiss(store, ANNA, 1, book=BOOK, now=NOW, why="no order of ours")
    case = edited(store, "Подаю в суд")
    assert (case.status, case.severity) == (Status.RECEIVED, Severity.CRITICAL)
    assert [event.act for event in case.events[-3:]] == [Act.AMEND, Act.REOPEN, Act.ASSESS]


def test_the_rest_of_a_cut_text_is_no_edit(store: Store) -> None:
    take(store, [a_mention(body="Жду возврата", truncated=True)])
    case = edited(store, "Жду возврата, подаю в суд")
    assert (case.severity, len(case.events)) == (Severity.NORMAL, 1)


def test_what_comes_back_is_not_assessed_anew(store: Store) -> None:
    a_case(store)
    for day in (1, 2):
        scanned(store, [], now=NOW + day * DAY)
    assert scanned(store, [a_mention()], now=NOW + 3 * DAY) == Counts(reappeared=1)
    case = case_view(store, 1, BOOK, NOW + 3 * DAY)
    assert [event.act for event in case.events] == [Act.RECEIVE, Act.WITHDRAW, Act.REAPPEAR]


SAID = st.lists(st.tuples(st.sampled_from([Act.ASSESS, Act.CORRECT]), st.sampled_from(ORDER)), max_size=6)


@given(st.sampled_from(ORDER), SAID, st.sampled_from(ORDER))
def test_only_what_is_graver_than_all_that_was_said_raises(
    first: Severity, said: list[tuple[Act, Severity]], now: Severity
) -> None:
    events = [received(severity=first)]
    for number, (act, severity) in enumerate(said, 2):
        by = "machine:triage" if act is Act.ASSESS else "anna"
        events.append(Event(number, NOW + timedelta(minutes=number), by, act, "because", {"severity": str(severity)}))
    by_machine = [first, *(severity for act, severity in said if act is Act.ASSESS)]
    stands = said[-1][1] if said else first
    assert graver(now, events) is all(ORDER.index(now) < ORDER.index(one) for one in (*by_machine, stands))
