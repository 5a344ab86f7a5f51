"""Working hours: when a term has passed, and why."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from config.errors import OperatorError
from config.hours import DAYS, Hours
from moderation.calendars import holidays_of
from moderation.workhours import CLOSED, LOOK_AHEAD, OPENED, OUTSIDE, WORKING, Span, WorkingHours, working_hours

RIGA = "Europe/Riga"
ZONES = (RIGA, "Europe/Kyiv", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WEEKDAYS = DAYS[:5]


def hours_of(*texts: str, days: tuple[str, ...] = WEEKDAYS, zone: str = RIGA, **more: object) -> WorkingHours:
    return working_hours(Hours.model_validate({"timezone": zone, "week": dict.fromkeys(days, texts), **more}), "UTC")


def at(text: str, zone: str = RIGA, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


OFFICE = hours_of("09:00-17:00")
ALWAYS = hours_of("00:00-24:00", days=DAYS)


def test_it_works() -> None:
    assert OFFICE.add(at("2026-11-13 16:30"), HOUR) == at("2026-11-16 09:30"), "Friday 16:30 and an hour is Monday 9:30"
    assert OFFICE.between(at("2026-11-13 16:30"), at("2026-11-16 09:30")) == HOUR


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-16 10:00", 2, "2026-11-16 12:00"),
        ("2026-11-16 07:00", 2, "2026-11-16 11:00"),
        ("2026-11-16 16:00", 1, "2026-11-16 17:00"),
        ("2026-11-16 20:00", 8, "2026-11-17 17:00"),
        ("2026-11-14 12:00", 1, "2026-11-16 10:00"),
        ("2026-11-13 16:30", 40, "2026-11-20 16:30"),
        ("2026-11-16 10:00", 0, "2026-11-16 10:00"),
        ("2026-11-14 10:00", 0, "2026-11-14 10:00"),
    ],
)
def test_a_term_runs_only_while_the_office_is_open(start: str, hours: int, due: str) -> None:
    assert OFFICE.add(at(start), hours * HOUR) == at(due)


def test_lunch_does_not_count() -> None:
    hours = hours_of("13:00-18:00", "09:00-12:00")
    assert hours.add(at("2026-11-16 11:30"), HOUR) == at("2026-11-16 13:30")
    assert hours.between(at("2026-11-16 00:00"), at("2026-11-17 00:00")) == 8 * HOUR


def test_a_shift_over_midnight_belongs_to_the_day_it_begins_on() -> None:
    hours = hours_of("22:00-06:00")
    assert hours.add(at("2026-11-13 23:00"), 4 * HOUR) == at("2026-11-14 03:00"), "Friday's shift goes on into Saturday"
    assert hours.add(at("2026-11-14 05:00"), 2 * HOUR) == at("2026-11-16 23:00"), "there is no shift of Saturday or Sunday"
    assert (
        hours_of("22:00-06:00", closed=[date(2026, 11, 13)]).between(at("2026-11-13 12:00"), at("2026-11-15 12:00")) == 0 * HOUR
    )


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-16", 24)])
def test_a_whole_day_is_as_long_as_it_is(day: str, hours: int) -> None:
    start = at(f"{day} 00:00")
    assert ALWAYS.between(start, start + 2 * 24 * HOUR) == 48 * HOUR
    only = hours_of("00:00-24:00", days=(DAYS[date.fromisoformat(day).weekday()],))
    assert only.between(start - 24 * HOUR, start + 2 * 24 * HOUR) == hours * HOUR


@pytest.mark.parametrize(
    ("texts", "spring", "autumn"),
    [
        (("00:00-03:30",), 3, 3.5),
        (("03:30-09:00",), 5, 6.5),
        (("00:00-03:30", "03:30-09:00"), 8, 10),
        (("03:10-03:50",), 0, 40 / 60),
        (("09:00-18:00",), 9, 9),
    ],
)
def test_hours_in_a_night_of_change(texts: tuple[str, ...], spring: float, autumn: float) -> None:
    """Riga: on 2026-03-29 03:00 becomes 04:00, on 2026-10-25 04:00 becomes 03:00."""
    hours = hours_of(*texts, days=("sun",))
    assert hours.between(at("2026-03-28 12:00"), at("2026-03-29 23:00")) == timedelta(hours=spring)
    assert hours.between(at("2026-10-24 12:00"), at("2026-10-25 23:00")) == timedelta(hours=autumn)


def test_a_time_that_spring_skips_is_the_moment_of_the_change() -> None:
    hours = hours_of("03:20-05:00", days=("sun",))
    assert hours.add(at("2026-03-29 00:00"), MINUTE) == at("2026-03-29 04:01")


def test_a_day_that_a_zone_skipped_has_no_hours() -> None:
    hours = hours_of("09:00-17:00", days=DAYS, zone="Pacific/Apia")
    start = at("2011-12-29 12:00", "Pacific/Apia")
    assert hours.add(start, 6 * HOUR) == at("2011-12-31 10:00", "Pacific/Apia")


def test_a_public_holiday_of_latvia_is_free_and_named() -> None:
    hours = hours_of("09:00-17:00", holidays="LV")
    due = hours.add(at("2026-11-17 16:00"), 2 * HOUR)
    assert due == at("2026-11-19 10:00"), "18 November is the day of the proclamation"
    spans = hours.explain(at("2026-11-17 16:00"), due)
    assert [(span.counted, span.why) for span in spans] == [
        (True, WORKING),
        (False, OUTSIDE),
        (False, f"holiday: {country_holidays('LV', years=2026, language='lv')[date(2026, 11, 18)]}"),
        (False, OUTSIDE),
        (True, WORKING),
    ]
    assert "Latvijas" in spans[2].why, "named as people there name it, whatever the locale of the machine"
    assert (spans[2].starts, spans[2].ends) == (at("2026-11-18 00:00"), at("2026-11-19 00:00"))


def test_ukraine_in_war_has_no_holidays_but_may_close_days_of_its_own() -> None:
    assert not holidays_of("UA", 2026)
    hours = hours_of("09:00-17:00", zone="Europe/Kyiv", holidays="UA", closed=[date(2026, 8, 24)])
    start = at("2026-08-21 16:00", "Europe/Kyiv")
    due = hours.add(start, 2 * HOUR)
    assert due == at("2026-08-25 10:00", "Europe/Kyiv")
    assert CLOSED in {span.why for span in hours.explain(start, due)}


def test_a_date_that_is_opened_goes_before_the_holiday() -> None:
    hours = hours_of("09:00-17:00", holidays="LV", open={date(2026, 11, 18): "10:00-12:00"})
    due = hours.add(at("2026-11-17 17:00"), 3 * HOUR)
    assert due == at("2026-11-19 10:00")
    assert [span.why for span in hours.explain(at("2026-11-17 17:00"), due)] == [OUTSIDE, OPENED, OUTSIDE, WORKING]


def test_hours_that_overlap_over_midnight_count_once() -> None:
    hours = hours_of("22:00-06:00", open={date(2026, 11, 17): "04:00-12:00"})
    assert hours.between(at("2026-11-16 22:00"), at("2026-11-17 12:00")) == 14 * HOUR
    assert hours.add(at("2026-11-16 22:00"), 10 * HOUR) == at("2026-11-17 08:00")


def test_the_zone_of_the_settings_is_used_where_the_policy_names_none() -> None:
    hours = working_hours(Hours.model_validate({"week": {"mon": "09:00-17:00"}}), "Europe/Kyiv")
    assert hours.timezone == "Europe/Kyiv"
    assert hours.add(at("2026-11-16 00:00", "Europe/Kyiv"), HOUR) == at("2026-11-16 10:00", "Europe/Kyiv")


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 16, 10)  # noqa: DTZ001
    for refused in (lambda: OFFICE.add(naive, HOUR), lambda: OFFICE.between(naive, at("2026-11-16 12:00"))):
        with pytest.raises(ValueError, match="without a time zone"):
            refused()
    with pytest.raises(ValueError, match="without a time zone"):
        OFFICE.explain(at("2026-11-16 12:00"), naive)


def test_a_negative_term_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        OFFICE.add(at("2026-11-16 10:00"), -HOUR)


def test_hours_that_never_open_are_reported_with_what_to_do() -> None:
    never = WorkingHours(RIGA, ((),) * 7)
    with pytest.raises(OperatorError, match=r"no working time in the 400 days after 2026-11-16.+`hours: week` of the policy"):
        never.add(at("2026-11-16 10:00"), HOUR)
    assert never.between(at("2026-11-16 10:00"), at("2027-11-16 10:00")) == 0 * HOUR
    ended = WorkingHours(RIGA, ((),) * 7, opened={date(2026, 11, 16): ((540, 600),)})
    assert ended.add(at("2026-11-16 00:00"), HOUR) == at("2026-11-16 10:00")
    with pytest.raises(OperatorError, match=f"in the {LOOK_AHEAD} days"):
        ended.add(at("2026-11-16 00:00"), HOUR + MINUTE)


def test_nothing_passes_backwards() -> None:
    assert OFFICE.between(at("2026-11-16 12:00"), at("2026-11-16 10:00")) == 0 * HOUR
    assert OFFICE.explain(at("2026-11-16 12:00"), at("2026-11-16 12:00")) == ()


# Against a clock on the wall that is read every minute.


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """Give the first midnights (UTC) after which the clocks of a zone changed, 2020 to 2035."""
    days = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(365 * 16)]
    offsets = [day.astimezone(ZoneInfo(zone)).utcoffset() for day in days]
    return tuple(day for day, (one, two) in zip(days, pairwise(offsets), strict=False) if one != two)


TIMES = st.integers(0, 48).map(lambda n: n * 30)


@st.composite
def weeks(draw: st.DrawFn) -> dict[str, list[str]]:
    """Draw a week of up to two intervals a day, which may end after midnight; none overlaps another."""
    week = {}
    for day in DAYS:
        edges = sorted(draw(st.sets(TIMES, min_size=2, max_size=4)))
        pairs = list(zip(edges[::2], edges[1::2], strict=False))
        if draw(st.booleans()) and pairs[0][0] >= 6 * 60:
            pairs[-1] = (min(pairs[-1][0], 1410), 24 * 60 + draw(st.integers(1, 11)) * 30)
        week[day] = [f"{start // 60:02}:{start % 60:02}-{_clock(end)}" for start, end in pairs]
    return week


def _clock(minute: int) -> str:
    minute = minute if minute <= 1440 else minute - 1440
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Hours, datetime]:
    """Draw hours with holidays, closed and opened dates, and a moment, every second one beside a change of the clocks."""
    zone = draw(st.sampled_from(ZONES))
    near = changes(zone)
    minute = draw(st.integers(-36 * 60, 36 * 60))
    base = (
        draw(st.sampled_from(near))
        if near and draw(st.booleans())
        else datetime(2020, 1, 2, tzinfo=UTC) + draw(st.integers(0, 16 * 364)) * timedelta(days=1)
    )
    start = base + minute * MINUTE
    dates = st.integers(-1, 4).map(lambda n: start.date() + timedelta(days=n))
    closed = draw(st.sets(dates, max_size=2))
    opened = {day: ["05:30-07:00", "21:00-24:00"] for day in draw(st.sets(dates, max_size=1)) - closed}
    country = draw(st.sampled_from([None, "LV", "GB", "US"]))
    week = draw(weeks())
    try:
        hours = Hours.model_validate(
            {"timezone": zone, "week": week, "holidays": country, "closed": list(closed), "open": opened}
        )
    except ValueError:
        assume(False)
    return hours, start


class Wall:
    """A clock on the wall that stands still rather than go back, and somebody who reads it every minute."""

    def __init__(self, hours: Hours) -> None:
        self.zone = ZoneInfo(str(hours.timezone))
        self.hours = hours
        self.free = country_holidays(hours.holidays) if hours.holidays else {}
        self.intervals: dict[date, list[tuple[int, int]]] = {}

    def of(self, day: date) -> list[tuple[int, int]]:
        """Give the minutes in which a date's hours run."""
        if day not in self.intervals:
            texts: tuple[str, ...] = self.hours.week.get(DAYS[day.weekday()], ())
            if day in self.hours.open:
                texts = self.hours.open[day]
            elif day in self.hours.closed or day in self.free:
                texts = ()
            numbers = [[int(number) for number in re.findall(r"\d\d", text)] for text in texts]
            starts_ends = [(n[0] * 60 + n[1], n[2] * 60 + n[3]) for n in numbers]
            self.intervals[day] = [(start, end if end > start else end + 1440) for start, end in starts_ends]
        return self.intervals[day]

    def working(self, start: datetime, minutes: int) -> list[bool]:
        """Say for each minute from start whether clocks run in it."""
        latest = datetime.min  # noqa: DTZ901
        found = []
        for minute in range(-180, minutes):
            shown = (start + minute * MINUTE).astimezone(self.zone).replace(tzinfo=None)
            latest = max(latest, shown)
            if minute >= 0:
                found.append(self._runs(latest))
        return found

    def _runs(self, shown: datetime) -> bool:
        day, minute = shown.date(), shown.hour * 60 + shown.minute
        today = any(start <= minute < end for start, end in self.of(day))
        return today or any(start <= minute + 1440 < end for start, end in self.of(day - timedelta(days=1)))


