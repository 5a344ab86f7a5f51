"""A person corrects what the machine thinks; a dismissed mention may become a case. On both databases."""

from __future__ import annotations

from typing import Any

import pytest

from classifier.labels import Label
from config.catalogue import Catalogue
from config.errors import Forbidden, Impossible, NotFound, OperatorError, StaleVersion, UsageError
from config.ladder import Whose
from crawler.items import Rating, Reply
from moderation.case import Act, Severity, Status
from moderation.clockwork import rebuild
from moderation.corrections import Change, Correction
from moderation.deadlines import ClockKind
from moderation.desk import answering, correcting, ending
from moderation.queue import CaseView, case_view
from moderation.records import MentionRecord
from moderation.store import cases, judging, mentions
from moderation.store.engine import Store
from tests.people import (
    ANNA,
    BOOK,
    BORIS,
    COMPLAINT,
    HOUR,
    NOW,
    OURS,
    PRAISE,
    RIVAL,
    SITE,
    STRANGER,
    a_book,
    a_case,
    a_mention,
    a_site,
    some_tags,
    take,
)  # fmt: skip

CATALOGUE = Catalogue((SITE,))


def correct(store: Store, n: int = 1, person: Any = ANNA, version: int | None = None, why: str = "", **change: Any) -> CaseView:
    return correcting.correct(store, person, n, book=BOOK, now=NOW + HOUR, version=version, change=Change(**change), why=why)


def correct_mention(store: Store, key: int = 1, person: Any = ANNA, book: Any = BOOK, why: str = "", **change: Any) -> int | None:
    done = correcting.correct_mention(
        store, person, key, book=book, catalogue=CATALOGUE, now=NOW + HOUR, change=Change(**change), why=why
    )
    return done.opened


def mention(store: Store, key: int = 1) -> MentionRecord:
    with store.read() as tx:
        found = mentions.one(tx, key)
    assert found is not None
    return found


def corrections(store: Store, key: int = 1) -> tuple[Correction, ...]:
    with store.read() as tx:
        return judging.corrections(tx, key)


def labels(store: Store, number: int = 1) -> tuple[tuple[str, ...], tuple[str, ...]]:
    with store.read() as tx:
        case = cases.record(tx, number)
    assert case is not None
    return case.topics, case.risks


def praised(store: Store, **changes: Any) -> None:
    take(store, [a_mention(**{"rating": Rating(5.0), "body": "Спасибо, всё отлично", **changes})], PRAISE)


def test_it_works(store: Store) -> None:
    a_case(store)
    case = correct(store, topics=["trust", "delivery"], risks=["legal_threat"], severity="critical", why="he quotes the law")
    last = case.events[-1]
    assert (case.severity, last.act, last.by, last.why) == (Severity.CRITICAL, Act.CORRECT, "anna", "he quotes the law")
    assert dict(last.data) == {"correction": 1, "changed": "topics,risks,severity", "severity": "critical"}
    assert labels(store) == (("trust", "delivery"), ("legal_threat",))
    tags = mention(store).tags
    assert tags is not None
    assert tags.topics == (Label("trust", 1.0), Label("delivery", 0.9))
    (kept,) = corrections(store)
    assert (kept.by, kept.at, kept.note, kept.digest) == ("anna", NOW + HOUR, "he quotes the law", a_mention().digest)
    assert (kept.before["topics"], kept.after["topics"]) == (["delivery"], ["trust", "delivery"])
    assert (kept.before["severity"], kept.after["severity"]) == ("normal", "critical")


def test_clocks_and_approval_follow(store: Store) -> None:
    a_case(store)
    before = next(clock.due for clock in case_view(store, 1, BOOK, NOW).clocks if clock.kind is ClockKind.REPLY)
    case = correct(store, severity="critical")
    assert next(clock.due for clock in case.clocks if clock.kind is ClockKind.REPLY) < before
    assert case.approval
    assert rebuild(store, BOOK) == ()
    assert not correct(store, severity="low").approval
    assert rebuild(store, BOOK) == ()


def test_a_risk_that_a_person_adds_calls_for_the_lawyer(store: Store) -> None:
    a_case(store)
    assert not case_view(store, 1, BOOK, NOW).approval
    assert correct(store, risks=["legal_threat"]).approval


def test_a_case_that_is_no_complaint_stays_until_it_is_dismissed(store: Store) -> None:
    a_case(store)
    case = correct(store, complaint=False, sentiment="neutral")
    assert case.status is Status.RECEIVED
    tags = mention(store).tags
    assert tags is not None
    assert (tags.is_complaint, tags.sentiment.label) == (False, "neutral")


