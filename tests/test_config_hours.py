"""Working hours as they are written: intervals of a day, over midnight, overlaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.hours import DAYS, MIDNIGHT, Hours, evenly, interval


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("09:00-18:00", (540, 1080)),
        ("9:00-18:00", (540, 1080)),
        ("09:00 – 18:00", (540, 1080)),
        ("22:00-06:00", (1320, 1800)),
        ("00:00-24:00", (0, 1440)),
        ("22:00-24:00", (1320, 1440)),
        ("22:00-00:00", (1320, 1440)),
        ("23:59-00:01", (1439, 1441)),
    ],
)
def test_it_works(text: str, span: tuple[int, int]) -> None:
    assert interval(text) == span


@pytest.mark.parametrize(
    "text",
    ["", "9", "09:00", "09:00-", "09:00-09:00", "00:00-00:00", "24:00-24:00", "24:00-06:00",
     "25:00-26:00", "09:60-10:00", "09:00-24:01", "9-18", "-"],
)  # fmt: skip
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"are not hours of a day\. Write from-to, for example 09:00-18:00"):
        interval(text)


@given(st.integers(0, MIDNIGHT - 1), st.integers(1, MIDNIGHT))
def test_an_interval_that_is_written_is_read_again(start: int, minutes: int) -> None:
    end = (start + minutes - 1) % MIDNIGHT + 1
    text = f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
    if start == end:
        with pytest.raises(ValueError, match="are not hours of a day"):
            interval(text)
        return
    assert evenly(text) == text
    assert interval(text) == (start, start + minutes)


def test_hours_are_kept_evenly_written() -> None:
    week = Hours.model_validate({"week": {"mon": "9:00 - 18:00", "fri": ["22:00-00:00"]}}).week
    assert dict(week) == {"mon": ("09:00-18:00",), "fri": ("22:00-24:00",)}


@pytest.mark.parametrize(
    "week",
    [
        {"mon": ["09:00-12:00", "12:00-18:00"]},
        {"mon": ["14:00-18:00", "09:00-12:00"]},
        {"mon": "22:00-06:00", "tue": "06:00-09:00"},
        dict.fromkeys(DAYS, "00:00-24:00"),
        {"sun": "22:00-06:00", "mon": "06:00-07:00"},
    ],
)
def test_intervals_that_touch_do_not_overlap(week: dict[str, object]) -> None:
    assert Hours.model_validate({"week": week}).week


@pytest.mark.parametrize(
    "week",
    [
        {"mon": ["09:00-12:00", "11:59-18:00"]},
        {"mon": ["14:00-18:00", "09:00-15:00"]},
        {"mon": ["09:00-18:00", "09:00-18:00"]},
        {"mon": ["00:00-24:00", "12:00-13:00"]},
        {"mon": "22:00-06:00", "tue": "05:59-09:00"},
        {"sun": "22:00-06:00", "mon": "00:00-01:00"},
    ],
)
def test_intervals_that_overlap_are_refused(week: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="overlap"):
        Hours.model_validate({"week": week})


def test_intervals_of_a_date_of_its_own_may_not_overlap() -> None:
    with pytest.raises(ValidationError, match="two intervals overlap at 11:00"):
        Hours.model_validate({"week": {"mon": "09:00-18:00"}, "open": {"2026-12-19": ["10:00-12:00", "11:00-13:00"]}})


@pytest.mark.parametrize("country", ["LV", "UA", "RU", "EE", "DE", "KZ"])
def test_holidays_of_a_country_are_known(country: str) -> None:
    assert Hours.model_validate({"week": {"mon": "09:00-18:00"}, "holidays": country}).holidays == country
