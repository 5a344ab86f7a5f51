"""Complaints entered by hand become cases as every other does, on both databases (D1, D2, E1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from classifier.labels import Label, Tags
from config.catalogue import Site
from config.errors import Forbidden, Impossible, NotFound, UsageError
from config.values import name as site_name
from crawler.items import Finished, Verdict
from moderation import clockwork, entering, reconcile
from moderation.case import Act, Severity, Status
from moderation.channels import CHANNELS, SITES, channel_of, site_of, ways_of
from moderation.deadlines import ClockKind
from moderation.desk import answering, ending, owners
from moderation.desk import entering as desk
from moderation.entering import LONGEST_TEXT, Entry
from moderation.queue import CaseView, case_view
from moderation.store import mentions
from moderation.store.engine import Store
from tests.people import (
    ANNA,
    BOOK,
    BORIS,
    COMPLAINT,
    DAY,
    HOUR,
    NOW,
    OURS,
    PRAISE,
    RIVAL,
    STRANGER,
    VERA,
    a_book,
    hire,
    some_tags,
)

TEXT = "Купила чайник, он протекает. Продавец отказался принять его назад."
CALL = Entry("phone", OURS, TEXT, author="Ilze Bērziņa", contact="+371 29999999, ilze@example.org", at=NOW - HOUR)


class Told:
    """A tagger that thinks the same of everything."""

    notice = ""

    def __init__(self, tags: Tags | None = COMPLAINT) -> None:
        self.tags = tags

    def tag(self, read: Any) -> list[Tags | None]:
        """Give the same tags for each."""
        return [self.tags] * len(read)

    def prepare(self) -> None:
        """Be ready at once."""


def entered(store: Store, entry: Entry = CALL, tags: Tags | None = COMPLAINT, person: Any = ANNA, **changes: Any) -> CaseView:
    given: dict[str, Any] = {"book": BOOK, "tagger": Told(tags), "now": NOW, **changes}
    return desk.enter(store, person, entry, **given)


def answered(store: Store, n: int, how: str = "", text: str = "Извините нас. Завтра вернём деньги.") -> CaseView:
    answering.reply(store, ANNA, n, book=BOOK, now=NOW + HOUR, text=text)
    return answering.post(store, ANNA, n, book=BOOK, now=NOW + HOUR, how=how)


def test_it_works(store: Store) -> None:
    view = entered(store)
    assert (view.status, view.site, view.brand, view.severity) == (Status.RECEIVED, "by-hand:phone", OURS, Severity.NORMAL)
    assert (view.mention.author, view.mention.body, view.mention.language) == ("Ilze Bērziņa", TEXT, "ru")
    assert (view.mention.published, view.mention.outcome, view.mention.case_id) == (NOW - HOUR, "case", view.id)
    first = view.events[0]
    assert (first.act, first.by, first.data["channel"]) == (Act.RECEIVE, "anna", "phone")
    assert [clock.kind for clock in view.clocks] == [ClockKind.ACKNOWLEDGE, ClockKind.REPLY]
    assert view.clocks[0].starts == NOW - HOUR, "the clocks run from when the customer called"
    assert view.state.unconfirmable


def test_neither_the_history_nor_the_journal_holds_how_the_customer_is_reached(store: Store) -> None:
    view = entered(store)
    assert "29999999" not in repr(view)


def test_no_site_of_the_list_can_be_called_so() -> None:
    for site in SITES:
        with pytest.raises(ValueError, match="is not a name"):
            site_name(site)
        assert site_of(channel_of(site) or "") == site
    assert channel_of("opinions") is None


def test_a_scan_touches_nothing_that_was_entered(store: Store) -> None:
    """Not even one that claims to be of such a place."""
    number = entered(store).id
    site = Site.model_construct(name="opinions", url="https://opinions.example/", brand=OURS, company_authors=(OURS,), whole=True)
    for day in range(1, 5):
        ended = Finished(site.name, Verdict.OK, 1, 0, 0.1, complete=True)
        reconcile.reconcile(store, ended, set(), site=site, book=BOOK, now=NOW + day * DAY)
    view = case_view(store, number, BOOK, NOW + 5 * DAY)
    assert len(view.events) == 1
    assert view.mention.withdrawn_at is None


def test_no_clock_waits_for_a_reply_that_no_scan_can_see(store: Store) -> None:
    hire(store)
    number = entered(store).id
    view = answered(store, number)
    assert (view.status, view.state.answered_by, view.next) == (Status.REPLIED, "phone", None)
    clockwork.tick(store, BOOK, NOW + 60 * DAY)
    assert case_view(store, number, BOOK, NOW + 60 * DAY).status is Status.REPLIED
    with pytest.raises(Impossible, match=r"without a reason \(no scan can see a reply to it\)"):
        ending.close(store, ANNA, number, book=BOOK, now=NOW + 2 * HOUR)
    closed = ending.close(store, ANNA, number, book=BOOK, now=NOW + 2 * HOUR, why="Деньги вернули, покупательница довольна")
    assert closed.status is Status.CLOSED
    reopened = ending.reopen(store, ANNA, number, book=BOOK, now=NOW + DAY, why="звонит снова")
    assert (reopened.status, reopened.state.channel) == (Status.ACKNOWLEDGED, "phone")


@pytest.mark.parametrize("channel", CHANNELS)
def test_how_the_customer_was_answered_is_the_way_the_complaint_came_where_nothing_is_said(store: Store, channel: str) -> None:
    view = answered(store, entered(store, replace(CALL, channel=channel)).id)
    assert view.state.answered_by == channel
    assert clockwork.rebuild(store, BOOK) == ()


def test_only_a_receipt_is_answered_on_the_status_page(store: Store) -> None:
    number = entered(store).id
    for how in ("form", "dove"):
        with pytest.raises(UsageError, match="Write one of: phone, email, letter, shop"):
            answered(store, number, how=how)
    assert answered(store, number, how="letter").state.answered_by == "letter"
    assert "form" in ways_of("form")


def test_a_case_from_a_site_is_not_answered_by_letter(store: Store) -> None:
    from tests.people import a_case

    number = a_case(store)
    with pytest.raises(UsageError, match="stands on a site"):
        answered(store, number, how="letter")
    assert case_view(store, number, BOOK, NOW).status is not Status.REPLIED


def test_a_person_who_entered_it_took_it_for_a_complaint(store: Store) -> None:
    view = entered(store, tags=PRAISE)
    assert (view.severity, view.mention.rule) == (Severity.NORMAL, entering.BY_HAND)
    assert entered(store, tags=None).severity is Severity.NORMAL


def test_severity_follows_the_rules_unless_a_person_says_it(store: Store) -> None:
    law = some_tags(risks=(Label("legal_threat", 0.99),))
    assert entered(store, tags=law).severity is Severity.CRITICAL
    said = entered(store, replace(CALL, severity=Severity.LOW), tags=law)
    assert (said.severity, said.mention.rule) == (Severity.LOW, entering.BY_PERSON)
    assert said.scope.risks == ("legal_threat",), "a lawyer is asked all the same"


def test_a_key_is_taken_once(store: Store) -> None:
    first = entered(store, replace(CALL, key="crm-17"))
    with pytest.raises(Impossible, match=rf'"crm-17" was entered before. See it: otklik show {first.id}'):
        entered(store, replace(CALL, key="crm-17", channel="email"))
    assert entered(store, replace(CALL, key="crm-18")).id == first.id + 1
    with store.read() as tx:
        assert len(mentions.journal(tx, limit=9)) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"channel": "pigeon"}, "Write one of: phone, email, shop, form"),
        ({"brand": ""}, "say which brand"),
        ({"brand": RIVAL}, '"Kronavolt" is not one of our brands'),
        ({"text": " \n "}, "text: it is empty"),
        ({"text": "я" * (LONGEST_TEXT // 2 + 1)}, "at most 100 kB are kept"),
        ({"author": "я" * 201}, "author: it has 201 characters"),
        ({"contact": "1" * 501}, "contact: it has 501 characters"),
        ({"key": "k" * 201}, "key: it has 201 characters"),
        ({"language": "latviešu"}, "is not a language"),
        ({"at": NOW + HOUR}, "is still to come"),
        ({"at": NOW.replace(tzinfo=None)}, "has no time zone"),
        ({"at": NOW.replace(year=1999)}, "more than ten years ago"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_kept(sqlite_store: Store, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        entered(sqlite_store, replace(CALL, **changes))
    with sqlite_store.read() as tx:
        assert mentions.journal(tx, limit=1) == ()


def test_a_text_of_100_kb_is_kept_whole(store: Store) -> None:
    long = "я" * (LONGEST_TEXT // 2)
    assert entered(store, replace(CALL, text=long)).mention.body == long


def test_what_no_database_keeps_is_replaced(store: Store) -> None:
    view = entered(store, replace(CALL, text="до\x00после", author="И\x00ван", contact="\x00+371"))
    assert (view.mention.body, view.mention.author) == ("до\ufffdпосле", "И\ufffdван")
    assert desk.contact(store, ANNA, view).contact == "\ufffd+371"


def test_a_stranger_enters_nothing(sqlite_store: Store) -> None:
    with pytest.raises(Forbidden, match="enter a complaint"):
        entered(sqlite_store, person=STRANGER)


def test_how_a_customer_is_reached_is_shown_to_who_works_on_the_case(store: Store) -> None:
    view = entered(store)
    assert desk.contact(store, ANNA, view).contact == CALL.contact, "she took the call"
    assert desk.contact(store, BORIS, view).contact == CALL.contact, "he may see personal data"
    for person in (VERA, STRANGER):
        with pytest.raises(Forbidden, match="only its owner and who took it"):
            desk.contact(store, person, view)
    hire(store)
    assigned = owners.assign(store, BORIS, view.id, book=BOOK, now=NOW, owner="vera")
    assert desk.contact(store, VERA, assigned).contact == CALL.contact


def test_of_a_case_from_a_site_no_more_is_known_than_stands_there(store: Store) -> None:
    from tests.people import a_case

    with pytest.raises(NotFound, match="was found on a site"):
        desk.contact(store, BORIS, case_view(store, a_case(store), BOOK, NOW))


def test_how_a_customer_is_reached_is_forgotten_after_the_case(store: Store) -> None:
    book = a_book(contacts_forgotten_after="30d")
    ended, running = entered(store).id, entered(store).id
    answered(store, ended)
    ending.close(store, ANNA, ended, book=BOOK, now=NOW + DAY, why="возмещено")
    assert clockwork.tick(store, book, NOW + 30 * DAY).forgotten == 0
    assert clockwork.tick(store, book, NOW + 32 * DAY).forgotten == 1
    assert clockwork.tick(store, book, NOW + 33 * DAY).forgotten == 0
    gone = desk.contact(store, ANNA, case_view(store, ended, book, NOW))
    assert (gone.contact, gone.forgotten_at) == (None, NOW + 32 * DAY)
    assert desk.contact(store, ANNA, case_view(store, running, book, NOW)).contact == CALL.contact


def test_a_call_of_last_week_is_counted_from_when_it_was_entered(sqlite_store: Store) -> None:
    view = entered(sqlite_store, replace(CALL, at=NOW - timedelta(days=7)))
    assert view.clocks[0].starts == NOW


def test_what_is_told_of_the_press_or_again_and_again_is_judged_as_from_a_site(store: Store) -> None:
    press = entered(store, replace(CALL, author="Ivo", text="Сломали чайник. Журналисты уже едут ко мне."))
    assert (press.severity, press.events[0].data["rule"]) == (Severity.HIGH, "complaint: speaks of the press")
    for number in range(3):
        at = NOW - HOUR * (3 - number)
        again = entered(store, replace(CALL, at=at, text=f"{TEXT} Звоню в {number + 1}-й раз."))
    assert (again.severity, again.events[0].data["rule"]) == (Severity.HIGH, "complaint: one of several by this author")


def test_programs_are_told_of_an_entered_case(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr("moderation.announcing.opened", lambda tx, opened, numbers, book, now: told.append(list(numbers)))
    entered(sqlite_store, book=replace(BOOK, hooks=(object(),)))  # type: ignore[arg-type]
    assert told == [[1]]
