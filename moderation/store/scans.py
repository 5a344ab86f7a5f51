"""Scans: how each visit of a site ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select
from sqlalchemy import insert as plain_insert

from moderation.store.schema import scan


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


_COLUMNS = tuple(scan.c[name] for name in ScanRecord.__slots__)


def record(tx: Connection, row: ScanRecord) -> None:
    """Write down how a scan ended."""
    tx.execute(plain_insert(scan).values({name: getattr(row, name) for name in ScanRecord.__slots__}))


def last_by_site(tx: Connection) -> Mapping[str, ScanRecord]:
    """Give the last scan of every site that was ever scanned."""
    last = select(scan.c.site, func.max(scan.c.id).label("id")).group_by(scan.c.site).subquery()
    rows = tx.execute(select(*_COLUMNS).join(last, scan.c.id == last.c.id))
    return {row.site: ScanRecord(*row) for row in rows}


def last_seen(tx: Connection, site: str) -> datetime | None:
    """Give the end of the last scan of a site that read it to its end, whatever it found."""
    found = select(func.max(scan.c.ended)).where(and_(scan.c.site == site, scan.c.complete))
    return tx.execute(found).scalar()
