"""The small values of the configuration: durations, zones, addresses, names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import values
from config.values import duration, in_seconds, near, quoted

TEN_YEARS = 10 * 365 * 24 * 3600


def test_it_works() -> None:
    read = [duration(text) for text in ("90s", "15m", "6h", "2d")]
    assert read == [timedelta(seconds=90), timedelta(minutes=15), timedelta(hours=6), timedelta(days=2)]


@given(st.integers(1, TEN_YEARS))
def test_a_duration_that_is_written_is_read_again(seconds: int) -> None:
    assert duration(in_seconds(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@given(st.integers(1, 3650), st.sampled_from([("s", 1), ("m", 60), ("h", 3600), ("d", 86400)]))
def test_every_unit_is_as_long_as_it_says(number: int, unit: tuple[str, int]) -> None:
    assert duration(f"{number}{unit[0]}") == timedelta(seconds=number * unit[1])


@given(st.text() | st.integers() | st.floats() | st.none() | st.booleans())
def test_a_duration_is_read_or_refused_with_the_accepted_forms(value: object) -> None:
    try:
        assert duration(value) > timedelta()
    except ValueError as error:
        assert "for example" in str(error)  # noqa: PT017


@pytest.mark.parametrize(
    "value", ["", "6", "6 h", " 6h", "6H", "0h", "-1h", "1.5h", "6hours", "PT6H", "٦h", "1h30m", "9999999999h", "4000d", 6, None]
)
def test_what_is_no_duration_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"is not a duration|longer than ten years"):
        duration(value)


@pytest.mark.parametrize(
    ("check", "good", "bad", "told"),
    [
        (values.zone, "Europe/Riga", "Mars/Olympus", "IANA names"),
        (values.zone, "UTC", "", "IANA names"),
        (values.zone, "Asia/Almaty", "../../etc/passwd", "IANA names"),
        (values.zone, "Europe/Kyiv", "Europe", "IANA names"),
        (values.address, "https://a.example/x?y=1", "a.example", "with http:// or https://"),
        (values.address, "http://127.0.0.1:81/", "ftp://a.example/", "with http:// or https://"),
        (values.address, "https://обувь.example/", "https://", "with http:// or https://"),
        (values.address, "http://[::1]/", "http://[::1/", "with http:// or https://"),
        (values.address, "http://a:80", "http://a:99999/", "with http:// or https://"),
        (values.address, "http://a", "http://a/b c", "with http:// or https://"),
        (values.name, "a-1", "A", "small Latin letters"),
        (values.name, "1", "-a", "small Latin letters"),
        (values.name, "x" * 64, "x" * 65, "small Latin letters"),
        (values.name, "otzyvy", "отзывы", "small Latin letters"),
        (values.language, "lv", "LV", "ISO code"),
        (values.country, "LV", "lv", "two capital letters"),
    ],
)
def test_a_value_is_taken_as_it_is_or_refused(check: Callable[[str], str], good: str, bad: str, told: str) -> None:
    assert check(good) == good
    with pytest.raises(ValueError, match=told) as caught:
        check(bad)
    assert quoted(bad) in str(caught.value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a", '"a"'),
        (5, "5"),
        (True, "true"),
        (None, "null"),
        ({"a": 1}, "a mapping"),
        (["a"], "a list"),
        ("a\nb", '"a\\nb"'),
        ("ё", '"ё"'),
    ],
)
def test_a_bad_value_is_repeated_on_one_line(value: object, shown: str) -> None:
    assert quoted(value) == shown


def test_a_long_value_is_cut() -> None:
    assert len(quoted("x" * 1000)) < 70


def test_the_nearest_names_are_worded() -> None:
    assert near("langauge", ["language", "company", "data"]) == "Near: language. "
    assert near("zzz", ["language"]) == ""