def _check(case: tuple[Hours, datetime], term: int, stretch: int) -> None:
    hours, start = case
    rule = working_hours(hours, "UTC")
    due = rule.add(start, term * MINUTE)
    passed = int((due - start) / MINUTE)
    assume(passed < 8 * 1440)
    minutes = Wall(hours).working(start, max(passed, stretch))
    assert sum(minutes[:passed]) == term
    assert minutes[passed - 1], "not a minute later than needed"
    assert rule.between(start, start + stretch * MINUTE) == sum(minutes[:stretch]) * MINUTE
    for span in rule.spans(start, start + stretch * MINUTE):
        inside = minutes[int((span.starts - start) / MINUTE) : int((span.ends - start) / MINUTE)]
        assert set(inside) == {span.counted}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(calendars(), st.integers(1, 12 * 60), st.integers(0, 2 * 1440))
def test_terms_end_when_a_reader_of_the_wall_clock_says(case: tuple[Hours, datetime], term: int, stretch: int) -> None:
    _check(case, term, stretch)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(calendars(), st.integers(1, 40 * 60), st.integers(0, 3 * 1440))
def test_ten_thousand_terms_end_when_a_reader_of_the_wall_clock_says(
    case: tuple[Hours, datetime], term: int, stretch: int
) -> None:
    _check(case, term, stretch)