def test_a_closed_case_may_be_corrected_and_stays_closed(store: Store) -> None:
    a_case(store)
    answering.acknowledge(store, ANNA, 1, book=BOOK, now=NOW)
    ending.close(store, ANNA, 1, book=BOOK, now=NOW, why="by telephone")
    assert correct(store, topics=["premises"]).status is Status.CLOSED


def test_the_brand_moves_the_case_and_its_terms(store: Store) -> None:
    policy = BOOK.policy.model_dump()
    market = {"when": Whose(brands=("Ozols",)).model_dump(), "targets": {"normal": {"reply": "5h", "acknowledge": "1h"}}}
    book = a_book(**policy | {"markets": [market]})
    case = a_case(store)
    with store.write() as tx:
        judging.set_brand(tx, 1, "Old Ozols")
    before = case_view(store, case, book, NOW)
    after = correcting.correct(store, ANNA, case, book=book, now=NOW, change=Change(brand=OURS))
    assert (before.brand, after.brand, after.mention.brand) == ("Old Ozols", OURS, OURS)
    assert after.next is not None
    assert before.next is not None
    assert after.next.due < before.next.due
    assert rebuild(store, book) == ()


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({}, UsageError, "nothing is given. Give at least one of: sentiment, complaint, topics"),
        ({"sentiment": "angry"}, UsageError, 'sentiment: "angry" is not known. There are: negative, neutral, positive'),
        ({"topics": ["delivery", "weather"]}, UsageError, 'topics: "weather" is not known. There are: delivery, '),
        ({"risks": ["fire"]}, UsageError, 'risks: "fire" is not known'),
        ({"severity": "urgent"}, UsageError, 'severity: "urgent" is not known. There are: critical, high, normal, low'),
        ({"brand": "x" * 100}, UsageError, f'brand: "{"x" * 40}" is not known. There are: {OURS}, {RIVAL}'),
        ({"topics": ["delivery"]}, UsageError, "nothing would change: topics is held already"),
        ({"brand": RIVAL}, Impossible, f"{RIVAL} is a competitor"),
        ({"severity": "high", "why": "x" * 2001}, UsageError, "at most 2000 are kept"),
        ({"severity": "high", "version": 7}, StaleVersion, "version 1 now"),
        ({"severity": "high", "person": STRANGER}, Forbidden, "may not correct tags"),
        ({"severity": "high", "n": 99}, NotFound, "there is no case 99"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    store: Store, change: dict[str, Any], error: type[OperatorError], told: str
) -> None:
    a_case(store)
    before = case_view(store, 1, BOOK, NOW)
    with pytest.raises(error, match=told):
        correct(store, **change)
    assert (case_view(store, 1, BOOK, NOW), corrections(store)) == (before, ())


def test_a_dismissed_case_is_reopened_first(store: Store) -> None:
    a_case(store)
    ending.dismiss(store, ANNA, 1, book=BOOK, now=NOW, why="spam")
    with pytest.raises(Impossible, match=r"case 1 cannot be corrected: it is dismissed\. Reopen it first"):
        correct(store, severity="high")


def test_to_say_yes_where_the_machine_was_in_doubt_is_a_correction(store: Store) -> None:
    a_case(store, tags=some_tags(abstained=("complaint",)))
    correct(store, complaint=True)
    tags = mention(store).tags
    assert tags is not None
    assert (tags.abstained, tags.complaint) == ((), Label("true", 1.0))
    assert corrections(store)[0].changed == ()


def test_the_history_holds_no_text(store: Store) -> None:
    a_case(store)
    correct(store, topics=["trust"])
    assert all(len(str(value)) < 60 for value in case_view(store, 1, BOOK, NOW).events[-1].data.values())


# --- what an edit leaves of it ---


def edit(store: Store, tags: Any, text: str = "правка") -> None:
    take(store, [a_mention(body=text)], tags, now=NOW + 2 * HOUR)


def test_an_edit_leaves_the_topics_that_a_person_gave(store: Store) -> None:
    a_case(store)
    correct(store, topics=["trust"])
    edit(store, COMPLAINT)
    assert labels(store) == (("trust",), ())


