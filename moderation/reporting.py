"""Collect the service-quality report, and leave out of it what a person may not see (D5, B7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from moderation.case import Act, Event, Status
from moderation.collect import overdue_since
from moderation.history import scope_of
from moderation.moments import moment
from moderation.outcome import outcome_of
from moderation.people import SUPERVISE, VIEW, Person, may, require
from moderation.report import Answered, Closed, Group, Handled, Marks, Report, report
from moderation.state import State, advance, fold
from moderation.store import figures, outcomes

if TYPE_CHECKING:
    from moderation.deadlines import Terms
    from moderation.interval import Interval
    from moderation.records import CaseRecord
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store


def reported(store: Store, person: Person, book: Rulebook, interval: Interval, now: datetime) -> Report:
    """Count an interval, up to `now` where it is not over; of persons everybody sees the own line, a supervisor all."""
    require(person, VIEW)
    until = min(interval.ends, now + timedelta.resolution)  # what happens this very moment counts
    with store.read() as tx:
        cases = [
            found
            for case, events in figures.histories(tx, interval.starts, until)
            if (found := handled(case, events, book.terms_of(scope_of(case)), interval, until)) is not None
        ]
        cards = tuple(outcomes.scores_between(tx, interval.starts, until))
    marks: dict[str, list[tuple[int, int, int]]] = {}
    for card in cards:
        marks.setdefault(card.person, []).append((card.speed, card.accuracy, card.completeness))
    return seen_by(person, report(cases, interval, marks))


def seen_by(person: Person, whole: Report) -> Report:
    """Leave the lines of other persons out for who may not see them."""
    if may(person, SUPERVISE):
        return whole
    own = tuple(group for group in whole.groups["person"] if group.name == person.login)
    return replace(whole, groups={**whole.groups, "person": own})


def handled(case: CaseRecord, events: Sequence[Event], terms: Terms, interval: Interval, until: datetime) -> Handled | None:
    """Replay a case up to the end of an interval; None for one that was not there yet."""
    told = tuple(takewhile(lambda event: event.at < until, events))
    if not told:
        return None
    state, answers = replayed(told, terms, interval)
    ends = outcome_of(told, state)
    decided = [str(event.data["resolution"]) for event in told if event.data.get("resolution") and interval.holds(event.at)]
    return Handled(
        id=case.id,
        site=case.site,
        brand=case.brand,
        severity=str(state.severity),
        topics=case.topics,
        received_at=told[0].at,
        cause=ends.cause,
        owner=state.owner,
        answers=answers,
        closed=_closed(told, state, interval),
        overdue=state.status.open and overdue_since(state, terms, until) is not None,
        resolution=decided[-1] if decided else None,
        made_whole=interval.holds(ends.made_whole),
    )


def authors(events: Sequence[Event]) -> dict[int, str]:
    """Say who wrote each text of ours."""
    return {int(str(event.data["reply"])): event.by for event in events if event.act is Act.REPLY}


def replayed(events: Sequence[Event], terms: Terms, interval: Interval) -> tuple[State, tuple[Answered, ...]]:
    """Give how a case stands after its events, and the replies posted in an interval.

    Each has its working time since the clock began, pauses included.
    """
    found, wrote = [], authors(events)
    state = fold(events[:1])
    for event in events[1:]:
        if event.act is Act.POST and interval.holds(event.at):
            by = wrote.get(int(str(event.data["reply"])), event.by)
            timed = state.replied_at is None
            took = terms.hours.between(state.reply_from, event.at) if timed else None
            found.append(Answered(by, took, timed and _late(event)))
        state = advance(state, event)
    return state, tuple(found)


def _late(event: Event) -> bool:
    """Say whether a reply was posted after it was due, as the clock stood then."""
    due = event.data.get("due")
    return due is not None and event.at > datetime.fromisoformat(str(due))


def _closed(events: Sequence[Event], state: State, interval: Interval) -> Closed | None:
    last = next((event for event in reversed(events) if event.act is Act.CLOSE and interval.holds(event.at)), None)
    if last is None:
        return None
    posts = [int(str(event.data["reply"])) for event in events if event.act is Act.POST]
    first = len(posts) <= 1 and not state.reopened and state.status is Status.CLOSED
    return Closed(authors(events).get(posts[-1], last.by) if posts else last.by, first)


def report_document(found: Report) -> dict[str, Any]:
    """Give the report as a document: durations in seconds of working time, shares of one."""
    return {
        "from": found.interval.first.isoformat(),
        "until": found.interval.last.isoformat(),
        "starts": moment(found.interval.starts),
        "ends": moment(found.interval.ends),
        "total": group_document(found.total),
        "by": {name: [group_document(group) for group in groups] for name, groups in found.groups.items()},
        "resolutions": dict(found.resolutions),
    }


def group_document(group: Group) -> dict[str, Any]:
    """Give one line of the report."""
    counted = group.measures
    return {
        "name": group.name,
        "received": counted.received,
        "answered": counted.answered,
        "median_seconds": _seconds(counted.median),
        "p90_seconds": _seconds(counted.p90),
        "due": counted.due,
        "late": counted.late,
        "late_share": _share(counted.late_share),
        "closed": counted.closed,
        "first_contact": counted.first,
        "first_contact_share": _share(counted.first_share),
        "made_whole": counted.made_whole,
        "marks": None if group.marks is None else marks_document(group.marks),
    }


def marks_document(marks: Marks) -> dict[str, Any]:
    """Give average marks."""
    named = {"speed": marks.speed, "accuracy": marks.accuracy, "completeness": marks.completeness}
    return {"cases": marks.cases, **{name: round(value, 2) for name, value in named.items()}}


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
