"""The outcome of a case: recorded by a person, and the customer's reaction as a scan sees it (C5). On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from config.causes import Cause
from config.errors import Forbidden, Impossible, NotFound, StaleVersion, UsageError
from crawler.items import Mention, Rating, Reply, Verdict
from moderation import clockwork
from moderation.case import Act, Event, Status
from moderation.desk import answering, ending, outcomes
from moderation.outcome import Outcome, likely, missing, outcome_of
from moderation.queue import CaseView, case_view
from moderation.state import fold
from moderation.store.engine import Store
from tests.people import (
    ANNA,
    BOOK,
    BORIS,
    COMPLAINT,
    DAY,
    HOUR,
    NOW,
    PRAISE,
    REPLY,
    STRANGER,
    a_case,
    a_mention,
    happened,
    hire,
    scanned,
    take,
)

ANSWER = Reply(f"Ozols: {REPLY}", "Ozols", NOW)
CALM = "Деньги вернули, спасибо, вопрос решён"


def resolve(store: Store, n: int, person: Any = ANNA, *, now: datetime = NOW + DAY, **details: Any) -> CaseView:
    return outcomes.resolve(store, person, n, book=BOOK, now=now, **details)


def view(store: Store, n: int = 1, now: datetime = NOW + DAY) -> CaseView:
    return case_view(store, n, BOOK, now)


def outcome(store: Store, n: int = 1) -> Outcome:
    found = view(store, n)
    return outcome_of(found.events, found.state)


@pytest.fixture
def case(store: Store) -> int:
    hire(store)
    return a_case(store)


@pytest.fixture
def answered(store: Store, case: int) -> int:
    answering.reply(store, ANNA, case, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, case, book=BOOK, now=NOW + HOUR)
    return case


def edited(body: str = CALM, rating: float | None = 5.0, **changes: Any) -> Mention:
    stars = None if rating is None else Rating(rating)
    return a_mention(body=body, rating=stars, replies=(ANSWER,), **changes)


def noted(store: Store, n: int = 1) -> list[Event]:
    """Give what scans noted of the customer's reaction."""
    return [event for event in view(store, n).events if event.act is Act.RESOLVE and event.by == "machine:scan"]


def test_it_works(store: Store, answered: int) -> None:
    assert missing(view(store).state)
    done = resolve(store, answered, resolution="refunded", cause="late-courier", cost=12.345)
    assert (done.state.resolution, done.state.cause, done.state.reaction) == ("refunded", "late-courier", None)
    assert done.events[-1].data == {"resolution": "refunded", "cause": "late-courier", "cost": 1234}
    assert not missing(done.state)
    ending.close(store, ANNA, answered, book=BOOK, now=NOW + 2 * DAY, why="they thanked us")
    later = resolve(store, answered, reaction="satisfied", now=NOW + 3 * DAY)
    assert (later.status, later.state.reaction, outcome(store).cost) == (Status.CLOSED, "satisfied", 1234)
    assert clockwork.rebuild(store, BOOK) == ()


def test_closing_without_an_outcome_is_allowed_and_shown(store: Store, answered: int) -> None:
    scanned(store, [a_mention(replies=(ANSWER,))], now=NOW + 2 * HOUR)
    closed = ending.close(store, ANNA, answered, book=BOOK, now=NOW + DAY)
    assert missing(closed.state)
    assert missing(resolve(store, answered, resolution="explained").state)
    assert not missing(resolve(store, answered, cause="misunderstanding").state)


