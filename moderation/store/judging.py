"""What persons corrected, and who was thanked for praise (B4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from moderation.corrections import Correction, Judgement
from moderation.store.base import LAST_KEY
from moderation.store.cases import listed
from moderation.store.mentions import MOST_PARAMETERS
from moderation.store.schema import cases, mention
from moderation.store.tables.judging import correction, thanks
from moderation.store.upsert import insert as upsert


@dataclass(frozen=True, slots=True)
class Thanks:
    """Who thanked the author of a mention, when, and where that stands."""

    mention_id: int
    by: str
    at: datetime
    url: str


_CORRECTION = tuple(correction.c[name] for name in Correction.__slots__)
_THANKS = tuple(thanks.c[name] for name in Thanks.__slots__)


def add_correction(tx: Connection, key: int, by: str, before: Judgement, after: Judgement, note: str, now: datetime) -> int:
    """Keep a correction of a mention as it stands; give its number."""
    digest = tx.execute(select(mention.c.digest).where(mention.c.id == key)).scalar_one()
    row = {"mention_id": key, "by": by, "at": now, "before": before.document, "after": after.document, "note": note}
    made = tx.execute(insert(correction).values(**row, digest=digest)).inserted_primary_key
    assert made is not None
    return int(made[0])


def corrections(tx: Connection, key: int) -> tuple[Correction, ...]:
    """List the corrections of a mention, oldest first."""
    wanted = select(*_CORRECTION).where(correction.c.mention_id == min(key, LAST_KEY)).order_by(correction.c.id)
    return tuple(Correction(*row) for row in tx.execute(wanted))


def set_labels(tx: Connection, number: int, topics: Sequence[str], risks: Sequence[str]) -> None:
    """Write what a case is about."""
    tx.execute(update(cases).where(cases.c.id == number).values(topics=listed(topics), risks=listed(risks)))


def set_brand(tx: Connection, key: int, brand: str) -> None:
    """Write which brand a mention is about, and its case with it."""
    tx.execute(update(mention).where(mention.c.id == key).values(brand=brand))
    tx.execute(update(cases).where(cases.c.mention_id == key).values(brand=brand))


def add_thanks(tx: Connection, given: Thanks) -> bool:
    """Record thanks; give whether they are the first ones for this mention."""
    row = {"mention_id": given.mention_id, "by": given.by, "at": given.at, "url": given.url}
    written = upsert(tx, thanks).values(row).on_conflict_do_nothing(index_elements=["mention_id"])
    return tx.execute(written.returning(thanks.c.mention_id)).one_or_none() is not None


def thanks_of(tx: Connection, keys: Sequence[int]) -> Mapping[int, Thanks]:
    """Give the thanks for these mentions, by mention."""
    found: dict[int, Thanks] = {}
    for start in range(0, len(keys), MOST_PARAMETERS):
        part = keys[start : start + MOST_PARAMETERS]
        rows = tx.execute(select(*_THANKS).where(thanks.c.mention_id.in_(part)))
        found.update({row.mention_id: Thanks(*row) for row in rows})
    return found
