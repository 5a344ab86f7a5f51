"""When the staff is told by mail of what the clocks and colleagues did: the section `notices` of the policy (A6, A8, B2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from config.hours import DAYS, MIDNIGHT, Day, evenly, interval
from config.values import Duration, Strict, listed, quoted

Severity = Literal["critical", "high", "normal", "low"]


def some_of_the_day(value: str | None) -> str | None:
    """Check quiet hours; raises ValueError where they are no hours, or the whole day."""
    if value is None:
        return None
    start, end = interval(value)
    if end - start >= MIDNIGHT:
        raise ValueError(
            f"{quoted(value)} is the whole day, so no notice would ever go. Write shorter hours, or channels: [] for no mail"
        )
    return evenly(value)


def some_day(value: tuple[Day, ...]) -> tuple[Day, ...]:
    """Check that there is a day on which notices go; raises ValueError."""
    if not value:
        raise ValueError("no day is left on which notices go. Write some, for example [mon, tue], or channels: [] for no mail")
    return value


class Notices(Strict):
    """How notices leave the house.

    In `quiet` hours, and on days that are not among `days`, they are held back; `batch` is how long one waits for others that go
    in the same letter. Climbs to level 3 of cases of the severities `at_once` wait for nothing. Without `channels` they are
    only listed.
    """

    quiet: Annotated[str | None, AfterValidator(some_of_the_day)] = "20:00-08:00"
    days: Annotated[tuple[Day, ...], BeforeValidator(lambda given: listed(given or ())), AfterValidator(some_day)] = DAYS
    batch: Duration = timedelta(minutes=10)
    at_once: Annotated[tuple[Severity, ...], BeforeValidator(lambda given: listed(given or ()))] = ("critical",)
    channels: Annotated[tuple[Literal["mail"], ...], BeforeValidator(lambda given: listed(given or ()))] = ("mail",)
