"""How a complaint ended: what was decided, why it arose, what it cost, and how the customer took it (C5, A14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from moderation.case import Act, Detail, Event, Status
from moderation.state import State

if TYPE_CHECKING:
    from config.causes import Cause


class Resolution(StrEnum):
    """What was decided."""

    REFUNDED = "refunded"
    REPLACED = "replaced"
    REPAIRED = "repaired"
    DELIVERED = "delivered"
    CORRECTED = "corrected"
    COMPENSATED = "compensated"
    EXPLAINED = "explained"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    OTHER = "other"


class Reaction(StrEnum):
    """How the customer took it; the last two are seen by a scan, or told by the customer (C5)."""

    SATISFIED = "satisfied"
    ACCEPTED = "accepted"
    UNSATISFIED = "unsatisfied"
    SILENT = "silent"
    AMENDED = "amended"
    WITHDREW = "withdrew"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case ended, so far; `cost` is what it cost beside what was conceded, in hundredths.

    Ratings are those before our reply and after it, in hundredths of a star. `made_whole` is the moment since which the review
    counts as withdrawn or amended for the better after our reply; None where it does not.
    """

    resolution: str | None = None
    cause: str | None = None
    reaction: str | None = None
    conceded: int = 0
    cost: int = 0
    rating_before: int | None = None
    rating_after: int | None = None
    made_whole: datetime | None = None


def outcome_of(events: Iterable[Event], state: State) -> Outcome:
    """Gather how a case ended from its events and the state that they give."""
    found = Outcome(state.resolution, state.cause, state.reaction, state.conceded)
    amended: datetime | None = None
    withdrew: datetime | None = None
    for event in events:
        reaction = event.data.get("reaction") if event.act is Act.RESOLVE else None
        found = _told(found, event) if event.act is Act.RESOLVE else found
        if reaction == Reaction.AMENDED:
            amended = event.at if not _number(event.data, "complaint") or _better(found) else None
        elif reaction == Reaction.WITHDREW:
            withdrew = event.at
        elif reaction == Reaction.UNSATISFIED:
            amended = withdrew = None
        elif event.act is Act.REAPPEAR:
            withdrew = None
    return replace(found, made_whole=min(filter(None, (amended, withdrew)), default=None))


def _told(found: Outcome, event: Event) -> Outcome:
    cost, before, after = (_number(event.data, name) for name in ("cost", "rating_before", "rating_after"))
    return replace(
        found,
        cost=found.cost if cost is None else cost,
        rating_before=before if found.rating_before is None else found.rating_before,
        rating_after=found.rating_after if after is None else after,
    )


def _better(found: Outcome) -> bool:
    """Say whether the rating rose after our reply."""
    return found.rating_before is not None and found.rating_after is not None and found.rating_after > found.rating_before


def _number(data: Mapping[str, Detail], name: str) -> int | None:
    value = data.get(name)
    return None if value is None else int(value)


def in_hundredths(rating: float | None) -> int | None:
    """Write a rating as an event holds it: hundredths of a star."""
    return None if rating is None else round(rating * 100)


def recognisable(state: State) -> bool:
    """Say whether an edit or a disappearance may be the customer's reaction: only to a reply that was posted (C5)."""
    return state.posted is not None and state.status is not Status.DISMISSED


def missing(state: State) -> bool:
    """Say whether a case that is answered or closed lacks what was decided, or why the complaint arose."""
    answered = state.status in (Status.REPLIED, Status.CONFIRMED, Status.CLOSED)
    return answered and (state.resolution is None or state.cause is None)


def likely(causes: Mapping[str, Cause], topics: Sequence[str]) -> tuple[str, ...]:
    """Propose causes by the topics of a complaint: those of more of its topics first, then in the order of the list."""
    wanted = set(topics)
    fitting = [(-len(wanted.intersection(cause.topics)), place, name) for place, (name, cause) in enumerate(causes.items())]
    return tuple(name for shared, _, name in sorted(fitting) if shared)
