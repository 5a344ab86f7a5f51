"""The figures of a week: pure counting over rows, for the letter, the page and the command alike (B7, D5, E4)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from config.errors import UsageError

GOOD = ("ok", "quiet")  # verdicts after which silence means that nobody wrote


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO 8601 week in one time zone: `starts` (inclusive) and `ends` (exclusive) are aware and in UTC."""

    year: int
    number: int
    timezone: str
    starts: datetime
    ends: datetime

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        """Give the first day, as a date in the week's zone."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Give the last day."""
        return self.monday + timedelta(days=6)

    def holds(self, moment: datetime | None) -> bool:
        """Say whether a moment lies in the week; None does not."""
        return moment is not None and self.starts <= moment < self.ends

    def before(self) -> Week:
        """Give the week before."""
        return week_of_day(self.monday - timedelta(days=1), self.timezone)


def week_of_day(day: date, timezone: str) -> Week:
    """Give the ISO week of a day; it is 167 or 169 hours long when the clocks change in it."""
    year, number, _ = day.isocalendar()
    monday = date.fromisocalendar(year, number, 1)
    zone = ZoneInfo(timezone)
    starts, ends = (datetime.combine(edge, time.min, zone).astimezone(UTC) for edge in (monday, monday + timedelta(days=7)))
    return Week(year, number, timezone, starts, ends)


def week_at(moment: datetime, timezone: str) -> Week:
    """Give the week that holds a moment."""
    return week_of_day(moment.astimezone(ZoneInfo(timezone)).date(), timezone)


def parse_week(text: str, timezone: str) -> Week:
    """Read "2026-W47". Raises UsageError for another form and for a week that the year does not have."""
    found = re.fullmatch(r"(\d{4})-?W(\d{2})", text.strip().upper(), re.ASCII)
    if found is None:
        raise UsageError(f'week: "{text}" is not a week. Write the year, W and two digits, for example 2026-W47')
    year, number = int(found[1]), int(found[2])
    try:
        return week_of_day(date.fromisocalendar(year, number, 1), timezone)
    except (ValueError, OverflowError) as error:
        last = date(year, 12, 28).isocalendar().week if year > 0 else 52
        raise UsageError(f'week: "{text}" does not exist: {year} has the weeks W01 to W{last:02d}') from error


@dataclass(frozen=True, slots=True)
class MentionRow:
    """One mention as the letter counts it."""

    site: str
    brand: str
    competitor: bool
    first_seen: datetime
    complaint: bool
    sentiment: str | None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as the letter counts it; `response` is the working time from receiving to the posted reply."""

    id: int
    site: str
    brand: str
    author: str
    excerpt: str
    topics: tuple[str, ...]
    severity: str
    received_at: datetime
    acknowledged_at: datetime | None = None
    replied_at: datetime | None = None
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None
    dismissed: bool = False
    response: timedelta | None = None
    overdue_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One finished scan."""

    site: str
    ended: datetime
    verdict: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site of the list."""

    name: str
    brand: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each thing happened in one week; `overdue` is the number at its end."""

    new: int = 0
    acknowledged: int = 0
    answered: int = 0
    confirmed: int = 0
    closed: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class TopicFigure:
    """Complaints about one topic, this week and the week before."""

    topic: str
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class BrandFigure:
    """What was said of one brand in the week; `competitor` brands are counted, never worked (B9)."""

    brand: str
    competitor: bool
    mentions: int
    negative: int
    complaints: int
    before: int


