"""Our replies across cases: what stands on a site already."""

from __future__ import annotations

from sqlalchemy import Connection, select

from moderation.case import Status
from moderation.store.base import LAST_KEY
from moderation.store.schema import cases, reply

_ANSWERED = (Status.REPLIED, Status.CONFIRMED, Status.CLOSED)
_WIDE = 4  # a case opened later may have been answered earlier, so more cases are looked at than replies are wanted


def last_on(tx: Connection, site: str, count: int, *, besides: int) -> tuple[str, ...]:
    """Give the texts of the last replies on a site, newest first, without those of one case."""
    if count < 1:
        return ()
    numbers: list[int] = []
    # One question for each status: so each is answered from the index of site and status, in order.
    for status in _ANSWERED:
        wanted = select(cases.c.id).where(
            cases.c.site == site, cases.c.status == str(status), cases.c.id != min(besides, LAST_KEY)
        )
        numbers += tx.execute(wanted.order_by(cases.c.id.desc()).limit(count * _WIDE)).scalars()
    rows = tx.execute(
        select(reply.c.case_id, reply.c.number, reply.c.drafted_at, reply.c.text)
        .where(reply.c.case_id.in_(numbers), reply.c.kind == "reply")
        .order_by(reply.c.case_id, reply.c.number)
    )
    last = {row.case_id: row for row in rows}  # of several drafts of a case the last one was posted
    newest = sorted(last.values(), key=lambda row: row.drafted_at, reverse=True)
    return tuple(row.text for row in newest[:count])
