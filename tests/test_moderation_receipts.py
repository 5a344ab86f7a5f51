"""Receipts of the form: one number for one complaint, and what it opens: moments and our reply, nobody's name."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import UsageError
from moderation import receipts
from moderation.case import Severity
from moderation.desk import answering, ending, terms
from moderation.entering import Entry
from moderation.receipts import LETTERS, Receipt, Standing, code_of, hand_in, new_key, read, shown, standing
from moderation.store import mentions
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, DAY, HOUR, NOW, OURS
from tests.test_moderation_entering import Told

ENTRY = Entry("form", OURS, "Чайник протекает, деньги не возвращают", author="Ilze", contact="+371 29999999")
TEXT = "Извините нас. Деньги вернём завтра."


def sent(store: Store, key: str = "", **changes: Any) -> Receipt:
    entry = replace(ENTRY, key=key or new_key(), **changes)
    return hand_in(store, entry, book=BOOK, tagger=Told(), now=NOW)


def looked(store: Store, number: str, at: Any = NOW) -> Standing:
    found = standing(store, number, language="ru", book=BOOK, now=at)
    assert found is not None
    return found


def test_it_works(store: Store) -> None:
    receipt = sent(store)
    assert (receipt.acknowledge, receipt.reply) == (NOW + 4 * HOUR, NOW.replace(day=24, hour=16))
    assert looked(store, receipt.code).received == NOW
    answering.acknowledge(store, ANNA, 1, book=BOOK, now=NOW + HOUR)
    answering.reply(store, ANNA, 1, book=BOOK, now=NOW + HOUR, text=TEXT)
    before = looked(store, receipt.code, NOW + HOUR)
    assert (before.acknowledged, before.answered, before.reply) == (NOW + HOUR, None, ""), "a draft is nobody's to read"
    answering.post(store, ANNA, 1, book=BOOK, now=NOW + 2 * HOUR)
    after = looked(store, receipt.code, NOW + 2 * HOUR)
    assert (after.answered, after.reply, after.expected) == (NOW + 2 * HOUR, TEXT, None)
    ending.close(store, ANNA, 1, book=BOOK, now=NOW + DAY, why="тайная причина")
    closed = looked(store, receipt.code, NOW + DAY)
    assert (closed.ended, closed.reply, closed.again) == (NOW + DAY, TEXT, False)
    said = repr(asdict(closed))
    for secret in ("anna", "тайная", "Ilze", "29999999", "normal", "form:"):
        assert secret not in said


def test_a_form_sent_twice_has_one_case_and_one_number(store: Store) -> None:
    key = new_key()
    assert sent(store, key) == sent(store, key, text="другое")
    with store.read() as tx:
        (only,) = mentions.journal(tx, limit=9)
    assert only.body == ENTRY.text


@pytest.mark.parametrize("key", ["", "x", "' OR 1=1 --", "я" * 22, "a" * 21, "a" * 4000])
def test_a_key_that_we_did_not_make_is_not_taken(sqlite_store: Store, key: str) -> None:
    entry = replace(ENTRY, key=key)
    first, second = (hand_in(sqlite_store, entry, book=BOOK, tagger=Told(), now=NOW) for _ in range(2))
    assert first.code != second.code


def test_a_customer_says_neither_how_serious_nor_when(sqlite_store: Store) -> None:
    receipt = sent(sqlite_store, severity=Severity.CRITICAL, at=NOW - DAY, channel="phone")
    with sqlite_store.read() as tx:
        found = mentions.journal(tx, limit=1)[0]
    assert (found.site, found.published, found.rule) == ("by-hand:form", NOW, "complaint")
    assert looked(sqlite_store, receipt.code).received == NOW


def test_what_was_told_by_telephone_is_not_written_on_the_page(store: Store) -> None:
    receipt = sent(store)
    answering.reply(store, ANNA, 1, book=BOOK, now=NOW, text=TEXT)
    answering.post(store, ANNA, 1, book=BOOK, now=NOW, how="phone")
    found = looked(store, receipt.code)
    assert (found.answered_by, found.reply) == ("phone", "")


def test_a_delay_is_told_with_its_notice_and_the_new_date(store: Store) -> None:
    receipt = sent(store)
    notice = "Ждём мастера, простите."
    terms.delay(store, ANNA, 1, book=BOOK, now=NOW + HOUR, until=NOW + 5 * DAY, why="мастер болен", text=notice)
    found = looked(store, receipt.code, NOW + HOUR)
    assert (found.expected, found.notice, found.late) == (NOW + 5 * DAY, notice, False)
    assert "болен" not in repr(found)
    assert looked(store, receipt.code, NOW + 6 * DAY).late
    answering.reply(store, ANNA, 1, book=BOOK, now=NOW + DAY, text=TEXT)
    answering.post(store, ANNA, 1, book=BOOK, now=NOW + DAY)
    assert looked(store, receipt.code, NOW + DAY).notice == ""


def test_a_case_that_is_taken_up_again_says_so(store: Store) -> None:
    receipt = sent(store)
    ending.dismiss(store, ANNA, 1, book=BOOK, now=NOW, why="не о нас")
    assert looked(store, receipt.code).ended == NOW
    ending.reopen(store, ANNA, 1, book=BOOK, now=NOW + HOUR, why="о нас")
    found = looked(store, receipt.code, NOW + HOUR)
    assert (found.ended, found.again, found.expected is not None) == (None, True, True)


@pytest.mark.parametrize(
    "number", ["", "x", "0000-0000-0000", "1", "'; DROP TABLE entered", "Ж" * 12, "0" * 100_000, "\x00" * 12]
)
def test_a_number_that_opens_nothing_opens_nothing(store: Store, number: str) -> None:
    sent(store)
    assert standing(store, number, language="ru", book=BOOK, now=NOW) is None


def test_neither_the_key_nor_the_digest_nor_the_neighbour_opens_anything(sqlite_store: Store) -> None:
    key = new_key()
    code = read(sent(sqlite_store, key).code)
    assert code is not None
    neighbours = [code[:place] + letter + code[place + 1 :] for place in range(12) for letter in LETTERS if letter != code[place]]
    for tried in (key, code[:11], receipts._digest(code)[:12], *neighbours):
        assert standing(sqlite_store, tried, language="ru", book=BOOK, now=NOW) is None


def test_numbers_are_unlike_each_other_and_use_every_letter() -> None:
    codes = {code_of(new_key()) for _ in range(5_000)}
    assert len(codes) == 5_000
    for place in range(12):
        assert {code[place] for code in codes} == set(LETTERS)


@given(st.text(LETTERS, min_size=12, max_size=12))
def test_a_number_is_read_as_it_is_shown_and_as_people_type_it(code: str) -> None:
    assert read(shown(code)) == code
    assert read(f" {shown(code).lower().replace('-', ' ')} ") == code
    assert read(code.replace("0", "O").replace("1", "l")) == code
    cyrillic = str.maketrans("ABEHKMPCTX", "АВЕНКМРСТХ")
    assert read(code.translate(cyrillic)) == code


@given(st.text(max_size=60))
def test_any_text_may_be_typed(text: str) -> None:
    found = read(text)
    assert found is None or (len(found) == 12 and set(found) <= set(LETTERS))


def test_what_cannot_be_taken_is_refused(sqlite_store: Store) -> None:
    with pytest.raises(UsageError):
        sent(sqlite_store, text=" ")