def test_what_was_said_before_is_not_said_again(store: Store, answered: int) -> None:
    resolve(store, answered, resolution="refunded", cause="late-courier")
    again = resolve(store, answered, resolution="refunded", cause="late-courier", reaction="silent")
    assert again.events[-1].data == {"reaction": "silent"}
    with pytest.raises(Impossible, match="case 1: all of this is recorded already"):
        resolve(store, answered, resolution="refunded", reaction="silent")
    assert view(store).version == again.version


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({}, "nothing is said"),
        ({"why": "so"}, "nothing is said"),
        ({"resolution": "refund"}, 'resolution: "refund" is not a resolution. Near: refunded'),
        ({"cause": "late-couriers"}, 'cause: "late-couriers" is not a cause. Near: late-courier'),
        ({"reaction": "angry"}, 'reaction: "angry" is not a reaction'),
        ({"cost": -1.0}, "cost: -1 is not what a case can cost"),
        ({"cost": float("nan")}, "cost: nan is not"),
        ({"cost": 1e12}, "Write a number from 0"),
        ({"resolution": "other", "why": "x" * 2001}, "has 2001 characters"),
        ({"cause": "я" * 100_000}, "is not a cause"),
    ],
)
def test_what_cannot_be_kept_is_refused(store: Store, case: int, details: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        resolve(store, case, **details)
    assert view(store).version == 1


def test_who_may_not_and_what_is_not_there(store: Store, case: int) -> None:
    with pytest.raises(Forbidden, match="may not record the outcome of cases"):
        resolve(store, case, STRANGER, resolution="other")
    with pytest.raises(NotFound, match="there is no case 2"):
        resolve(store, 2, resolution="other")
    answering.acknowledge(store, ANNA, case, book=BOOK, now=NOW)
    with pytest.raises(StaleVersion):
        resolve(store, case, resolution="other", version=1)
    ending.dismiss(store, BORIS, case, book=BOOK, now=NOW, why="spam")
    with pytest.raises(Impossible, match=r"case 1 cannot be resolved: it is dismissed\. Reopen it first"):
        resolve(store, case, resolution="other")


def test_a_review_amended_after_our_reply_is_recognised(store: Store, answered: int) -> None:
    take(store, [edited()], PRAISE, now=NOW + DAY)
    (note,) = noted(store)
    assert note.data == {"reaction": "amended", "complaint": 0, "rating_before": 100, "rating_after": 500}
    found = outcome(store)
    assert (found.reaction, found.rating_before, found.rating_after, found.made_whole) == ("amended", 100, 500, NOW + DAY)
    take(store, [edited()], PRAISE, now=NOW + 2 * DAY)
    assert len(noted(store)) == 1
    assert clockwork.rebuild(store, BOOK) == ()


def test_a_complaint_made_worse_is_an_edit_but_nobody_was_made_whole(store: Store, answered: int) -> None:
    take(store, [edited("Обманули ещё раз, денег нет", rating=1.0)], COMPLAINT, now=NOW + DAY)
    assert [note.data["complaint"] for note in noted(store)] == [1]
    assert (outcome(store).reaction, outcome(store).made_whole) == ("amended", None)
    take(store, [edited("Вернули, но долго", rating=3.0)], COMPLAINT, now=NOW + 2 * DAY)
    assert outcome(store).made_whole == NOW + 2 * DAY
    assert (outcome(store).rating_before, outcome(store).rating_after) == (100, 300)


def test_ratings_that_cannot_be_compared_are_not_kept(store: Store, answered: int) -> None:
    take(store, [edited("Всё ещё жду", rating=None)], COMPLAINT, now=NOW + DAY)
    take(store, [replace(edited("И всё жду"), rating=Rating(8.0, 10.0))], COMPLAINT, now=NOW + 2 * DAY)
    assert [set(note.data) for note in noted(store)] == [{"reaction", "complaint"}] * 2
    assert outcome(store).made_whole is None


def test_without_a_posted_reply_nothing_is_a_reaction(store: Store, case: int) -> None:
    answering.reply(store, ANNA, case, book=BOOK, now=NOW, text=REPLY)
    take(store, [edited()], PRAISE, now=NOW + DAY)
    for day in (2, 3):
        scanned(store, [], now=NOW + day * DAY)
    assert view(store).state.withdrawn
    assert noted(store) == []


def test_a_review_withdrawn_after_our_reply_is_recognised_once(store: Store, answered: int) -> None:
    for day in range(1, 5):
        scanned(store, [], now=NOW + day * DAY)
    assert [note.data for note in noted(store)] == [{"reaction": "withdrew"}]
    assert (outcome(store).reaction, outcome(store).made_whole) == ("withdrew", NOW + 2 * DAY)
    scanned(store, [a_mention(replies=(ANSWER,))], now=NOW + 5 * DAY)
    assert (outcome(store).reaction, outcome(store).made_whole) == (None, None)
    assert clockwork.rebuild(store, BOOK) == ()


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if not verdict.sound])
def test_a_scan_that_did_not_get_through_is_no_reaction(store: Store, answered: int, verdict: Verdict) -> None:
    for day in range(1, 5):
        scanned(store, [], verdict=verdict, complete=False, now=NOW + day * DAY)
    assert noted(store) == []


def test_a_closed_case_is_made_whole_too_and_a_dismissed_one_is_left_alone(store: Store, answered: int) -> None:
    ending.close(store, ANNA, answered, book=BOOK, now=NOW + DAY, why="done")
    dismissed = a_case(store, 2, body="Другое")
    answering.reply(store, ANNA, dismissed, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, dismissed, book=BOOK, now=NOW)
    ending.close(store, ANNA, dismissed, book=BOOK, now=NOW + DAY, why="done")
    take(store, [edited()], PRAISE, now=NOW + 2 * DAY)
    assert (view(store).status, outcome(store).reaction) == (Status.CLOSED, "amended")
    assert noted(store, dismissed) == []


def test_a_form_that_repeats_what_a_scan_saw_does_not_vouch_for_it(store: Store, answered: int) -> None:
    take(store, [edited("Обманули ещё раз", rating=1.0)], COMPLAINT, now=NOW + DAY)
    resolve(store, answered, resolution="explained", reaction="amended", now=NOW + 2 * DAY)
    assert outcome(store).made_whole is None
    assert resolve(store, answered, reaction="unsatisfied", now=NOW + 3 * DAY).state.reaction == "unsatisfied"


def test_who_is_unsatisfied_after_all_was_not_made_whole() -> None:
    posted: list[Any] = [(Act.REPLY, NOW), (Act.POST, NOW)]
    amended = (Act.RESOLVE, NOW, {"reaction": "amended", "complaint": 0})
    for last, whole in (("unsatisfied", None), ("satisfied", NOW)):
        events = happened(*posted, amended, (Act.RESOLVE, NOW, {"reaction": last}))
        assert outcome_of(events, fold(events)).made_whole == whole


def test_causes_are_proposed_by_topic() -> None:
    causes = {
        "slow": Cause(label={"en": "slow"}, topics=("delivery",)),
        "rude": Cause(label={"en": "rude"}, topics=("staff_service", "delivery")),
        "none": Cause(label={"en": "none"}),
    }
    assert likely(causes, ("delivery",)) == ("slow", "rude")
    assert likely(causes, ("delivery", "staff_service")) == ("rude", "slow")
    assert likely(causes, ()) == ()
