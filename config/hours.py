"""Working hours: the time during which the clocks of the policy run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from config.values import Misplaced, Strict, Zone, country, listed, quoted

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = 24 * 60  # minutes


def interval(value: str) -> tuple[int, int]:
    """Read "09:00-18:00" as minutes after midnight; over midnight (22:00-06:00) the end is above 1440. Raises ValueError."""
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})", value.strip())
    if found:
        start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        if int(found[2]) < 60 and int(found[4]) < 60 and start < MIDNIGHT and end <= MIDNIGHT and start != end:
            return start, end if end > start else end + MIDNIGHT
    told = "Write from-to, for example 09:00-18:00; 22:00-06:00 goes over midnight, 00:00-24:00 is the whole day"
    raise ValueError(f"{quoted(value)} are not hours of a day. {told}")


def evenly(value: str) -> str:
    """Check an interval and write it as HH:MM-HH:MM; raises ValueError."""
    start, end = interval(value)
    end = end if end <= MIDNIGHT else end - MIDNIGHT
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


Intervals = Annotated[tuple[Annotated[str, AfterValidator(evenly)], ...], BeforeValidator(lambda given: listed(given or ()))]


def known_country(value: str | None) -> str | None:
    """Check that the holidays of a country are known; raises ValueError."""
    if value is not None:
        from holidays import country_holidays  # late: its tables of all countries take long, and most commands need none

        try:
            country_holidays(country(value))
        except NotImplementedError as error:
            raise ValueError(f"the holidays of {quoted(value)} are not known. Leave `holidays` out and write `closed`") from error
    return value


class Hours(Strict):
    """The working week of `timezone`, by day; a day that is left out is free.

    On holidays of the country `holidays` and on `closed` dates no clock runs; `open` gives a date hours of its own, whatever the
    week and the holidays say.
    """

    timezone: Zone | None = None
    week: Mapping[Day, Intervals]
    holidays: Annotated[str | None, AfterValidator(known_country)] = None
    closed: Annotated[tuple[date, ...], BeforeValidator(lambda given: listed(given or ()))] = ()
    open: Mapping[date, Intervals] = {}

    @model_validator(mode="after")
    def _some_hours_and_none_twice(self) -> Self:
        if not any(self.week.values()):
            told = "the week has no working hours, so no term would ever end. Write some, for example mon: 09:00-18:00"
            raise Misplaced(told, "week")
        for place, day in enumerate(DAYS):
            after = self.week.get(DAYS[(place + 1) % 7], ())
            _refuse_overlap(("week", day), self.week.get(day, ()), after)
        for when, texts in self.open.items():
            _refuse_overlap(("open", when.isoformat()), texts, ())
            if when in self.closed:
                raise Misplaced(f"{when} is both open and closed. Keep one of them", "open", when.isoformat())
        return self


def _refuse_overlap(at: tuple[str, str], own: Sequence[str], after: Sequence[str]) -> None:
    """Raise Misplaced where two intervals of a day overlap, or one reaches into the intervals of the day after."""
    # Hours over midnight reach beyond 1440, where the next day's stand once they are moved by a day.
    spans = sorted([*map(interval, own), *((start + MIDNIGHT, end + MIDNIGHT) for start, end in map(interval, after))])
    for (_, end), (start, _) in pairwise(spans):
        if end > start:
            told = f"two intervals overlap at {start // 60 % 24:02}:{start % 60:02}. Write them one after another"
            raise Misplaced(told, *at)
