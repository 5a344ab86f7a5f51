"""Cases and events in the database: appended, never changed. On both databases."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError

from moderation import history
from moderation.case import Act, Event, Severity, Status
from moderation.desk import answering, ending
from moderation.records import ReplyRecord
from moderation.state import fold
from moderation.store import cases
from moderation.store import queue as lines
from moderation.store.base import NEVER
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, DAY, HOUR, NOW, REPLY, a_case, a_mention, take


def test_it_works(store: Store) -> None:
    n = a_case(store)
    with store.read() as tx:
        file = cases.file(tx, n)
    assert file is not None
    case = file.case
    assert (case.id, case.mention_id, case.site, case.brand, case.severity) == (1, 1, "opinions", "Ozols", Severity.NORMAL)
    assert (case.version, case.status, case.received_at, case.topics) == (1, Status.RECEIVED, NOW, ("delivery",))
    assert (case.next_clock, case.next_due) == ("acknowledge", NOW + 3 * HOUR)
    assert (case.owner, case.waiting_until) == (None, None)
    assert [event.act for event in file.events] == [Act.RECEIVE]
    assert file.mention.case_id == 1


def test_an_event_comes_back_as_it_was_written(store: Store) -> None:
    n = a_case(store)
    written = Event(2, NOW + HOUR, "anna", Act.ASSIGN, "почему", {"owner": "boris", "reply": None, "n": 3})
    with store.write() as tx:
        record = cases.record(tx, n)
        assert record is not None
        state = fold((*cases.events(tx, n), written))
        cases.append(tx, n, written, history.index_of(state, record.severity, BOOK))
    with store.read() as tx:
        assert cases.events(tx, n)[1] == written


def test_two_events_cannot_take_the_same_place(store: Store) -> None:
    n = a_case(store)
    with store.write() as tx:
        index = history.index_of(fold(cases.events(tx, n)), Severity.NORMAL, BOOK)
    with pytest.raises(IntegrityError), store.write() as tx:
        cases.append(tx, n, Event(1, NOW, "anna", Act.ACKNOWLEDGE), index)


def test_a_mention_has_one_case_at_most(store: Store) -> None:
    a_case(store)
    first = Event(1, NOW, "machine:triage", Act.RECEIVE, "", {"started_at": NOW.isoformat()})
    opening = cases.Opening(1, "opinions", "Ozols", Severity.LOW, (), first)
    with pytest.raises(IntegrityError), store.write() as tx:
        cases.open_cases(tx, [(opening, history.index_of(fold([first]), Severity.LOW, BOOK))])
    with store.write() as tx:
        cases.open_cases(tx, [])


def test_a_version_is_claimed_once(store: Store) -> None:
    n = a_case(store)
    with store.write() as tx:
        assert cases.claim_version(tx, n, 1)
        assert not cases.claim_version(tx, n, 1)
        assert cases.claim_version(tx, n, 2)
        assert not cases.claim_version(tx, 99, 1)


@pytest.mark.parametrize("number", [0, -1, 99, 2**63])
def test_an_unknown_number_is_no_case(store: Store, number: int) -> None:
    with store.write() as tx:
        cases.hold(tx, number)
        assert cases.file(tx, number) is None
        assert cases.record(tx, number) is None
        assert cases.events(tx, min(number, 99)) == ()


def test_replies_are_kept_in_order(store: Store) -> None:
    n = a_case(store)
    texts = [ReplyRecord(number, "anna", f"{REPLY} {number}", NOW + number * HOUR) for number in (1, 2)]
    with store.write() as tx:
        for text in reversed(texts):
            cases.add_reply(tx, n, text)
    with store.read() as tx:
        assert cases.replies(tx, n) == tuple(texts)


def test_many_cases_are_told_with_their_own_histories(store: Store) -> None:
    take(store, [a_mention(number) for number in range(1100)])
    answering.acknowledge(store, ANNA, 777, book=BOOK, now=NOW)
    with store.read() as tx:
        told = list(cases.histories(tx))
    assert [case.id for case, _ in told] == list(range(1, 1101))
    assert {case.id for case, events in told if len(events) == 2} == {777}
    assert all(events[0].data["mention"] == case.mention_id for case, events in told)
    with store.read() as tx:
        assert lines.count_open(tx) == 1100


@pytest.mark.parametrize(("now", "due"), [(NOW + 3 * DAY, False), (NOW + 3 * DAY + HOUR, True), (NOW + 99 * DAY, True)])
def test_a_reply_is_waited_for_until_its_term(store: Store, now: datetime, due: bool) -> None:
    n = a_case(store)
    answering.reply(store, ANNA, n, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, n, book=BOOK, now=NOW + HOUR)
    with store.write() as tx:
        assert [case.id for case, _ in cases.due_for_confirmation(tx, now)] == ([n] if due else [])


def test_only_cases_with_a_reply_are_looked_at_by_a_scan(store: Store) -> None:
    for number in range(1, 5):
        a_case(store, number)
    answering.acknowledge(store, ANNA, 1, book=BOOK, now=NOW)
    answering.reply(store, ANNA, 2, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, 2, book=BOOK, now=NOW)
    ending.dismiss(store, ANNA, 3, book=BOOK, now=NOW, why="not ours")
    with store.write() as tx:
        assert [case.id for case, _ in cases.awaiting_confirmation(tx, "opinions", NOW)] == [2]
        assert list(cases.awaiting_confirmation(tx, "forum", NOW)) == []


def test_a_case_without_a_running_clock_sorts_last(store: Store) -> None:
    n = a_case(store)
    ending.dismiss(store, ANNA, n, book=BOOK, now=NOW, why="not ours")
    with store.read() as tx:
        record = cases.record(tx, n)
    assert record is not None
    assert (record.next_clock, record.next_due, cases.due_of(record)) == (None, None, NEVER)


@pytest.mark.parametrize(("topics", "written"), [((), ""), (("trust",), ",trust,"), (("a", "b"), ",a,b,")])
def test_topics_are_written_so_that_each_is_found(topics: tuple[str, ...], written: str) -> None:
    assert cases.listed(topics) == written
