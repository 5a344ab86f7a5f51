"""The review of quality at work: the sample of a week, the score cards, and who sees which (B7, B11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from config.errors import Forbidden, Impossible, NotFound, UsageError
from moderation.case import Act, Event, Status
from moderation.desk.acting import checked_why
from moderation.history import scope_of
from moderation.masking import mask
from moderation.moments import moment
from moderation.people import SUPERVISE, VIEW, Person, may, require
from moderation.quality import HIGHEST, LOWEST, MARKS, Work, reviewable, sample
from moderation.reporting import authors
from moderation.state import State, advance, fold
from moderation.store import figures, outcomes
from moderation.store.engine import alone
from moderation.store.outcomes import ScoreRecord

if TYPE_CHECKING:
    from moderation.deadlines import Terms
    from moderation.records import CaseRecord
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store
    from moderation.weeks import Week

FINISHED = (Status.REPLIED, Status.CONFIRMED, Status.CLOSED)
HANDS = (Act.REPLY, Act.APPROVE, Act.POST, Act.RESOLVE, Act.CLOSE)  # acts that make a case somebody's own work


@dataclass(frozen=True, slots=True)
class Review:
    """One line: work that is to be marked, with its card where it has one."""

    work: Work
    card: ScoreRecord | None


@dataclass(frozen=True, slots=True)
class Reviews:
    """What a person sees of a week: the sample that is theirs to mark, and the cards that others wrote about them."""

    week: Week
    open: tuple[Review, ...]
    mine: tuple[ScoreRecord, ...]


def reviews(store: Store, person: Person, book: Rulebook, week: Week, now: datetime) -> Reviews:
    """Give the sample of a week to who may mark it, and to everybody the cards about the own work, of every week."""
    require(person, VIEW)
    with store.read() as tx:
        mine = outcomes.scores(tx, person=person.login)
    if not may(person, SUPERVISE):
        return Reviews(week, (), mine)
    drawn = reviewable(drawn_of(store, book, week, now), person.login)
    with store.read() as tx:
        cards = {(card.case_id, card.person): card for card in outcomes.scores(tx, week=str(week))}
    return Reviews(week, tuple(Review(work, cards.get((work.case, work.person))) for work in drawn), mine)


def drawn_of(store: Store, book: Rulebook, week: Week, now: datetime) -> tuple[Work, ...]:
    """Draw the sample of a week. Raises UsageError for one that is not over: its sample would change with every reply."""
    if now < week.ends:
        raise UsageError(f"week: {week} is not over, and its sample is drawn when it is. Take an earlier one, for example last")
    with store.read() as tx:
        works = [
            work
            for case, events in figures.histories(tx, week.starts, week.ends)
            if (work := work_of(case, events, book.terms_of(scope_of(case)), week)) is not None
        ]
    quality = book.policy.quality
    return sample(works, str(week), share=quality.share, least=quality.least, most=quality.most)


def work_of(case: CaseRecord, events: Sequence[Event], terms: Terms, week: Week) -> Work | None:
    """Say who finished what of a case in a week; None where nobody did, or it was taken up again by its end."""
    told = tuple(takewhile(lambda event: event.at < week.ends, events))
    if not told or (state := fold(told)).status not in FINISHED:
        return None
    posts = [event for event in told if event.act is Act.POST]
    ends = posts or [event for event in told if event.act is Act.CLOSE]
    if not ends or not week.holds(ends[-1].at):
        return None
    last = ends[-1]
    person = authors(told).get(int(str(last.data.get("reply") or 0)), last.by)
    if person.startswith("machine:"):
        return None
    hands = frozenset(event.by for event in told if event.act in HANDS)
    return Work(case.id, person, last.at, hands, _used(told, last, terms), case.site, str(state.severity))


def _used(events: Sequence[Event], last: Event, terms: Terms) -> float | None:
    """Give the share of the reply's term that had passed when it was posted; None where no clock ran."""
    due = last.data.get("due")
    if last.act is not Act.POST or due is None:
        return None
    state: State = fold(events[:1])
    for event in events[1:]:
        if event is last:
            break
        state = advance(state, event)
    term = terms.hours.between(state.reply_from, datetime.fromisoformat(str(due)))
    return terms.hours.between(state.reply_from, last.at) / term if term and state.replied_at is None else None


def score(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    week: Week,
    accuracy: int,
    completeness: int,
    speed: int | None = None,
    note: str = "",
) -> ScoreRecord:
    """Mark the sampled work on a case; without a `speed` the proposed one counts. The same reviewer may correct the card.

    Raises NotFound for a case that is not in the sample, Forbidden for the own work, Impossible where another one marked it.
    """
    require(person, SUPERVISE)
    work = next((one for one in drawn_of(store, book, week, now) if one.case == n), None)
    if work is None:
        raise NotFound(f"case {n} is not in the sample of {week}. See the sample: otklik quality list --week {week}")
    if not reviewable((work,), person.login):
        raise Forbidden(f"{person.login} had a hand in case {n}, so another person reviews it")
    speed = work.speed if speed is None else speed
    if speed is None:
        raise UsageError(f"speed: no clock timed the work on case {n}, so no mark can be proposed. Give one from 1 to 5")
    marks = {name: _mark(name, value) for name, value in zip(MARKS, (speed, accuracy, completeness), strict=True)}
    card = ScoreRecord(n, work.person, str(week), person.login, **marks, note=checked_why(note).strip(), at=now)
    with store.write() as tx:
        alone(tx)
        before = next((one for one in outcomes.scores(tx, week=str(week), person=work.person) if one.case_id == n), None)
        if before is not None and before.by != person.login:
            raise Impossible(
                f"case {n} was reviewed by {before.by} on {before.at:%Y-%m-%d} already; only {before.by} changes that"
            )
        outcomes.put_score(tx, card)
    return card


def _mark(name: str, value: int) -> int:
    if not LOWEST <= value <= HIGHEST:
        raise UsageError(f"{name}: {value} is not a mark. Write a number from {LOWEST} (poor) to {HIGHEST} (very good)")
    return value


def reviews_document(found: Reviews) -> dict[str, Any]:
    """Give what a person sees of a week as a document."""
    return {
        "week": str(found.week),
        "items": [
            {
                "case": review.work.case,
                "person": review.work.person,
                "site": review.work.site,
                "severity": review.work.severity,
                "finished_at": moment(review.work.at),
                "proposed_speed": review.work.speed,
                "score": None if review.card is None else score_document(review.card),
            }
            for review in found.open
        ],
        "mine": [score_document(card) for card in found.mine],
    }


def score_document(card: ScoreRecord) -> dict[str, Any]:
    """Give a score card as a document."""
    named = {name: getattr(card, name) for name in ("person", "week", "by", *MARKS)}
    return {"case": card.case_id, **named, "note": mask(card.note), "at": moment(card.at)}
