"""The filter of the queue: one grammar, refused with a sentence."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import UsageError
from moderation.case import Severity
from moderation.filters import KEYS, STATUSES, Due, Filter, parse_filter


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
        ("received", '"received" is not understood'),
        ("status:", "status: has no value. Write for example status:open"),
        ("site:,", "site: has no value"),
        ("status:gone", 'status: "gone" is not one of open, all, received'),
        ("severity:huge", "critical, high, normal, low"),
        ("due:yesterday", "overdue, today, waiting"),
        ('brand:"Белый', "a quotation mark is not closed"),
        ("brand:«Белый", "a quotation mark is not closed"),
        ("status:open; DROP TABLE cases", 'status: "open;" is not one of'),
        ("id:1", '"id:1" is not understood'),
    ],
)
def test_what_is_not_understood_is_quoted_with_what_is(text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_filter(text)
    assert said in str(refused.value)


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
    )
)
def test_a_filter_that_is_written_down_is_read_back(wanted: Filter) -> None:
    assert parse_filter(str(wanted)) == wanted


@given(st.text())
def test_any_text_is_a_filter_or_is_refused_in_a_sentence(text: str) -> None:
    with suppress(UsageError):
        assert set(asdict(parse_filter(text))) == set(KEYS)
