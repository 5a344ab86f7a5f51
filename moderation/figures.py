"""The figures of a week: pure counting over rows, for the letter, the page and the command alike (B7, D5, E4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from statistics import median

from crawler.items import SOUND, Verdict
from moderation.case import Severity
from moderation.causes import CauseFigure
from moderation.weeks import Week

_RANK = {str(severity): place for place, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class MentionRow:
    """One mention as the letter counts it.

    `complaint`: of an own brand, that it became a case; of a competitor's, which has none, that the classifier takes it for one.
    """

    site: str
    brand: str
    competitor: bool
    first_seen: datetime
    complaint: bool
    sentiment: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply that was posted at a moment; `took` is the working time since its clock began, None where no clock ran."""

    at: datetime
    took: timedelta | None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as the letter counts it: when each thing happened to it, up to the end of the week.

    `overdue_since` is the moment since which the case was overdue at that end; `was_overdue` says whether it was a week before.
    """

    id: int
    site: str
    brand: str
    author: str
    excerpt: str
    topics: tuple[str, ...]
    severity: str
    received_at: datetime
    acknowledged_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    confirmed: tuple[datetime, ...] = ()
    closed: tuple[datetime, ...] = ()
    dismissed: tuple[datetime, ...] = ()
    reopened: tuple[datetime, ...] = ()
    overdue_since: datetime | None = None
    was_overdue: bool = False


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
    """To how many cases each thing happened in one week; `overdue` is their number at its end."""

    new: int = 0
    acknowledged: int = 0
    answered: int = 0
    confirmed: int = 0
    closed: int = 0
    dismissed: int = 0
    reopened: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class TopicFigure:
    """Complaints about one topic, this week and the week before: the causes to remove (A14)."""

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
        return self.verdict not in SOUND


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One cause to remove, with its label by language; an empty one is off the policy's list."""

    figure: CauseFigure
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Endings:
    """How complaints ended in the week: what was decided, reviews amended for the better or withdrawn after our reply (C5).

    `causes` are those of the last quarter, ranked (A14).
    """

    resolved: tuple[tuple[str, int], ...] = ()
    amended: int = 0
    withdrawn: int = 0
    causes: tuple[CauseLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the weekly letter says; `until` is the moment up to which was counted: the week's end, or now."""

    week: Week
    until: datetime
    company: str
    counts: Counts
    before: Counts
    median_response: timedelta | None
    median_before: timedelta | None
    topics: tuple[TopicFigure, ...]
    brands: tuple[BrandFigure, ...]
    sites: tuple[SiteFigure, ...]
    overdue: tuple[CaseRow, ...]
    fresh: tuple[CaseRow, ...]
    confirmed: tuple[CaseRow, ...]
    endings: Endings = Endings()

    @property
    def whole(self) -> bool:
        """Say whether the week was over when it was counted."""
        return self.until >= self.week.ends

    @property
    def edition(self) -> str:
        """Name the letter: one of a running week is not the one of the whole week, and does not stand in its way."""
        return str(self.week) if self.whole else f"{self.week}-so-far"

    @property
    def blind(self) -> tuple[SiteFigure, ...]:
        """Give the sites whose last visit failed: what we could not see this week."""
        return tuple(site for site in self.sites if site.blind)

    @property
    def quiet(self) -> bool:
        """Say whether every site was seen and nothing happened, which is news too."""
        return bool(self.sites) and not self.blind and not any(astuple(self.counts))


@dataclass(frozen=True, slots=True)
class Rows:
    """What the figures are counted from: rows of this week and of the week before."""

    mentions: Sequence[MentionRow]
    cases: Sequence[CaseRow]
    scans: Sequence[ScanRow]
    sites: Sequence[SiteRow]
    competitors: Mapping[str, bool]


def count(rows: Rows, week: Week, *, company: str, until: datetime | None = None) -> Figures:
    """Count one week, up to `until` where it is not over.

    `rows.cases` are those received before that moment and not ended before the previous week.
    """
    last = week.before()
    return Figures(
        week=week,
        until=min(until or week.ends, week.ends),
        company=company,
        counts=_counts(rows.cases, week, sum(case.overdue_since is not None for case in rows.cases)),
        before=_counts(rows.cases, last, sum(case.was_overdue for case in rows.cases)),
        median_response=response(rows.cases, week),
        median_before=response(rows.cases, last),
        topics=topics(rows.cases, week, last),
        brands=brands(rows, week, last),
        sites=sites(rows, week),
        overdue=_overdue(rows.cases),
        fresh=_fresh(rows.cases, week),
        confirmed=tuple(case for case in rows.cases if _within(week, case.confirmed)),
    )


def _counts(cases: Sequence[CaseRow], week: Week, overdue: int) -> Counts:
    return Counts(
        new=sum(week.holds(case.received_at) for case in cases),
        acknowledged=sum(week.holds(case.acknowledged_at) for case in cases),
        answered=sum(_within(week, (answer.at for answer in case.answers)) for case in cases),
        confirmed=sum(_within(week, case.confirmed) for case in cases),
        closed=sum(_within(week, case.closed) for case in cases),
        dismissed=sum(_within(week, case.dismissed) for case in cases),
        reopened=sum(_within(week, case.reopened) for case in cases),
        overdue=overdue,
    )


def _within(week: Week, moments: Iterable[datetime]) -> bool:
    return any(week.holds(moment) for moment in moments)


def response(cases: Iterable[CaseRow], week: Week) -> timedelta | None:
    """Give the median working time to a reply posted in the week; None without replies (B7)."""
    answers = (answer for case in cases for answer in case.answers if week.holds(answer.at))
    # The median, not the mean: one reply that lay for a month would hide that all others came within the day.
    took = [answer.took.total_seconds() for answer in answers if answer.took is not None]
    return timedelta(seconds=median(took)) if took else None


def _overdue(cases: Iterable[CaseRow]) -> tuple[CaseRow, ...]:
    """List the overdue cases, longest overdue first."""
    late = [(case.overdue_since, case.id, case) for case in cases if case.overdue_since is not None]
    return tuple(case for _, _, case in sorted(late, key=lambda row: row[:2]))


def _fresh(cases: Iterable[CaseRow], week: Week) -> tuple[CaseRow, ...]:
    """List the new cases, the most serious first."""
    new = (case for case in cases if week.holds(case.received_at))
    return tuple(sorted(new, key=lambda case: (_RANK.get(case.severity, 9), case.received_at, case.id)))


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


def sites(rows: Rows, week: Week) -> tuple[SiteFigure, ...]:
    """Say of every site of the list what its scans of the week gave, by name."""
    scans: dict[str, list[ScanRow]] = {site.name: [] for site in rows.sites}
    mentions: dict[str, list[MentionRow]] = {site.name: [] for site in rows.sites}
    for scan in sorted(rows.scans, key=lambda scan: scan.ended):
        if scan.site in scans and week.holds(scan.ended):
            scans[scan.site].append(scan)
    for mention in rows.mentions:
        if mention.site in mentions and week.holds(mention.first_seen):
            mentions[mention.site].append(mention)
    return tuple(_site(site, scans[site.name], mentions[site.name]) for site in sorted(rows.sites, key=lambda site: site.name))


def _site(site: SiteRow, scans: Sequence[ScanRow], mentions: Sequence[MentionRow]) -> SiteFigure:
    return SiteFigure(
        site=site.name,
        brand=site.brand,
        scans=len(scans),
        seen=any(scan.verdict in SOUND for scan in scans),
        mentions=len(mentions),
        complaints=sum(mention.complaint for mention in mentions),
        verdict=scans[-1].verdict if scans else Verdict.NEVER_RAN.value,
        error=scans[-1].error if scans else "",
    )