@dataclass(frozen=True, slots=True)
class SiteFigure:
    """What one site gave: `seen` is false when no scan of the week got through, so that 0 means "no data"."""

    site: str
    brand: str
    scans: int
    seen: bool
    mentions: int
    complaints: int
    verdict: str
    error: str

    @property
    def blind(self) -> bool:
        """Say whether the last visit of the week failed, or there was none."""
        return self.verdict not in GOOD


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the weekly letter says."""

    week: Week
    company: str
    counts: Counts
    before: Counts
    median_response: timedelta | None
    topics: tuple[TopicFigure, ...]
    brands: tuple[BrandFigure, ...]
    sites: tuple[SiteFigure, ...]
    overdue: tuple[CaseRow, ...]
    fresh: tuple[CaseRow, ...]
    confirmed: tuple[CaseRow, ...]

    @property
    def blind(self) -> tuple[SiteFigure, ...]:
        """Give the sites whose last visit failed: what we could not see this week."""
        return tuple(site for site in self.sites if site.blind)

    @property
    def quiet(self) -> bool:
        """Say whether every site was seen and nothing happened, which is news too."""
        return not self.blind and not any((self.counts.new, self.counts.answered, self.counts.closed, self.counts.overdue))


@dataclass(frozen=True, slots=True)
class Rows:
    """What the figures are counted from: rows of this week and of the week before."""

    mentions: Sequence[MentionRow]
    cases: Sequence[CaseRow]
    scans: Sequence[ScanRow]
    sites: Sequence[SiteRow]
    competitors: Mapping[str, bool]


def count(rows: Rows, week: Week, *, company: str, overdue_before: int = 0) -> Figures:
    """Count one week.

    `rows.cases` are those received before the week's end and not ended before the previous week; `overdue_since` is as of the
    week's end. `overdue_before` is the number of overdue cases a week earlier.
    """
    last = week.before()
    fresh = tuple(case for case in rows.cases if week.holds(case.received_at))
    responses = [
        case.response.total_seconds() for case in rows.cases if week.holds(case.replied_at) and case.response is not None
    ]
    late = sorted(
        (case for case in rows.cases if case.overdue_since), key=lambda case: (case.overdue_since or week.ends, case.id)
    )
    return Figures(
        week=week,
        company=company,
        counts=_counts(rows.cases, week, len(late)),
        before=_counts(rows.cases, last, overdue_before),
        median_response=timedelta(seconds=median(responses)) if responses else None,
        topics=topics(rows.cases, week, last),
        brands=brands(rows, week, last),
        sites=tuple(_site(site, rows, week) for site in sorted(rows.sites, key=lambda site: site.name)),
        overdue=tuple(late),
        fresh=tuple(sorted(fresh, key=lambda case: (_RANK.get(case.severity, 9), case.received_at, case.id))),
        confirmed=tuple(case for case in rows.cases if week.holds(case.confirmed_at)),
    )


def _since(case: CaseRow) -> tuple[datetime, int]:
    return case.overdue_since or case.received_at, case.id


_RANK = {"critical": 0, "high": 1, "normal": 2, "low": 3}


def _counts(cases: Iterable[CaseRow], week: Week, overdue: int) -> Counts:
    cases = tuple(cases)
    return Counts(
        new=sum(week.holds(case.received_at) for case in cases),
        acknowledged=sum(week.holds(case.acknowledged_at) for case in cases),
        answered=sum(week.holds(case.replied_at) for case in cases),
        confirmed=sum(week.holds(case.confirmed_at) for case in cases),
        closed=sum(week.holds(case.closed_at) and not case.dismissed for case in cases),
        overdue=overdue,
    )


def topics(cases: Iterable[CaseRow], week: Week, last: Week) -> tuple[TopicFigure, ...]:
    """Count new cases by topic, most frequent first; a case with several topics counts under each."""
    now: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for case in cases:
        counter = now if week.holds(case.received_at) else before if last.holds(case.received_at) else None
        if counter is not None:
            counter.update(case.topics or ("other",))
    names = sorted(now.keys() | before.keys(), key=lambda name: (-now[name], -before[name], name))
    return tuple(TopicFigure(name, now[name], before[name]) for name in names)


def brands(rows: Rows, week: Week, last: Week) -> tuple[BrandFigure, ...]:
    """Count mentions by brand, own brands first; every brand of the configuration has a line."""
    found = []
    for brand, competitor in rows.competitors.items():
        mine = [row for row in rows.mentions if row.brand == brand]
        this = [row for row in mine if week.holds(row.first_seen)]
        found.append(
            BrandFigure(
                brand=brand,
                competitor=competitor,
                mentions=len(this),
                negative=sum(row.sentiment == "negative" for row in this),
                complaints=sum(row.complaint for row in this),
                before=sum(last.holds(row.first_seen) for row in mine),
            )
        )
    return tuple(sorted(found, key=lambda figure: (figure.competitor, -figure.mentions, figure.brand)))


def _site(site: SiteRow, rows: Rows, week: Week) -> SiteFigure:
    scans = sorted(
        (scan for scan in rows.scans if scan.site == site.name and week.holds(scan.ended)), key=lambda scan: scan.ended
    )
    mentions = [row for row in rows.mentions if row.site == site.name and week.holds(row.first_seen)]
    return SiteFigure(
        site=site.name,
        brand=site.brand,
        scans=len(scans),
        seen=any(scan.verdict in GOOD for scan in scans),
        mentions=len(mentions),
        complaints=sum(row.complaint for row in mentions),
        verdict=scans[-1].verdict if scans else "never_ran",
        error=scans[-1].error if scans else "",
    )
