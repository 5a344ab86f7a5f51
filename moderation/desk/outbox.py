"""While a reply is on its way by machine, or nobody knows whether it arrived, no other is written or posted (RELIABILITY 45)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from config.errors import Impossible
from moderation.store import answers
from moderation.store.answers import CHECK, SENDING, ReleaseRecord

if TYPE_CHECKING:
    from sqlalchemy import Connection

STALE = timedelta(minutes=5)  # much longer than a request may take: whoever sent it is dead


def state_of(record: ReleaseRecord, now: datetime) -> str:
    """Give the state of a release; one that has been `sending` for long was left by a process that died."""
    return CHECK if record.state == SENDING and record.claimed_at < now - STALE else record.state


def open_release(tx: Connection, number: int) -> ReleaseRecord | None:
    """Give the release of a case that is under way or in doubt."""
    return next((one for one in answers.releases(tx, number) if one.state in (SENDING, CHECK)), None)


def check_free(tx: Connection, number: int, now: datetime) -> None:
    """Refuse to write or post a reply of a case while another one is under way or in doubt. Raises Impossible."""
    record = open_release(tx, number)
    if record is None:
        return
    if state_of(record, now) == SENDING:
        raise Impossible(
            f"case {number}: its reply is being posted by machine this moment. Wait, then look: otklik show {number}"
        )
    raise Impossible(
        f"case {number}: nobody knows whether its reply stands on the site{': ' + record.why if record.why else ''}. Look there, "
        f"then say so: otklik release {number} --it-stands, or --it-does-not"
    )
