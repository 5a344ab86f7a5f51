"""What the machine must remember between two runs, by name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from moderation.store.schema import memory
from moderation.store.upsert import insert


def value(tx: Connection, name: str) -> str | None:
    """Give what is remembered under a name."""
    found: str | None = tx.execute(select(memory.c.value).where(memory.c.name == name)).scalar_one_or_none()
    return found


def keep(tx: Connection, name: str, text: str, now: datetime) -> None:
    """Remember a text in the place of the one before."""
    fresh = insert(tx, memory).values(name=name, value=text, at=now)
    tx.execute(fresh.on_conflict_do_update(index_elements=["name"], set_={"value": text, "at": now}))


def forget(tx: Connection, name: str) -> None:
    """Forget what is remembered under a name."""
    tx.execute(delete(memory).where(memory.c.name == name))
