"""The review of quality (B7, B11): which finished work is drawn to be read, the same for everybody who asks, and its marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import ceil

LOWEST, HIGHEST = 1, 5
MARKS = ("speed", "accuracy", "completeness")
# Up to which share of its term a reply earns which mark; later than all of them the lowest.
SPEEDS = ((0.5, 5), (0.75, 4), (1.0, 3), (1.5, 2))


@dataclass(frozen=True, slots=True)
class Work:
    """What one person finished of one case in a week: replied to it, or closed it where no reply was posted.

    `hands` are all who had a part in it. `used` is the share of the reply's term that it took, None where no clock ran.
    """

    case: int
    person: str
    at: datetime
    hands: frozenset[str]
    used: float | None = None
    site: str = ""
    severity: str = ""

    @property
    def speed(self) -> int | None:
        """Propose a mark for the speed."""
        return None if self.used is None else speed_of(self.used)


def speed_of(used: float) -> int:
    """Give the mark of a reply by the share of its term that it took."""
    return next((mark for share, mark in SPEEDS if used <= share), LOWEST)


def wanted(count: int, *, share: float, least: int, most: int) -> int:
    """Say how many of a person's cases are drawn: the share, but `least` and `most` at the ends, and no more than there are."""
    return min(count, most, max(least, ceil(share * count)))


def sample(works: Iterable[Work], seed: str, *, share: float, least: int, most: int) -> tuple[Work, ...]:
    """Draw from every person's work. The same seed and the same work give the same sample, in whatever order they come."""
    strata: dict[str, list[Work]] = {}
    for work in works:
        strata.setdefault(work.person, []).append(work)
    drawn: list[Work] = []
    for _person, mine in sorted(strata.items()):
        ranked = sorted(mine, key=lambda work: _lot(seed, work))
        drawn += ranked[: wanted(len(mine), share=share, least=least, most=most)]
    return tuple(sorted(drawn, key=lambda work: (work.person, work.case)))


def _lot(seed: str, work: Work) -> tuple[str, int]:
    # A digest and not a random number: what is drawn can be drawn again on any machine and by any version of Python.
    return sha256(f"{seed}/{work.person}/{work.case}".encode()).hexdigest(), work.case


def reviewable(works: Iterable[Work], login: str) -> tuple[Work, ...]:
    """Leave out the work in which a reviewer had a hand: nobody marks the own work."""
    return tuple(work for work in works if login not in work.hands and login != work.person)
