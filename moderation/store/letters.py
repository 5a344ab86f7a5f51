"""The ledger of letters: one row per week and recipient, written before the mail server is spoken to (RELIABILITY 52)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select, update

from moderation.store.schema import letter
from moderation.store.upsert import insert

SENDING = "sending"  # claimed; a row that is found so was left by a run that died: nobody knows whether the letter went
UNCERTAIN = "uncertain"
LATER = "later"


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """What became of one letter: `fate` is sending, sent, refused, later or uncertain; `week` names its edition."""

    week: str
    recipient: str
    message_id: str
    fate: str
    reason: str
    at: datetime


_COLUMNS = tuple(letter.c[name] for name in LetterRecord.__slots__)


def claim(tx: Connection, week: str, recipient: str, message_id: str, now: datetime, *, again: bool = False) -> bool:
    """Take a letter for sending: one never sent, one put off till later, any other only `again`. Give whether it is ours."""
    row = {"message_id": message_id, "fate": SENDING, "reason": "", "at": now}
    fresh = insert(tx, letter).values(week=week, recipient=recipient, **row)
    written = fresh.on_conflict_do_nothing(index_elements=["week", "recipient"]).returning(letter.c.week)
    if tx.execute(written).one_or_none() is not None:
        return True
    # One statement, so that of two runs at the same time only one sends the letter.
    free = [] if again else [letter.c.fate == LATER]
    return tx.execute(update(letter).where(and_(_is(week, recipient), *free)).values(**row)).rowcount == 1


def settle(tx: Connection, week: str, recipient: str, fate: str, reason: str, now: datetime) -> None:
    """Write down what became of a letter that was claimed."""
    tx.execute(update(letter).where(_is(week, recipient)).values(fate=fate, reason=reason, at=now))


def doubt(tx: Connection, week: str, recipient: str, reason: str) -> bool:
    """Mark a letter that is found `sending` as uncertain; give whether it was."""
    found = update(letter).where(and_(_is(week, recipient), letter.c.fate == SENDING))
    return tx.execute(found.values(fate=UNCERTAIN, reason=reason)).rowcount == 1


def one(tx: Connection, week: str, recipient: str) -> LetterRecord | None:
    """Give the row of one letter."""
    row = tx.execute(select(*_COLUMNS).where(_is(week, recipient))).one_or_none()
    return None if row is None else LetterRecord(*row)


def _is(week: str, recipient: str) -> ColumnElement[bool]:
    return and_(letter.c.week == week, letter.c.recipient == recipient)
