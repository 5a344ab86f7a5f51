"""The filter of the queue: one grammar, refused with a sentence."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import UsageError
from moderation.case import Severity
from moderation.filters import KEYS, LEVELS, MARKS, STATUSES, Due, Filter, nearest, parse_filter, unknown


def test_it_works() -> None:
    found = parse_filter('status:received,replied severity:high site:opinions brand:"Белый ветер" owner:nobody due:overdue')
    assert found == Filter(
        ("received", "replied"), ("high",), ("opinions",), ("Белый ветер",), owner=("nobody",), due=("overdue",)
    )


def test_nothing_means_open_cases() -> None:
    assert parse_filter("") == parse_filter("  ") == Filter()
    assert str(Filter()) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("statu:received", "Did you mean status:…"),
        ("12:30", '"12:30" is not understood. Write one of'),
        ("12:30", "or put it in quotation marks to look for its words"),
        ("status:recieved", "Did you mean status:received?"),
        ("mark:ammended", "Did you mean mark:amended?"),
        ("risk:legal", "Did you mean risk:legal_threat?"),
        ("level:4", 'level: "4" is not one of 1, 2, 3'),
        ("before:tomorrow", 'before: "tomorrow" is not a date. Write for example before:2026-11-24'),
        ("after:2026-13-01", "is not a date"),
        ("after:0001-01-01", "is not a date"),
        ("after:9999-12-31", "is not a date"),
        ("after:", "after: has no value. Write for example after:2026-11-24"),
        ("id:one", 'id: "one" is not the number of a case. Write for example id:17'),
        ("id:1234567890123456789", "is not the number of a case"),
        ("status:", "status: has no value. Write for example status:open"),
        ("site:,", "site: has no value"),
        ("status:gone", 'status: "gone" is not one of open, all, received'),
        ("severity:huge", "critical, high, normal, low"),
        ("due:yesterday", "overdue, today, waiting"),
        ('brand:"Белый', "a quotation mark is not closed"),
        ("brand:«Белый", "a quotation mark is not closed"),
        ("status:open; DROP TABLE cases", 'status: "open;" is not one of'),
    ],
)
def test_what_is_not_understood_is_quoted_with_what_is(text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_filter(text)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("курьер", ("курьер",)),
        ('"курьер опоздал" быстро', ("курьер опоздал", "быстро")),
        ("«12:30» status:all", ("12:30",)),
        ('"status:closed"', ("status:closed",)),
        ("слово, другое,третье", ("слово", "другое", "третье")),
        ('"" ,', ()),
        ("-- ; %", ("--", ";", "%")),
    ],
)
def test_words_without_a_colon_and_quoted_ones_are_looked_for(text: str, words: tuple[str, ...]) -> None:
    assert parse_filter(text).words == words


def test_dates_are_meant_in_the_zone_of_the_settings() -> None:
    found = parse_filter("after:2026-11-01 before:2026-11-24T10:00,2026-11-20", "Europe/Riga")
    assert found.received_from == datetime(2026, 10, 31, 22, tzinfo=UTC)
    assert found.received_before == datetime(2026, 11, 24, 8, tzinfo=UTC)  # any of several: the later one
    assert parse_filter("after:2026-11-01T00:00:00+05:00").received_from == datetime(2026, 10, 31, 19, tzinfo=UTC)
    assert (Filter().received_before, Filter().received_from) == (None, None)


@pytest.mark.parametrize(
    ("given", "near"),
    [("otzovk", "Otzovik"), ("OTZOVIK", "Otzovik"), ("zzz", ""), ("", ""), ("irecomend", "irecommend")],
)
def test_the_nearest_name_is_found_whatever_its_case(given: str, near: str) -> None:
    assert nearest(given, ("Otzovik", "irecommend")) == near


def test_an_unknown_name_is_told_with_those_that_there_are() -> None:
    known = [f"site{number}" for number in range(20)]
    assert "There are site0, site1" in str(unknown("site", "???", known))
    assert str(unknown("site", "???", known)).endswith(", …")
    assert str(unknown("department", "x", ())).endswith("There is no department yet")


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("brand:Rock'n'Roll", "Rock'n'Roll"),
        ("brand:«Белый ветер»", "Белый ветер"),
        ('brand:"Smith, Sons"', "Smith, Sons"),
        (r'brand:"Bar \"Zero\""', 'Bar "Zero"'),
        ("brand:a:b", "a:b"),
    ],
)
def test_names_may_hold_anything(text: str, brand: str) -> None:
    assert parse_filter(text).brand == (brand,)


NAMES = st.lists(st.text(min_size=1), max_size=3, unique=True).map(tuple)


@given(
    st.builds(
        Filter,
        status=st.lists(st.sampled_from(STATUSES), min_size=1, max_size=3, unique=True).map(tuple),
        severity=st.lists(st.sampled_from([str(one) for one in Severity]), max_size=2, unique=True).map(tuple),
        site=NAMES,
        brand=NAMES,
        topic=NAMES,
        owner=NAMES,
        language=NAMES,
        due=st.lists(st.sampled_from([str(one) for one in Due]), max_size=2, unique=True).map(tuple),
        department=NAMES,
        author=NAMES,
        level=st.lists(st.sampled_from(LEVELS), max_size=2, unique=True).map(tuple),
        mark=st.lists(st.sampled_from(MARKS), max_size=2, unique=True).map(tuple),
        before=st.lists(st.dates(date(1971, 1, 1), date(2999, 1, 1)).map(str), max_size=2, unique=True).map(tuple),
        id=st.lists(st.integers(0, 10**18 - 1).map(str), max_size=2, unique=True).map(tuple),
        words=NAMES,
    )
)
def test_a_filter_that_is_written_down_is_read_back(wanted: Filter) -> None:
    assert parse_filter(str(wanted)) == wanted


@given(st.text())
def test_any_text_is_a_filter_or_is_refused_in_a_sentence(text: str) -> None:
    with suppress(UsageError):
        assert set(asdict(parse_filter(text))) == {*KEYS, "words", "zone"}
