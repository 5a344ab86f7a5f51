"""Several complaints of one author on one site (E5): counted by when each was written, whatever order they are read in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Told:
    """One complaint that its author has made: when, and its native id, by which it is told from another of that moment."""

    author: str
    at: datetime
    native_id: str


@dataclass(frozen=True, slots=True)
class Repeats:
    """The complaints on one site that are known, by author; those older than `within` do not count."""

    within: timedelta
    known: dict[str, set[tuple[datetime, str]]] = field(default_factory=dict)

    def add(self, told: Iterable[Told]) -> None:
        """Take complaints up; one that is known counts once."""
        for one in told:
            self.known.setdefault(one.author, set()).add((one.at, one.native_id))

    def before(self, told: Told) -> int:
        """Count the complaints that the author made earlier, within the days that count."""
        place = (told.at, told.native_id)
        return sum(told.at - self.within <= other[0] and other < place for other in self.known.get(told.author, ()))


def named(author: str | None, shared: Collection[str]) -> str | None:
    """Give the name of an author by which complaints can be told to be theirs: none for a guest, or where many write so."""
    return author if author and author.strip() and author.strip().casefold() not in shared else None