TERMS = st.timedeltas(timedelta(microseconds=1), timedelta(hours=60))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(calendars(), TERMS, TERMS, st.timedeltas(timedelta(0), timedelta(minutes=1)))
def test_adding_and_measuring_undo_each_other(
    case: tuple[Hours, datetime], one: timedelta, two: timedelta, beside: timedelta
) -> None:
    hours, start = case
    rule, start = working_hours(hours, "UTC"), start + beside
    due = rule.add(start, one)
    assert rule.between(start, due) == one
    assert rule.add(due, two) == rule.add(start, one + two), "a pause of no length moves nothing"
    assert (rule.add(start, two) < due) == (two < one), "more time is never due earlier"
    assert rule.add(start + two, one) >= due, "a later start is never due earlier"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(calendars(), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_spans_cover_every_moment_once(case: tuple[Hours, datetime], length: timedelta) -> None:
    hours, start = case
    rule = working_hours(hours, "UTC")
    spans = rule.explain(start, start + length)
    counted = sum((span.length for span in spans if span.counted), timedelta(0))
    assert counted == rule.between(start, start + length)
    assert sum((span.length for span in spans), timedelta(0)) == length
    assert all(one.ends == two.starts and (one.counted, one.why) != (two.counted, two.why) for one, two in pairwise(spans))
    assert all(span.starts < span.ends and span.why for span in spans)
    if spans:
        assert (spans[0].starts, spans[-1].ends) == (start, start + length)


def test_a_changed_calendar_is_another_calendar() -> None:
    assert hours_of("09:00-17:00") == OFFICE
    assert hours_of("09:00-17:00", closed=[date(2026, 11, 16)]) != OFFICE
    assert isinstance(next(OFFICE.spans(at("2026-11-16 10:00"), at("2026-11-16 11:00"))), Span)
