"""The time during which clocks run: sums of open intervals, computed in UTC (RELIABILITY §7; D3, A3).

Hours are written in local time and turned into UTC edge by edge. A time that the spring change skips is the moment of the change,
and a time that comes twice in autumn is its first coming; so adjoining intervals always adjoin, and a whole day is 23 or 25 hours
long where it is. An interval over midnight belongs to the day on which it begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.errors import OperatorError
from config.hours import DAYS, interval
from moderation.calendars import holiday

if TYPE_CHECKING:
    from config.hours import Hours

WORKING = "working hours"
OPENED = "open by policy"
CLOSED = "closed by policy"
OUTSIDE = "outside working hours"
LOOK_AHEAD = 400  # days without any working time after which a term is taken for endless
_DAY = timedelta(days=1)
_NOTHING = timedelta(0)

Minutes = tuple[tuple[int, int], ...]  # from, to: after midnight, `to` above 1440 for the next day
Edges = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time (UTC) in which clocks run or do not, and why."""

    starts: datetime
    ends: datetime
    counted: bool
    why: str

    @property
    def length(self) -> timedelta:
        """Give the time that passes in it."""
        return self.ends - self.starts


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Working hours of one time zone; `week` has seven days, Monday first. `opened` dates go before `closed` and holidays."""

    timezone: str
    week: tuple[Minutes, ...]
    country: str | None = None
    closed: frozenset[date] = frozenset()
    opened: Mapping[date, Minutes] = field(default_factory=dict, hash=False)
    # The days of this month are asked for with every clock of every case; turning them into UTC is the slow part.
    _known: dict[date, Edges] = field(default_factory=dict, init=False, repr=False, compare=False)

    def add(self, start: datetime, term: timedelta) -> datetime:
        """Give the first moment (UTC) when `term` of working time has passed since `start`.

        Raises ValueError for a naive start or a negative term, and OperatorError where the hours never open.
        """
        cursor = _aware(start)
        if term < _NOTHING:
            raise ValueError(f"a term is not negative: {term}")
        if not term:
            return cursor
        empty = 0
        for day in self._dates(cursor):
            edges = self._day(day)
            for opens, closes in edges:
                if closes > cursor:
                    cursor = max(cursor, opens)
                    if closes - cursor >= term:
                        return cursor + term
                    term -= closes - cursor
                    cursor = closes
            empty = 0 if edges else empty + 1
            if empty > LOOK_AHEAD:
                raise OperatorError(self._never(start))
        raise OperatorError(self._never(start))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Give the working time from start to end; none where the end is not later. Raises ValueError for naive moments."""
        cursor, end = _aware(start), _aware(end)
        total = _NOTHING
        for _, opens, closes in self._open(cursor, end):
            total += closes - opens
        return total

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Cover every moment from start to end by spans, in order; each says whether it is counted and why."""
        last: Span | None = None
        for span in self._pieces(_aware(start), _aware(end)):
            if last and (last.counted, last.why) == (span.counted, span.why):
                last = Span(last.starts, span.ends, span.counted, span.why)
                continue
            if last:
                yield last
            last = span
        if last:
            yield last

    def explain(self, start: datetime, end: datetime) -> tuple[Span, ...]:
        """Give the spans from start to end: why a deadline is when it is."""
        return tuple(self.spans(start, end))

    def _open(self, cursor: datetime, end: datetime) -> Iterator[tuple[date, datetime, datetime]]:
        """Give the open intervals from cursor to end with the dates they began on, cut to them and never twice the same time."""
        for day in self._dates(cursor):
            for opens, closes in self._day(day):
                if max(opens, cursor) >= end:
                    return
                if closes > cursor:
                    yield day, max(cursor, opens), min(closes, end)
                    cursor = closes
            if day - end.date() > _DAY:
                return

    def _pieces(self, cursor: datetime, end: datetime) -> Iterator[Span]:
        for day, opens, closes in self._open(cursor, end):
            yield from self._closed(cursor, opens)
            yield Span(opens, closes, True, OPENED if day in self.opened else WORKING)
            cursor = closes
        yield from self._closed(cursor, end)

    def _closed(self, cursor: datetime, end: datetime) -> Iterator[Span]:
        """Cover a closed time, one span for each local date."""
        while cursor < end:
            day = cursor.astimezone(self._zone).date()
            until = min(end, max(_edge(day + _DAY, 0, self._zone), cursor + timedelta(microseconds=1)))
            yield Span(cursor, until, False, self._why(day))
            cursor = until

    def _why(self, day: date) -> str:
        if day in self.opened:
            return OUTSIDE
        if day in self.closed:
            return CLOSED
        name = holiday(self.country, day)
        return OUTSIDE if name is None else f"holiday: {name}"

    def _dates(self, moment: datetime) -> Iterator[date]:
        """Give local dates in order from the one whose intervals may reach over the midnight before the moment."""
        day = moment.astimezone(self._zone).date() - _DAY
        while day < date.max:
            yield day
            day += _DAY

    def _day(self, day: date) -> Edges:
        """Give the intervals that begin on a local date."""
        found = self._known.get(day)
        if found is None:
            edges = ((_edge(day, opens, self._zone), _edge(day, closes, self._zone)) for opens, closes in self._minutes(day))
            found = self._known[day] = tuple((opens, closes) for opens, closes in edges if opens < closes)
        return found

    def _minutes(self, day: date) -> Minutes:
        if day in self.opened:
            return self.opened[day]
        free = day in self.closed or holiday(self.country, day) is not None
        return () if free else self.week[day.weekday()]

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def _never(self, start: datetime) -> str:
        return (
            f"hours: there is no working time in the {LOOK_AHEAD} days after {start:%Y-%m-%d}, so no term would end."
            " Write working hours under `hours: week` of the policy, or take dates out of `closed`"
        )


def working_hours(hours: Hours, default_timezone: str) -> WorkingHours:
    """Build working hours as the policy writes them; hours without a time zone of their own take the default one."""
    return WorkingHours(
        timezone=hours.timezone or default_timezone,
        week=tuple(_minutes(hours.week.get(day, ())) for day in DAYS),
        country=hours.holidays,
        closed=frozenset(hours.closed),
        opened={day: _minutes(texts) for day, texts in hours.open.items()},
    )


def _minutes(texts: tuple[str, ...]) -> Minutes:
    return tuple(sorted(interval(text) for text in texts))


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone cannot be placed: {moment}")
    return moment.astimezone(UTC)


def _edge(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Give the moment (UTC) when the clocks of a zone first show a minute of a date, or jump over it."""
    wall = datetime.combine(day, time.min) + timedelta(minutes=minute)
    # fold=0, the default: of a time that comes twice in autumn, the first coming.
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    shown = moment.astimezone(zone).replace(tzinfo=None)
    return moment if shown == wall else _jump(moment, shown - wall, zone)


def _jump(after: datetime, gap: timedelta, zone: ZoneInfo) -> datetime:
    """Find, to the second, when the clocks were put forward: within `gap` before `after`."""
    # zoneinfo keeps its table of changes to itself, so the moment is found by halving.
    before, offset = after - gap, after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
