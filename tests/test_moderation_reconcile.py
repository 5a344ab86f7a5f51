"""What a finished scan means: gone, back, our reply seen, our reply lost. On both databases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from crawler.items import Mention, Reply, Verdict
from moderation import clockwork
from moderation.case import Act, Status
from moderation.desk import answering, ending
from moderation.queue import CaseView, case_view
from moderation.reconcile import Counts
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, DAY, HOUR, NOW, REPLY, a_book, a_case, a_mention, a_site, scanned

ANSWER = Reply(f"Ozols: {REPLY.upper()} С уважением", "Ozols", NOW)
ANSWERED = a_mention(replies=(ANSWER,))
OTHER = a_mention(2, body="Тоже жду")


def view(store: Store, number: int = 1, now: datetime = NOW) -> CaseView:
    return case_view(store, number, BOOK, now)


def posted(store: Store, **changes: Any) -> int:
    n = a_case(store, **changes)
    answering.reply(store, ANNA, n, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, n, book=BOOK, now=NOW + HOUR)
    return n


def test_it_works(store: Store) -> None:
    n = posted(store)
    assert scanned(store, [ANSWERED], now=NOW + 2 * HOUR) == Counts(confirmed=1)
    case = view(store, n)
    due = (NOW + HOUR + 3 * DAY).isoformat()
    assert (case.status, case.state.confirmed_at) == (Status.CONFIRMED, NOW + 2 * HOUR)
    assert (case.events[-1].by, case.events[-1].data) == ("machine:scan", {"reply": 1, "due": due})
    assert scanned(store, [ANSWERED], now=NOW + DAY) == Counts()
    assert scanned(store, [a_mention()], now=NOW + 2 * DAY) == Counts(lost=1)
    lost = view(store, n)
    assert (lost.status, lost.marks, lost.state.reply_from) == (Status.ACKNOWLEDGED, ("unconfirmed",), NOW + 2 * DAY)


@pytest.mark.parametrize(
    "seen",
    [
        Reply("Совсем другой текст", "Ozols"),
        Reply(REPLY[:30], "Ozols"),
        Reply("", "Ozols"),
    ],
)
def test_another_text_confirms_nothing(store: Store, seen: Reply) -> None:
    n = posted(store)
    assert scanned(store, [a_mention(replies=(seen,))]) == Counts()
    assert view(store, n).status is Status.REPLIED


def test_an_altered_reply_is_a_lost_one(store: Store) -> None:
    n = posted(store)
    scanned(store, [ANSWERED])
    altered = a_mention(replies=(Reply("Здравствуйте! Денег не вернём.", "Ozols"),))
    assert scanned(store, [altered]) == Counts(lost=1)
    assert view(store, n).status is Status.ACKNOWLEDGED


def test_on_a_forum_the_reply_is_the_companys_own_post(store: Store) -> None:
    n = posted(store)
    own = a_mention(9, author="Ozols", body=f"Ilze, {REPLY}")
    assert scanned(store, [a_mention(), own]) == Counts(confirmed=1)
    assert scanned(store, [a_mention()]) == Counts()
    assert scanned(store, [a_mention()]) == Counts(withdrawn=1, lost=1)
    assert view(store, n).status is Status.ACKNOWLEDGED


def test_a_stranger_who_quotes_the_reply_confirms_nothing(store: Store) -> None:
    n = posted(store)
    assert scanned(store, [a_mention(), a_mention(9, author="Pēteris", body=REPLY)]) == Counts()
    assert view(store, n).status is Status.REPLIED


def test_a_reply_whose_complaint_was_not_read_is_neither_confirmed_nor_lost(store: Store) -> None:
    n = posted(store)
    scanned(store, [ANSWERED, OTHER])
    assert scanned(store, [OTHER]) == Counts()
    assert view(store, n).status is Status.CONFIRMED


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if not verdict.sound])
def test_a_scan_that_was_not_sound_says_nothing_about_what_is_gone(store: Store, verdict: Verdict) -> None:
    posted(store)
    scanned(store, [ANSWERED])
    for _ in range(3):
        assert scanned(store, [], verdict=verdict) == Counts()
        assert scanned(store, [a_mention()], verdict=verdict) == Counts()
    assert view(store).status is Status.CONFIRMED


def test_a_scan_that_did_not_reach_the_end_says_nothing_about_what_is_gone(store: Store) -> None:
    a_case(store)
    for _ in range(5):
        assert scanned(store, [OTHER], complete=False) == Counts()
    assert view(store).mention.withdrawn_at is None


def test_a_mention_is_withdrawn_when_as_many_sound_scans_as_the_policy_says_did_not_see_it(store: Store) -> None:
    book = a_book(withdrawn_after=3)
    a_case(store)
    told = [scanned(store, [OTHER], book=book, now=NOW + day * DAY).withdrawn for day in range(1, 6)]
    assert told == [0, 0, 1, 0, 0]
    case = view(store)
    assert (case.mention.withdrawn_at, case.marks) == (NOW + 3 * DAY, ("withdrawn",))
    assert case.events[-1].why == "not seen by 3 finished scans"


def test_one_sight_of_it_begins_the_count_anew(store: Store) -> None:
    a_case(store)
    seen: list[list[Mention]] = [[], [a_mention()], [], [a_mention()], []]
    assert [scanned(store, some).withdrawn for some in seen] == [0] * 5
    unsound = scanned(store, [a_mention()], verdict=Verdict.BLOCKED, complete=False)
    assert unsound.withdrawn == scanned(store, []).withdrawn == 0
    assert scanned(store, []).withdrawn == 1


@pytest.mark.parametrize("verdict", [Verdict.OK, Verdict.BLOCKED])
def test_what_is_seen_again_reappears(store: Store, verdict: Verdict) -> None:
    a_case(store)
    scanned(store, [])
    scanned(store, [])
    assert scanned(store, [a_mention()], verdict=verdict, complete=False) == Counts(reappeared=1)
    case = view(store)
    assert (case.mention.withdrawn_at, case.state.withdrawn, case.events[-1].act) == (None, False, Act.REAPPEAR)


def test_a_reply_under_a_withdrawn_complaint_is_not_lost(store: Store) -> None:
    n = posted(store)
    scanned(store, [ANSWERED])
    scanned(store, [])
    assert scanned(store, []) == Counts(withdrawn=1)
    assert view(store, n).status is Status.CONFIRMED


def test_a_closed_case_is_watched_and_taken_up_again_when_its_reply_is_lost(store: Store) -> None:
    n = posted(store)
    scanned(store, [ANSWERED])
    ending.close(store, ANNA, n, book=BOOK, now=NOW + DAY)
    assert scanned(store, [ANSWERED], now=NOW + 2 * DAY) == Counts()
    assert scanned(store, [a_mention()], now=NOW + 3 * DAY) == Counts(lost=1)
    case = view(store, n)
    assert (case.status, case.next is not None) == (Status.ACKNOWLEDGED, True)


def test_a_case_closed_long_ago_is_not_watched(store: Store) -> None:
    n = posted(store)
    scanned(store, [ANSWERED])
    ending.close(store, ANNA, n, book=BOOK, now=NOW + DAY)
    assert scanned(store, [a_mention()], now=NOW + 91 * DAY) == Counts()
    assert view(store, n).status is Status.CLOSED


def test_a_closed_case_is_not_confirmed(store: Store) -> None:
    n = posted(store)
    ending.close(store, ANNA, n, book=BOOK, now=NOW + DAY, why="thanked on the phone")
    assert scanned(store, [ANSWERED], now=NOW + 2 * DAY) == Counts()
    assert view(store, n).status is Status.CLOSED


@pytest.mark.parametrize("by_clock", [True, False])
def test_a_reply_that_comes_late_confirms_the_case_that_was_taken_up_for_it(store: Store, by_clock: bool) -> None:
    n = posted(store)
    if by_clock:
        assert clockwork.tick(store, BOOK, NOW + 5 * DAY).unconfirmed == (n,)
    else:
        scanned(store, [ANSWERED])
        scanned(store, [a_mention()], now=NOW + 5 * DAY)
    assert view(store, n).marks[-1] == "unconfirmed"
    assert scanned(store, [ANSWERED], now=NOW + 6 * DAY) == Counts(confirmed=1)
    case = view(store, n, NOW + 6 * DAY)
    assert (case.status, case.next, case.marks) == (Status.CONFIRMED, None, ())


@pytest.mark.parametrize("edited", [True, False])
def test_an_old_reply_does_not_answer_what_came_after_it(store: Store, edited: bool) -> None:
    n = posted(store)
    scanned(store, [ANSWERED])
    if edited:
        again = a_mention(body="Опять не вернули", replies=(ANSWER,))
    else:
        again = ANSWERED
        ending.close(store, ANNA, n, book=BOOK, now=NOW + DAY)
        ending.reopen(store, ANNA, n, book=BOOK, now=NOW + DAY, why="they called")
    assert scanned(store, [again], now=NOW + 2 * DAY) == Counts()
    assert view(store, n).status is Status.ACKNOWLEDGED


def test_other_sites_are_left_alone(store: Store) -> None:
    a_case(store)
    for _ in range(3):
        assert scanned(store, [], site=a_site("forum")) == Counts()
    assert view(store).mention.withdrawn_at is None
