"""Dates as sites show them, in four languages: what is read, and what must not be (PERFORMANCE, "Dates")."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import parse_date
from crawler.items import Precision

RIGA = ZoneInfo("Europe/Riga")
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=RIGA)
TABLE = Path(__file__).parent / "data" / "dates.tsv"
LENGTHS = {"month": 7, "day": 10, "minute": 16}


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Give language, text, expected moment and precision of each row of the table."""
    for line in TABLE.read_text(encoding="utf-8").splitlines()[2:]:
        language, shown, expected, precision = line.split("\t")
        yield language, shown, expected, precision


def test_it_works() -> None:
    found = parse_date("12 марта 2024 г. в 14:05", language="ru", now=NOW)
    assert found is not None
    assert (found.value, found.precision) == (datetime(2024, 3, 12, 14, 5, tzinfo=RIGA), Precision.MINUTE)


@pytest.mark.parametrize(("language", "shown", "expected", "precision"), list(rows()))
def test_every_row_of_the_table_is_read_as_a_person_reads_it(language: str, shown: str, expected: str, precision: str) -> None:
    found = parse_date(shown, language=None if language == "-" else language, now=NOW)
    if expected == "-":
        assert found is None
        return
    assert found is not None
    length = LENGTHS[precision]
    local = found.value.astimezone(RIGA) if found.value.utcoffset() == NOW.utcoffset() else found.value
    assert local.isoformat()[:length] == expected[:length]


@pytest.mark.parametrize(
    "junk",
    ["", "4,5", "5", "2024", "в 10", "ago", "5 из 5", "may", "тел. 67-12-34", "31.02.2024", "99.99.2024", "25:61", "x" * 5000],
)
def test_nothing_is_invented_from_junk(junk: str) -> None:
    assert parse_date(junk, language="ru", now=NOW) is None
    assert parse_date(junk, language=None, now=NOW) is None


def test_a_date_ahead_of_the_clock_is_none() -> None:
    assert parse_date("25.12.2026", language="ru", now=NOW) is None


def test_a_day_without_a_year_lies_in_the_past() -> None:
    found = parse_date("25 декабря", language="ru", now=NOW)
    assert found is not None
    assert found.value.date().isoformat() == "2025-12-25"


@pytest.mark.parametrize(("day_first", "day"), [(True, "2024-03-12"), (False, "2024-12-03")])
def test_the_order_of_day_and_month_is_as_told(day_first: bool, day: str) -> None:
    found = parse_date("12.03.2024", language="ru", now=NOW, day_first=day_first)
    assert found is not None
    assert found.value.date().isoformat() == day


@pytest.mark.parametrize(
    ("shown", "moment"),
    [
        ("2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00+00:00"),
        ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00+00:00"),
        ("Sun, 01 Mar 2026 10:00:00 +0000", "2026-03-01T10:00:00+00:00"),
        ("Sun, 01 Mar 2026 10:00:00 GMT", "2026-03-01T10:00:00+00:00"),
    ],
)
def test_a_time_with_its_own_zone_keeps_it(shown: str, moment: str) -> None:
    found = parse_date(shown, language=None, now=NOW)
    assert found is not None
    assert found.value.astimezone(UTC).isoformat() == moment


def test_a_year_after_a_dash_is_no_zone() -> None:
    found = parse_date("04-27-2021 09:50", language="en", now=NOW, day_first=False)
    assert found is not None
    assert found.value == datetime(2021, 4, 27, 9, 50, tzinfo=RIGA)


def test_a_short_american_date_needs_its_time() -> None:
    found = parse_date("9/6/16 4:12 p.m.", language="en", now=NOW, day_first=False)
    assert found is not None
    assert found.value == datetime(2016, 9, 6, 16, 12, tzinfo=RIGA)
    assert parse_date("9/6/16", language="en", now=NOW, day_first=False) is None


@given(st.datetimes(min_value=datetime(1995, 1, 1), max_value=datetime(2026, 11, 20)))  # noqa: DTZ001 (made aware below)
def test_a_written_moment_is_read_back(moment: datetime) -> None:
    written = moment.replace(second=0, microsecond=0, tzinfo=RIGA)
    found = parse_date(f"{written:%d.%m.%Y %H:%M}", language="ru", now=NOW)
    assert found is not None
    assert found.value == written


@given(st.text(max_size=200))
def test_any_text_gives_a_past_moment_or_none(text: str) -> None:
    found = parse_date(text, language="lv", now=NOW)
    assert found is None or found.value <= NOW + timedelta(days=1)


@given(st.integers(0, 10**6), st.sampled_from(["дней назад", "minutes ago", "gadiem", "років тому", "months ago"]))
def test_any_number_of_steps_back_gives_a_moment_or_none(count: int, words: str) -> None:
    found = parse_date(f"pirms {count} {words}" if words == "gadiem" else f"{count} {words}", language="en", now=NOW)
    assert found is None or found.value <= NOW
