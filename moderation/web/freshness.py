"""How fresh what we know of every site is: the last verdict, and whether a scan was missed (A2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.items import SOUND, Verdict
from moderation.store import scans

if TYPE_CHECKING:
    from config.catalogue import Site
    from moderation.context import Context
    from moderation.store.scans import ScanRecord


@dataclass(frozen=True, slots=True)
class Freshness:
    """One watched site with its last scan; `missed` says that the next one should have been long ago."""

    site: Site
    last: ScanRecord | None
    missed: bool

    @property
    def verdict(self) -> str:
        """Give how the last scan ended."""
        return Verdict.NEVER_RAN.value if self.last is None else self.last.verdict

    @property
    def broken(self) -> bool:
        """Say whether we may be blind here: the last scan failed, there was none, or none for too long."""
        return self.missed or self.verdict not in SOUND


def freshness(context: Context, now: datetime) -> tuple[Freshness, ...]:
    """List the watched sites, the broken ones first."""
    with context.store.read() as tx:
        last = scans.last_by_site(tx)
    return judged(context.catalogue.sites, last, now)


def judged(sites: Sequence[Site], last: Mapping[str, ScanRecord], now: datetime) -> tuple[Freshness, ...]:
    """Judge every site that is not retired by its last scan."""
    found = [_judged(site, last.get(site.name), now) for site in sites if not site.retired]
    return tuple(sorted(found, key=lambda one: (not one.broken, one.site.name)))


def _judged(site: Site, last: ScanRecord | None, now: datetime) -> Freshness:
    return Freshness(site, last, missed=last is not None and last.overdue(site.every, now))
