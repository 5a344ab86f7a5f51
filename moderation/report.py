"""The service-quality report (D5, B7): how fast, how late, how often at the first contact; over any interval, by any hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from moderation.interval import Interval

BY = ("severity", "site", "brand", "topic", "cause", "person")
SEVERITIES = ("critical", "high", "normal", "low")
UNKNOWN = "none"  # the group of cases whose cause nobody has recorded


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply posted in the interval: by whom it was written, its working time, and whether it came after it was due.

    `took` is None for a further reply, which no clock timed.
    """

    by: str
    took: timedelta | None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """A case closed in the interval; `first` says that one reply at most was enough, and that it was not taken up again."""

    by: str
    first: bool


@dataclass(frozen=True, slots=True)
class Handled:
    """What happened to one case in the interval; `overdue` says how it stood at its end."""

    id: int
    site: str
    brand: str
    severity: str
    topics: tuple[str, ...]
    received_at: datetime | None
    cause: str | None = None
    owner: str | None = None
    answers: tuple[Answered, ...] = ()
    closed: Closed | None = None
    overdue: bool = False
    resolution: str | None = None
    made_whole: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """The average marks of reviewed work, and of how many cases."""

    cases: int
    speed: float
    accuracy: float
    completeness: float


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of a group; `due` are the replies that were to be given, `late` those that were not given in time.

    `median` and `p90` are of the working time to a reply. Of a person `received` are the cases that are that person's own.
    """

    received: int
    answered: int
    median: timedelta | None
    p90: timedelta | None
    due: int
    late: int
    closed: int
    first: int
    made_whole: int

    @property
    def late_share(self) -> float | None:
        """Give the share of replies that came late or are overdue; None where none was due."""
        return self.late / self.due if self.due else None

    @property
    def first_share(self) -> float | None:
        """Give the share of closed cases that were settled at the first contact (B6); None where none was closed."""
        return self.first / self.closed if self.closed else None


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the report; `marks` are those of a person's work."""

    name: str
    measures: Measures
    marks: Marks | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report: everything together, then by severity, site, brand, topic, cause and person."""

    interval: Interval
    total: Group
    groups: Mapping[str, tuple[Group, ...]]
    resolutions: tuple[tuple[str, int], ...]


def report(cases: Sequence[Handled], interval: Interval, marks: Mapping[str, Sequence[tuple[int, int, int]]]) -> Report:
    """Count an interval. `marks` are the score cards of that time by person: speed, accuracy, completeness."""
    every = average([card for cards in marks.values() for card in cards])
    kinds = Counter(case.resolution for case in cases if case.resolution is not None)
    groups = {name: _groups(cases, interval, keys) for name, keys in _KEYS.items()}
    groups["severity"] = tuple(sorted(groups["severity"], key=lambda group: _rank(group.name)))
    return Report(
        interval,
        Group("", measure(cases, interval), every),
        {**groups, "person": persons(cases, interval, marks)},
        tuple(sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))),
    )


_KEYS: Mapping[str, Callable[[Handled], Iterable[str]]] = {
    "severity": lambda case: (case.severity,),
    "site": lambda case: (case.site,),
    "brand": lambda case: (case.brand,),
    "topic": lambda case: case.topics or ("other",),
    "cause": lambda case: (case.cause or UNKNOWN,),
}


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _groups(cases: Iterable[Handled], interval: Interval, keys: Callable[[Handled], Iterable[str]]) -> tuple[Group, ...]:
    """Group cases by what they are; one with several topics counts under each. Nothing happened: no line."""
    found: dict[str, list[Handled]] = {}
    for case in cases:
        for name in keys(case):
            found.setdefault(name, []).append(case)
    made = [Group(name, measure(some, interval)) for name, some in found.items()]
    return _ordered(group for group in made if _happened(group.measures))


def _ordered(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: (-group.measures.received, -group.measures.answered, group.name)))


def _happened(measures: Measures) -> bool:
    return bool(measures.received or measures.answered or measures.due or measures.closed or measures.made_whole)


def measure(cases: Iterable[Handled], interval: Interval) -> Measures:
    """Count some cases."""
    some = tuple(cases)
    answers = [answer for case in some for answer in case.answers]
    took = sorted(answer.took.total_seconds() for answer in answers if answer.took is not None)
    overdue = sum(case.overdue for case in some)
    return Measures(
        received=sum(interval.holds(case.received_at) for case in some),
        answered=len(answers),
        median=timedelta(seconds=median(took)) if took else None,
        p90=timedelta(seconds=took[ceil(0.9 * len(took)) - 1]) if took else None,
        due=len(took) + overdue,
        late=sum(answer.late for answer in answers if answer.took is not None) + overdue,
        closed=sum(case.closed is not None for case in some),
        first=sum(case.closed.first for case in some if case.closed is not None),
        made_whole=sum(case.made_whole for case in some),
    )


def persons(
    cases: Sequence[Handled], interval: Interval, marks: Mapping[str, Sequence[tuple[int, int, int]]]
) -> tuple[Group, ...]:
    """Count by the person who wrote the reply; what is overdue is its owner's."""
    parts: dict[str, list[Handled]] = {name: [] for name in marks}
    for case in cases:
        for name, part in _parts(case):
            parts.setdefault(name, []).append(part)
    made = (Group(name, measure(some, interval), average(marks.get(name, ()))) for name, some in parts.items())
    return _ordered(group for group in made if _happened(group.measures) or group.marks is not None)


def _parts(case: Handled) -> Iterable[tuple[str, Handled]]:
    """Give what each person did in a case, who wrote a reply, closed it or owns it."""
    names = {answer.by for answer in case.answers}
    if case.closed is not None:
        names.add(case.closed.by)
    if case.owner is not None:
        names.add(case.owner)
    if names == {case.owner}:
        return ((name, case) for name in names)
    return ((name, _part(case, name)) for name in names)


def _part(case: Handled, name: str) -> Handled:
    """Give of a case what one of its persons did."""
    mine = case.owner == name
    return replace(
        case,
        answers=tuple(answer for answer in case.answers if answer.by == name),
        closed=case.closed if case.closed is not None and case.closed.by == name else None,
        overdue=case.overdue and mine,
        received_at=case.received_at if mine else None,
    )


def average(cards: Sequence[tuple[int, int, int]]) -> Marks | None:
    """Give the average marks; None without any."""
    if not cards:
        return None
    speed, accuracy, completeness = (sum(values) / len(cards) for values in zip(*cards, strict=True))
    return Marks(len(cards), speed, accuracy, completeness)