def test_an_edit_does_not_bring_back_a_risk_that_a_person_took_away_but_adds_a_new_one(store: Store) -> None:
    a_case(store, tags=some_tags(risks=(Label("safety", 0.9),)))
    assert correct(store, risks=[], severity="normal").severity is Severity.NORMAL
    edit(store, some_tags(risks=(Label("safety", 0.9),)))
    assert labels(store)[1] == ()
    assert case_view(store, 1, BOOK, NOW).severity is Severity.NORMAL
    edit(store, some_tags(risks=(Label("safety", 0.9), Label("publicity_threat", 0.9))), "ещё правка")
    assert labels(store)[1] == ("publicity_threat",)


def test_without_a_correction_an_edit_is_judged_by_the_machine(store: Store) -> None:
    a_case(store)
    edit(store, some_tags(topics=(Label("trust", 0.9),)))
    assert labels(store)[0] == ("trust",)


# --- a mention that is no case ---


def test_a_dismissed_mention_becomes_a_case(store: Store) -> None:
    praised(store)
    assert correct_mention(store, complaint=True, sentiment="negative", topics=["delivery"], why="irony") == 1
    record, case = mention(store), case_view(store, 1, BOOK, NOW + HOUR)
    assert (record.outcome, record.rule) == ("case", "corrected")
    assert (case.severity, case.scope.topics, case.state.started_at) == (Severity.NORMAL, ("delivery",), NOW + HOUR)
    assert (case.events[0].by, case.events[0].why, case.events[0].data["rule"]) == ("anna", "irony", "corrected")
    assert rebuild(store, BOOK) == ()
    assert [one.changed for one in corrections(store)] == [("sentiment", "complaint", "topics")]


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({"complaint": True}, "normal"),
        ({"severity": "high"}, "high"),
        ({"complaint": True, "severity": "low"}, "low"),
        ({"risks": ["legal_threat"]}, "critical"),
        ({"complaint": True, "topics": ["trust"]}, "high"),
        ({"topics": ["premises"]}, None),
        ({"sentiment": "neutral"}, None),
    ],
)
def test_it_is_a_case_where_a_person_or_the_rules_say_so(store: Store, change: dict[str, Any], severity: str | None) -> None:
    praised(store, rating=None)
    opened = correct_mention(store, **change)
    assert (None if opened is None else case_view(store, opened, BOOK, NOW).severity) == severity
    assert len(corrections(store)) == 1


def test_an_answered_complaint_is_not_opened_by_a_label(store: Store) -> None:
    take(store, [a_mention(replies=(Reply("Вернули", "Ozols"),))])
    assert correct_mention(store, topics=["trust"]) is None
    assert correct_mention(store, severity="high") == 1


def test_a_competitors_mention_is_no_case_unless_it_is_about_us(store: Store) -> None:
    site = a_site(brand=RIVAL)
    take(store, [a_mention()], site=site)
    with pytest.raises(Impossible, match=f"the competitor {RIVAL}.+--brand"):
        correct_mention(store, severity="high")
    assert corrections(store) == ()
    assert correct_mention(store, brand=OURS) == 1
    assert case_view(store, 1, BOOK, NOW).brand == OURS


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        ({"key": 99, "complaint": True}, NotFound, "there is no mention 99"),
        ({"key": 10**30, "complaint": True}, NotFound, "there is no mention"),
        ({"person": STRANGER, "complaint": True}, Forbidden, "stranger is a viewer"),
        ({}, UsageError, "nothing is given"),
        ({"complaint": False}, UsageError, "nothing would change"),
        ({"topics": ["x"]}, UsageError, "not known"),
        ({"complaint": True, "why": "x" * 2001}, UsageError, "at most 2000"),
    ],
)
def test_what_cannot_be_of_a_mention_is_refused(
    store: Store, given: dict[str, Any], error: type[OperatorError], told: str
) -> None:
    praised(store)
    with pytest.raises(error, match=told):
        correct_mention(store, **given)
    assert (mention(store).outcome, corrections(store)) == ("dismissed", ())


def test_a_mention_with_a_case_is_corrected_there(store: Store) -> None:
    a_case(store)
    with pytest.raises(Impossible, match=r"mention 1 is case 1\. Correct that: otklik correct 1"):
        correct_mention(store, person=BORIS, severity="high")


def test_an_untagged_mention_gets_tags_of_a_person(store: Store) -> None:
    take(store, [a_mention()], None, site=a_site(brand=RIVAL))
    assert correct_mention(store, sentiment="positive") is None
    tags = mention(store).tags
    assert tags is not None
    assert (tags.sentiment, tags.complaint.confidence, tags.abstained) == (
        Label("positive", 1.0), 0.0, ("complaint", "topics", "risks")
    )  # fmt: skip
