"""Scans: how each visit of a site ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from moderation.store.schema import scan

GRACE = 1.5  # periods


@dataclass(frozen=True, slots=True)
class ScanRecord:
    """One finished scan of one site; the counts are what it brought."""

    site: str
    ended: datetime
    verdict: str
    pages: int
    mentions: int
    new: int
    revised: int
    withdrawn: int
    confirmed: int
    seconds: float
    complete: bool
    error: str

    def overdue(self, every: timedelta, now: datetime) -> bool:
        """Say whether the next scan should have been long ago: half a period is forgiven, a machine may have slept (A2)."""
        return now > self.ended + GRACE * every


_COLUMNS = tuple(scan.c[name] for name in ScanRecord.__slots__)


def record(tx: Connection, row: ScanRecord) -> None:
    """Write down how a scan ended."""
    tx.execute(insert(scan).values({name: getattr(row, name) for name in ScanRecord.__slots__}))


def last_by_site(tx: Connection) -> Mapping[str, ScanRecord]:
    """Give the last scan of every site that was ever scanned."""
    # By the number and not by the moment: the clock of a machine may be set back, the numbers only rise.
    last = select(scan.c.site, func.max(scan.c.id).label("id")).group_by(scan.c.site).subquery()
    rows = tx.execute(select(*_COLUMNS).join(last, scan.c.id == last.c.id))
    return {row.site: ScanRecord(*row) for row in rows}
