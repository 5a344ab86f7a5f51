"""Leases: which run may scan which site, claimed by a conditional update (RELIABILITY row 50)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, or_, select, update

from moderation.store.schema import lease
from moderation.store.upsert import insert


def claim(tx: Connection, site: str, *, holder: str, now: datetime, term: timedelta) -> bool:
    """Take a site that nobody holds or whose holder is dead; give whether it is ours now."""
    values = {"site": site, "holder": holder, "expires": now + term}
    new = insert(tx, lease).values(values).on_conflict_do_nothing(index_elements=["site"]).returning(lease.c.site)
    if tx.execute(new).first() is not None:
        return True
    # Another run may take the site between the two statements; the number of changed rows tells who was first.
    free = or_(lease.c.holder == holder, lease.c.expires < now)
    taken = update(lease).where(and_(lease.c.site == site, free)).values(holder=holder, expires=now + term)
    return tx.execute(taken).rowcount == 1


def holder_of(tx: Connection, site: str) -> str | None:
    """Name who holds a site, dead or alive."""
    return tx.execute(select(lease.c.holder).where(lease.c.site == site)).scalar()


def heartbeat(tx: Connection, site: str, *, holder: str, now: datetime, term: timedelta) -> bool:
    """Hold on to a site; give whether it is still ours."""
    ours = and_(lease.c.site == site, lease.c.holder == holder)
    return tx.execute(update(lease).where(ours).values(expires=now + term)).rowcount == 1


def release(tx: Connection, site: str, *, holder: str) -> None:
    """Give a site back, if it is ours."""
    tx.execute(delete(lease).where(and_(lease.c.site == site, lease.c.holder == holder)))
