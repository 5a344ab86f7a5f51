"""How far one site's scan may go, and when it has seen enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

IDLE_PAGES = 3
DETAILS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Limits:
    """Bound the scan of one site: listing pages, bytes of all bodies, seconds, pages in a row without a new mention."""

    pages: int = 200
    bytes: int = 200 * 1024 * 1024
    seconds: float = 600.0
    idle_pages: int = IDLE_PAGES


class Ending(Enum):
    """Why a walk over a site's pages ended."""

    END = "the last page was read"
    ROUND = "the pages begin to repeat"
    IDLE = "pages without a new mention"
    LIMIT = "a limit on pages"
    OVER = "a limit on time or bytes"
    CUT = "a page could not be read"


@dataclass(frozen=True, slots=True)
class Stop:
    """Say why the walk goes no further, in one sentence where the operator should know."""

    ending: Ending
    sentence: str = ""


@dataclass(slots=True)
class Trail:
    """Remember where a walk has been, and say when it must stop."""

    limits: Limits
    started: float
    pages: int = 0
    details: int = 0
    size: int = 0
    visited: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    idle: int = 0
    repeated: bool = False

    def page(self, url: str, size: int, ids: Iterable[str]) -> None:
        """Count one listing page of `size` bytes with the given mention ids."""
        found = set(ids)
        fresh = found - self.seen
        self.pages += 1
        self.size += size
        self.visited.add(url)
        self.seen |= found
        self.idle = 0 if fresh else self.idle + 1
        self.repeated = bool(found) and not fresh

    def detail(self, size: int) -> None:
        """Count one detail page of `size` bytes."""
        self.details += 1
        self.size += size

    def may_detail(self) -> bool:
        """Tell whether another detail page may be asked for."""
        return self.details < self.limits.pages * DETAILS_PER_PAGE

    def stop(self, next_url: str | None, now: float) -> Stop | None:
        """Say whether the walk ends before `next_url`, at the monotonic time `now` (seconds); None goes on."""
        if not next_url:
            return Stop(Ending.END)
        if next_url in self.visited or (self.repeated and self.pages > 1):
            return Stop(Ending.ROUND)
        return self._over(now) or self._far_enough()

    def _over(self, now: float) -> Stop | None:
        if now - self.started >= self.limits.seconds:
            return Stop(Ending.OVER, f"stopped after {self.limits.seconds:g} s and {self.pages} pages, the rest was not reached")
        if self.size >= self.limits.bytes:
            megabytes = self.limits.bytes // (1024 * 1024)
            return Stop(Ending.OVER, f"stopped after {megabytes} MiB and {self.pages} pages, the rest was not reached")
        return None

    def _far_enough(self) -> Stop | None:
        if self.idle >= self.limits.idle_pages:
            return Stop(Ending.IDLE, f"stopped: {self.idle} pages in a row gave no new mention though there are more pages")
        if self.pages >= self.limits.pages:
            return Stop(Ending.LIMIT, f"stopped after {self.pages} pages (max_pages); older mentions were not read")
        return None
