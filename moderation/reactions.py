"""The customer's reaction as a scan sees it: a review amended or withdrawn after our reply (C5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from moderation import history
from moderation.case import Act, Detail
from moderation.outcome import Reaction, in_hundredths, recognisable
from moderation.store import cases, mentions

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from crawler.items import Rating
    from moderation.records import CaseRecord
    from moderation.rulebook import Rulebook
    from moderation.state import State

AMENDED = "the author has changed the text after our reply"
WITHDREW = "the complaint is gone from the site after our reply"


def withdrew(tx: Connection, case: CaseRecord, state: State, *, book: Rulebook, now: datetime) -> CaseRecord:
    """Note that a complaint is gone, where a reply was posted before; `case` and `state` are those after the withdrawal."""
    if not recognisable(state):
        return case
    return _note(tx, case, {"reaction": Reaction.WITHDREW.value}, WITHDREW, book, now)


def amended(
    tx: Connection, case: CaseRecord, state: State, *, rating: Rating | None, complaint: bool, book: Rulebook, now: datetime
) -> CaseRecord:
    """Note that a complaint was edited, where a reply was posted before, with its rating before and after.

    `rating` and `complaint` say how the new text is rated, and whether it is a complaint still; `case` and `state` are those
    after the amendment. Gives the case as it stands then.
    """
    if not recognisable(state):
        return case
    # Ratings of two scales cannot be compared, so neither is kept then.
    before = mentions.rating_before(tx, case.mention_id)
    alike = before is not None and rating is not None and before.best == rating.best
    data: dict[str, Detail] = {
        "reaction": Reaction.AMENDED.value,
        "complaint": int(complaint),
        "rating_before": in_hundredths(before.value) if alike and before else None,
        "rating_after": in_hundredths(rating.value) if alike and rating else None,
    }
    return _note(tx, case, data, AMENDED, book, now)


def _note(tx: Connection, case: CaseRecord, data: dict[str, Detail], why: str, book: Rulebook, now: datetime) -> CaseRecord:
    told = {name: value for name, value in data.items() if value is not None}
    events = cases.events(tx, case.id)
    history.append(tx, case, events, Act.RESOLVE, by=history.SCAN, at=now, book=book, why=why, data=told)
    return replace(case, version=case.version + 1)
