"""Unsaved texts kept per person, and the outbox of replies that go to a site by machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from moderation.store.base import LAST_KEY
from moderation.store.tables.answers import draft, release
from moderation.store.upsert import insert

# The states of a release. One that stays `sending` was left by a process that died: nobody knows what the site did.
SENDING, RELEASED, CHECK, FAILED = "sending", "released", "check", "failed"


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A text that a person is still writing."""

    case_id: int
    login: str
    kind: str
    text: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """What became of one reply that was to be posted by machine: `state` is sending, released, check or failed."""

    case_id: int
    reply: int
    state: str
    by: str
    tries: int
    address: str | None
    why: str
    claimed_at: datetime
    ended_at: datetime | None


_DRAFT = tuple(draft.c[name] for name in DraftRecord.__slots__)
_RELEASE = tuple(release.c[name] for name in ReleaseRecord.__slots__)


def save_draft(tx: Connection, text: DraftRecord) -> None:
    """Keep a text in the place of the one before."""
    key = {"case_id": text.case_id, "login": text.login, "kind": text.kind}
    row = {"text": text.text, "saved_at": text.saved_at}
    fresh = insert(tx, draft).values(**key, **row)
    tx.execute(fresh.on_conflict_do_update(index_elements=list(key), set_=row))


def draft_of(tx: Connection, number: int, login: str, kind: str) -> DraftRecord | None:
    """Give a person's text of one kind."""
    row = tx.execute(select(*_DRAFT).where(_own(number, login), draft.c.kind == kind)).one_or_none()
    return None if row is None else DraftRecord(*row)


def drafts_of(tx: Connection, number: int, login: str) -> tuple[DraftRecord, ...]:
    """List a person's texts of a case, the newest first."""
    rows = tx.execute(select(*_DRAFT).where(_own(number, login)).order_by(draft.c.saved_at.desc(), draft.c.kind))
    return tuple(DraftRecord(*row) for row in rows)


def drop_draft(tx: Connection, number: int, login: str, kind: str) -> bool:
    """Forget a person's text; give whether there was one."""
    return tx.execute(delete(draft).where(_own(number, login), draft.c.kind == kind)).rowcount == 1


def _own(number: int, login: str) -> ColumnElement[bool]:
    # PostgreSQL refuses a larger number, where there is simply no such case.
    return and_(draft.c.case_id == min(number, LAST_KEY), draft.c.login == login)


def claim(tx: Connection, number: int, reply: int, by: str, now: datetime) -> bool:
    """Take a reply for sending: one never tried, or one that certainly did not arrive. Give whether it is ours."""
    row = {"state": SENDING, "by": by, "why": "", "claimed_at": now, "ended_at": None}
    fresh = insert(tx, release).values(case_id=number, reply=reply, tries=1, **row)
    written = fresh.on_conflict_do_nothing(index_elements=["case_id", "reply"]).returning(release.c.reply)
    if tx.execute(written).one_or_none() is not None:
        return True
    # One statement, so that of two clicks only one finds a row to change.
    again = update(release).where(_is(number, reply), release.c.state == FAILED)
    return tx.execute(again.values(tries=release.c.tries + 1, **row)).rowcount == 1


def settle(
    tx: Connection, number: int, reply: int, state: str, now: datetime, *, why: str = "", address: str | None = None,
    was: Sequence[str] = (SENDING,),
) -> bool:  # fmt: skip
    """Write down what became of a release that is in one of the states `was`; give whether it was."""
    wanted = update(release).where(_is(number, reply), release.c.state.in_(was))
    return tx.execute(wanted.values(state=state, why=why, address=address, ended_at=now)).rowcount == 1


def releases(tx: Connection, number: int) -> tuple[ReleaseRecord, ...]:
    """List the releases of a case, the first reply first."""
    rows = tx.execute(select(*_RELEASE).where(release.c.case_id == min(number, LAST_KEY)).order_by(release.c.reply))
    return tuple(ReleaseRecord(*row) for row in rows)


def undecided(tx: Connection, before: datetime) -> tuple[ReleaseRecord, ...]:
    """List every release of which a person must say whether it arrived, those in doubt and those `sending` since `before`."""
    left = and_(release.c.state == SENDING, release.c.claimed_at < before)
    rows = tx.execute(select(*_RELEASE).where(or_(release.c.state == CHECK, left)).order_by(release.c.claimed_at))
    return tuple(ReleaseRecord(*row) for row in rows)


def _is(number: int, reply: int) -> ColumnElement[bool]:
    return and_(release.c.case_id == number, release.c.reply == reply)
