"""Taking mentions in: once each, edits kept, every one triaged, complaints as cases. On both databases."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from classifier.labels import Label
from crawler.items import Batch, Mention, Precision, Reply
from moderation import intake
from moderation.case import Act, Status
from moderation.desk import answering, ending
from moderation.intake import Counts
from moderation.queue import CaseView, case_view
from moderation.records import MentionRecord, RevisionRecord
from moderation.store import cases, mentions
from moderation.store.engine import Store
from moderation.triage import assess
from tests.people import (
    ANNA,
    BOOK,
    COMPLAINT,
    DAY,
    HOUR,
    NOW,
    PRAISE,
    REPLY,
    RIVAL,
    SITE,
    TEXT,
    a_case,
    a_mention,
    a_site,
    some_tags,
    take,
)


def journal(store: Store) -> tuple[MentionRecord, ...]:
    with store.read() as tx:
        return mentions.journal(tx, limit=100)


def only(store: Store) -> MentionRecord:
    (record,) = journal(store)
    return record


def revisions(store: Store) -> tuple[RevisionRecord, ...]:
    with store.read() as tx:
        return mentions.revisions(tx, only(store).id)


def view(store: Store, number: int = 1) -> CaseView:
    return case_view(store, number, BOOK, NOW)


def test_it_works(store: Store) -> None:
    read = a_mention(
        headline="Возврат", replies=(Reply("Напишите нам", "Petrov", NOW, "сегодня"),), layers=(("author", "json-ld"),)
    )
    assert take(store, [read]) == Counts(new=1, opened=1)
    record = only(store)
    for name in (
        "site",
        "native_id",
        "url",
        "body",
        "author",
        "headline",
        "published",
        "rating",
        "language",
        "replies",
        "layers",
    ):
        assert getattr(record, name) == getattr(read, name)
    assert (record.tags, record.brand, record.outcome, record.rule) == (COMPLAINT, "Ozols", "case", "complaint")
    case = view(store, record.case_id or 0)
    assert (case.status, case.severity) == (Status.RECEIVED, "normal")
    assert (case.events[0].by, case.events[0].why) == ("machine:triage", "complaint")
    assert case.state.started_at == NOW - HOUR


def test_the_same_page_twenty_times_is_one_mention(store: Store) -> None:
    read = [a_mention(number) for number in range(5)]
    for _ in range(20):
        take(store, [replace(one, body=f"  {one.body}\n\n") for one in read])
    assert len(journal(store)) == 5
    assert {record.edits for record in journal(store)} == {0}
    assert [event.act for event in view(store).events] == [Act.RECEIVE]


def test_a_page_that_shows_a_mention_twice_is_one_mention(store: Store) -> None:
    assert take(store, [a_mention(), a_mention(body="later reading")]) == Counts(new=1, opened=1)
    assert only(store).body == "later reading"


def at_once(store: Store, batches: Sequence[Sequence[Mention]]) -> list[Counts]:
    with ThreadPoolExecutor(len(batches)) as pool:
        return list(pool.map(lambda read: take(store, read), batches))


def test_the_same_page_eight_times_at_once_is_one_mention(store: Store) -> None:
    read = [a_mention(number) for number in range(10)]
    counts = at_once(store, [read[::-1] if turn % 2 else read for turn in range(8)])
    assert (sum(count.new for count in counts), sum(count.opened for count in counts)) == (10, 10)
    assert len(journal(store)) == 10
    assert len({record.case_id for record in journal(store)}) == 10


def test_the_same_edit_eight_times_at_once_is_one_revision(store: Store) -> None:
    take(store, [a_mention()])
    counts = at_once(store, [[a_mention(body="Деньги вернули, но без доставки")]] * 8)
    assert sum(count.revised for count in counts) == 1
    assert [old.body for old in revisions(store)] == [TEXT]
    assert [event.act for event in view(store).events] == [Act.RECEIVE, Act.AMEND]


def test_an_edit_keeps_the_old_text_and_tells_the_case(store: Store) -> None:
    take(store, [a_mention()])
    about = some_tags(topics=(Label("refund_return", 0.9),))
    assert take(store, [a_mention(body="Вернули половину")], about, now=NOW + DAY) == Counts(revised=1)
    record = only(store)
    assert (record.body, record.edits, record.changed_at, record.tags) == ("Вернули половину", 1, NOW + DAY, about)
    assert [(old.number, old.body, old.replaced_at) for old in revisions(store)] == [(1, TEXT, NOW + DAY)]
    case = view(store)
    assert "amended" in case.marks
    assert case.state.reply_from == NOW - HOUR


def test_an_edit_that_cites_the_law_is_one_for_a_lawyer(store: Store) -> None:
    take(store, [a_mention()])
    assert not BOOK.citing_law(view(store).scope)
    threat = some_tags(risks=(Label("legal_threat", 0.9),))
    take(store, [a_mention(body="Иду в суд")], threat, now=NOW + DAY)
    assert BOOK.citing_law(view(store).scope)
    assert view(store).approval


def test_an_edit_back_is_an_edit_too(store: Store) -> None:
    for body in (TEXT, "другое", TEXT):
        take(store, [a_mention(body=body)])
    assert (only(store).body, only(store).edits) == (TEXT, 2)
    assert [old.body for old in revisions(store)] == [TEXT, "другое"]


def test_an_edit_after_the_reply_starts_a_new_reply_clock(store: Store) -> None:
    n = a_case(store)
    answering.reply(store, ANNA, n, book=BOOK, now=NOW, text=REPLY)
    answering.post(store, ANNA, n, book=BOOK, now=NOW + HOUR)
    take(store, [a_mention(body="Снова обманули")], now=NOW + DAY)
    state = view(store).state
    assert (state.status, state.reply_from, state.started_at) == (Status.ACKNOWLEDGED, NOW + DAY, NOW - HOUR)


@pytest.mark.parametrize(
    ("tags", "act", "status"),
    [
        (COMPLAINT, ending.close, Status.ACKNOWLEDGED),
        (COMPLAINT, ending.dismiss, Status.ACKNOWLEDGED),
        (PRAISE, ending.close, Status.CLOSED),
        (PRAISE, ending.dismiss, Status.DISMISSED),
    ],
)
def test_an_edit_takes_an_ended_case_up_again_if_it_is_a_complaint_still(
    store: Store, tags: Any, act: Any, status: Status
) -> None:
    n = a_case(store)
    answering.acknowledge(store, ANNA, n, book=BOOK, now=NOW)
    act(store, ANNA, n, book=BOOK, now=NOW, why="solved on the phone")
    take(store, [a_mention(body="Ничего не решили", rating=None)], tags, now=NOW + DAY)
    case = view(store)
    assert (case.status, case.state.amended) == (status, True)
    if status.open:
        assert (case.events[-1].act, case.events[-1].by, case.state.reply_from) == (Act.REOPEN, "machine:triage", NOW + DAY)


def test_half_of_a_known_text_is_no_edit(store: Store) -> None:
    take(store, [a_mention()])
    assert take(store, [a_mention(body=TEXT[:20], truncated=True)]) == Counts()
    assert (only(store).body, only(store).edits, only(store).truncated) == (TEXT, 0, False)


def test_the_rest_of_half_a_text_is_no_edit(store: Store) -> None:
    take(store, [a_mention(body=TEXT[:20] + "…", truncated=True)], PRAISE, site=SITE)
    assert take(store, [a_mention()]) == Counts(revised=1, opened=int(only(store).case_id is None))
    record = only(store)
    assert (record.body, record.edits, record.truncated, revisions(store)) == (TEXT, 0, False, ())
    assert [event.act for event in view(store).events] == [Act.RECEIVE]


def test_another_text_in_place_of_half_a_text_is_an_edit(store: Store) -> None:
    take(store, [a_mention(body=TEXT[:20] + "…", truncated=True)])
    take(store, [a_mention(body="Всё вернули, спасибо")])
    assert (only(store).edits, revisions(store)[0].body) == (1, TEXT[:20] + "…")


def test_praise_is_dismissed_and_an_edit_into_a_complaint_opens_a_case(store: Store) -> None:
    assert take(store, [a_mention(rating=None, body="Спасибо!")], PRAISE) == Counts(new=1)
    assert (only(store).outcome, only(store).rule, only(store).case_id) == ("dismissed", "praise", None)
    assert take(store, [a_mention(rating=None)], now=NOW + DAY) == Counts(revised=1, opened=1)
    assert (only(store).outcome, only(store).rule) == ("case", "complaint")
    assert view(store).state.started_at == NOW + DAY


def test_an_edit_that_stays_dismissed_tells_the_reason_of_today(store: Store) -> None:
    take(store, [a_mention(rating=None, body="Спасибо!")], PRAISE)
    take(store, [a_mention(rating=None, body="Были там")], some_tags("neutral", complaint=False))
    assert (only(store).outcome, only(store).rule) == ("dismissed", "no complaint")


@pytest.mark.parametrize(
    ("changes", "site", "rule", "brand"),
    [
        ({"author": "OZOLS"}, SITE, "the company's own words", "Ozols"),
        ({"body": "У Кронавольта всё плохо"}, a_site(whole=False), "about a competitor", RIVAL),
        ({"body": "Погода плохая"}, a_site(whole=False), "the brand is not named", "Ozols"),
        ({"body": "В Озолсе не вернули деньги"}, a_site(whole=False), "complaint", "Ozols"),
        ({"body": "Погода плохая"}, a_site(brand=RIVAL), "about a competitor", RIVAL),
        ({"replies": (Reply("Вернули", "ozols"),)}, SITE, "answered", "Ozols"),
        ({"replies": (Reply("Согласен", "Pēteris"),)}, SITE, "complaint", "Ozols"),
    ],
)
def test_whose_complaint_it_is(store: Store, changes: dict[str, Any], site: Any, rule: str, brand: str) -> None:
    take(store, [a_mention(**changes)], site=site)
    record = only(store)
    assert (record.rule, record.brand, record.outcome) == (rule, brand, "case" if rule == "complaint" else "dismissed")
    if rule != "answered":
        assert assess(intake.facts_of_record(record, site, BOOK), BOOK.triage).rule == rule


def test_without_a_model_a_person_looks(store: Store) -> None:
    take(store, [a_mention()], None)
    assert (only(store).tags, only(store).outcome, view(store).severity) == (None, "case", "normal")
    assert "tagged: no" in assess(intake.facts_of_record(only(store), SITE, BOOK), BOOK.triage).because


def test_a_site_that_is_not_listed_any_more_says_nothing_of_its_authors(store: Store) -> None:
    take(store, [a_mention(author="Ozols")])
    assert not intake.facts_of_record(only(store), None, BOOK).company
    assert intake.facts_of_record(only(store), SITE, BOOK).company


def test_replies_under_a_known_mention_are_kept_up_to_date(store: Store) -> None:
    take(store, [a_mention()])
    answer = Reply("Вернули деньги", "Ozols", NOW, "сегодня")
    assert take(store, [a_mention(replies=(answer,))]) == Counts()
    assert only(store).replies == (answer,)
    take(store, [a_mention()])
    assert only(store).replies == ()


@pytest.mark.parametrize(
    ("ago", "precision", "counts"),
    [
        (timedelta(hours=1), Precision.MINUTE, True),
        (timedelta(hours=24), Precision.MINUTE, True),
        (timedelta(hours=24, seconds=1), Precision.MINUTE, False),
        (timedelta(hours=-1), Precision.MINUTE, False),
        (timedelta(hours=1), Precision.DAY, False),
        (timedelta(hours=1), None, False),
    ],
)
def test_clocks_run_from_a_publishing_of_the_last_day(ago: timedelta, precision: Precision | None, counts: bool) -> None:
    read = a_mention(published=NOW - ago, precision=precision)
    assert intake.started_at(read, NOW) == (NOW - ago if counts else NOW)


def test_a_post_without_a_date_counts_from_now() -> None:
    assert intake.started_at(a_mention(published=None), NOW) == NOW


STRANGE = ("\x00", "\ud800", "a\x00b\udfffc", "\x00\x00")


@pytest.mark.parametrize("text", STRANGE)
def test_text_that_no_database_keeps_is_taken_in_once(store: Store, text: str) -> None:
    read = a_mention(
        native_id=f"id{text}",
        body=f"{TEXT}{text}",
        author=text,
        headline=text,
        url=f"https://opinions.example/{text}",
        published_raw=text,
        language=text,
        replies=(Reply(text, text),),
    )
    for _ in range(3):
        take(store, [read])
    record = only(store)
    assert record.edits == 0
    assert record.body == TEXT + text.replace("\x00", "\ufffd").replace("\ud800", "\ufffd").replace("\udfff", "\ufffd")
    assert view(store).mention.replies[0].text == record.author


def test_a_clean_mention_is_left_as_it_is() -> None:
    read = a_mention(replies=(Reply("Спасибо"),))
    assert intake.cleaned(read) is read


def test_a_batch_is_taken_in_whole_or_not_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cases, "open_cases", fail)
    with pytest.raises(OSError, match="No space left"):
        take(store, [a_mention(1), a_mention(2)])
    assert journal(store) == ()


def test_tags_belong_to_the_mentions_that_were_planned(store: Store) -> None:
    planned = intake.plan(store, Batch(SITE.name, SITE.url, (a_mention(1), a_mention(2))))
    with pytest.raises(ValueError, match="shorter"):
        intake.take_in(store, planned, [None], site=SITE, book=BOOK, now=NOW)
    assert journal(store) == ()


def test_two_sites_may_use_the_same_ids(store: Store) -> None:
    take(store, [a_mention()])
    take(store, [a_mention(site="forum")], site=a_site("forum"))
    assert len(journal(store)) == 2
    with store.read() as tx:
        assert [record.site for record in mentions.journal(tx, limit=9, site="forum")] == ["forum"]
