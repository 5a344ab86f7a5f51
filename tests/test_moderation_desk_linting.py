"""What blocks keeps a reply from going out; a supervisor may let it out; the history names the rules only. On both databases."""

from __future__ import annotations

from typing import Any

import pytest

from config.errors import Forbidden, Impossible, NotFound, UsageError
from moderation.case import Act, Status
from moderation.desk import answering
from moderation.desk.linting import Unfit, lint_case, lint_text
from moderation.people import Person
from moderation.queue import case_view
from moderation.rulebook import Rulebook
from moderation.store import replies
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, BORIS, DAY, HOUR, NOW, REPLY, STRANGER, VERA, a_book, a_case, hire

BAD = "Вы сами виноваты. Позвоним вам на +371 29123456, {{phone}}"
BOUNDED = a_book(lint={"budget": {"moderator": {"EUR": 20}, "supervisor": {"EUR": 200}}, "levels": {"repeated": "block"}})


@pytest.fixture
def case(store: Store) -> int:
    hire(store)
    return a_case(store)


def draft(store: Store, n: int, text: str = BAD, book: Rulebook = BOOK) -> None:
    answering.reply(store, ANNA, n, book=book, now=NOW, text=text)


def post(store: Store, n: int, person: Person = ANNA, book: Rulebook = BOOK, **details: Any) -> Any:
    return answering.post(store, person, n, book=book, now=NOW + HOUR, **details)


def test_it_works(store: Store, case: int) -> None:
    draft(store, case)  # drafting is never refused
    found = lint_case(store, ANNA, case, book=BOOK, now=NOW)
    assert {"accusation", "personal_data", "variable", "order"} <= {one.rule for one in found}
    with pytest.raises(Unfit, match="accusation \\(B5\\): “Вы сами виноваты”") as refused:
        post(store, case)
    assert {one.rule for one in refused.value.findings} == {"accusation", "personal_data", "variable"}
    assert "29123456" not in str(refused.value)  # errors end up in logs
    assert case_view(store, case, BOOK, NOW).status is Status.RECEIVED
    draft(store, case, REPLY)
    assert post(store, case).status is Status.REPLIED


def test_a_supervisor_lets_it_out_with_a_reason_and_the_event_names_the_rules_only(store: Store, case: int) -> None:
    draft(store, case)
    with pytest.raises(Forbidden, match="anna is a moderator and may not let a reply out despite"):
        post(store, case, despite="the customer asked for it")
    posted = post(store, case, BORIS, despite="the customer asked for it")
    event = posted.events[-1]
    assert (event.act, event.by, event.why) == (Act.POST, "boris", "the customer asked for it")
    assert event.data["despite"] == "accusation,personal_data,variable"
    assert "виноваты" not in str(event.data)


def test_what_was_let_through_at_the_approval_needs_no_second_word_until_the_draft_changes(store: Store, case: int) -> None:
    draft(store, case)
    with pytest.raises(Unfit, match="cannot be approved like this"):
        answering.approve(store, VERA, case, book=BOOK, now=NOW)
    answering.approve(store, BORIS, case, book=BOOK, now=NOW, despite="quotes the customer")
    draft(store, case, BAD + "!")
    with pytest.raises(Unfit):
        post(store, case)
    answering.approve(store, BORIS, case, book=BOOK, now=NOW, despite="quotes the customer")
    assert post(store, case).status is Status.REPLIED


def test_a_reason_for_nothing_changes_nothing(store: Store, case: int) -> None:
    draft(store, case, REPLY)
    assert "despite" not in post(store, case, despite="to be safe").events[-1].data


def test_the_budget_is_that_of_the_person_who_lets_it_out(store: Store, case: int) -> None:
    draft(store, case, "Простите. Дарим вам купон на 100 евро.", BOUNDED)
    with pytest.raises(Unfit, match="100 EUR, more than you may give \\(20 EUR\\)"):
        post(store, case, book=BOUNDED)
    assert post(store, case, BORIS, book=BOUNDED).status is Status.REPLIED


def test_the_same_text_twice_on_a_site_is_seen_and_ones_own_earlier_draft_is_not(store: Store, case: int) -> None:
    text = "Здравствуйте! Простите за задержку, деньги вернули сегодня, вопросы по телефону магазина."
    draft(store, case, text, BOUNDED)
    draft(store, case, text, BOUNDED)
    post(store, case, book=BOUNDED)
    other = a_case(store, 2)
    draft(store, other, text, BOUNDED)
    with pytest.raises(Unfit, match="repeated \\(B8\\)"):
        post(store, other, book=BOUNDED)
    elsewhere = a_case(store, 3, site="forum")
    draft(store, elsewhere, text, BOUNDED)
    assert post(store, elsewhere, book=BOUNDED).status is Status.REPLIED


def test_the_last_replies_of_a_site_are_the_newest_and_no_more_than_wanted(store: Store, case: int) -> None:
    for number in range(4):
        n = a_case(store, number + 2)
        answering.reply(store, ANNA, n, book=BOOK, now=NOW, text="первый")
        answering.reply(store, ANNA, n, book=BOOK, now=NOW + number * DAY, text=f"ответ {number}")
        answering.post(store, ANNA, n, book=BOOK, now=NOW + number * DAY)
    with store.read() as tx:
        assert replies.last_on(tx, "opinions", 2, besides=case) == ("ответ 3", "ответ 2")
        assert replies.last_on(tx, "opinions", 9, besides=n) == ("ответ 2", "ответ 1", "ответ 0")
        assert replies.last_on(tx, "nowhere", 9, besides=n) == replies.last_on(tx, "opinions", 0, besides=n) == ()


def test_what_cannot_be_checked_is_refused(store: Store, case: int) -> None:
    with pytest.raises(NotFound, match="there is no case 99"):
        lint_case(store, ANNA, 99, book=BOOK, now=NOW, text="x")
    with pytest.raises(Impossible, match="case 1 has no draft to check"):
        lint_case(store, ANNA, case, book=BOOK, now=NOW)
    with pytest.raises(Forbidden, match="stranger"):
        lint_case(store, STRANGER, case, book=BOOK, now=NOW, text="x")
    for text in ("", " \n", "я" * 60_000):
        with pytest.raises(UsageError, match="lint: the text"):
            lint_case(store, ANNA, case, book=BOOK, now=NOW, text=text)
    with pytest.raises(UsageError, match='"novel" is no kind of text that is checked'):
        lint_case(store, ANNA, case, book=BOOK, now=NOW, text="x", kind="novel")
    with pytest.raises(UsageError, match='"ka" is none in which customers are answered'):
        lint_text(ANNA, "x", "ka", book=BOOK, now=NOW)
