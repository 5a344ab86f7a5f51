"""Collect the figures of a week: rows of the store, case histories replayed to the week's end, the list of sites (D5, E4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from moderation.case import Act, Event
from moderation.deadlines import Terms, clocks
from moderation.endings import endings
from moderation.figures import Answer, CaseRow, Figures, MentionRow, Rows, ScanRow, SiteRow, count
from moderation.history import scope_of
from moderation.state import State, advance, fold
from moderation.store import figures as stored

if TYPE_CHECKING:
    from config.catalogue import Catalogue
    from config.settings import Settings
    from moderation.records import CaseRecord
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store
    from moderation.weeks import Week

REOPENING = (Act.REOPEN, Act.UNCONFIRM)  # by a person, and by the clock that waited in vain for the reply to be seen


def collect(
    store: Store, book: Rulebook, catalogue: Catalogue, settings: Settings, week: Week, now: datetime | None = None
) -> Figures:
    """Count a week as it stood at its end, or at `now` while it is running: what happened later changes nothing.

    Severities, terms and sentiments are those of today.
    """
    until = week.ends if now is None else min(now, week.ends)
    last = week.before()
    with store.read() as tx:
        heard = stored.heard(tx, last.starts, until)
        visits = stored.visits(tx, week.starts, until)
        cases = [
            row
            for case, events in stored.histories(tx, last.starts, until)
            if (row := case_row(case, events, book.terms_of(scope_of(case)), until=until, before=last.ends)) is not None
        ]
        told = stored.complaints(tx, [case.id for case in cases if _named(case, week)])
    rows = Rows(
        mentions=[_mention(row, competitor=book.competitor(row.brand)) for row in heard],
        cases=[_worded(case, told.get(case.id)) for case in cases],
        scans=[ScanRow(visit.site, visit.ended, visit.verdict, visit.error) for visit in visits],
        sites=[SiteRow(site.name, site.brand) for site in catalogue.sites if not site.retired],
        # Brands that only older mentions name have a line too; what the configuration says of a brand goes last and wins.
        competitors={**{row.brand: book.competitor(row.brand) for row in heard}, **{b.name: b.competitor for b in book.brands}},
    )
    counted = count(rows, week, company=company(settings), until=until)
    return replace(counted, endings=endings(store, book, week, until))


def company(settings: Settings) -> str:
    """Name whose customers are heard: the company, else its first own brand."""
    own = next((brand.name for brand in settings.brands if not brand.competitor), "otklik")
    return settings.company.strip() or own


def case_row(case: CaseRecord, events: Sequence[Event], terms: Terms, *, until: datetime, before: datetime) -> CaseRow | None:
    """Replay a case up to `until`, and say whether it was overdue at `before`; None for one that was not there yet."""
    told = tuple(takewhile(lambda event: event.at < until, events))
    if not told:
        return None
    state = fold(told)
    earlier = tuple(takewhile(lambda event: event.at < before, told))
    return CaseRow(
        id=case.id,
        site=case.site,
        brand=case.brand,
        author="",
        excerpt="",
        topics=case.topics,
        severity=str(state.severity),
        received_at=told[0].at,
        acknowledged_at=state.acknowledged_at,
        answers=answers(told, terms),
        confirmed=_moments(told, Act.CONFIRM),
        closed=_moments(told, Act.CLOSE),
        dismissed=_moments(told, Act.DISMISS),
        reopened=_moments(told, *REOPENING),
        overdue_since=overdue_since(state, terms, until),
        was_overdue=bool(earlier) and overdue_since(fold(earlier), terms, before) is not None,
    )


def overdue_since(state: State, terms: Terms, at: datetime) -> datetime | None:
    """Say since when a case that stood so was overdue at a moment, None where nothing was."""
    late = [clock.due for clock in clocks(state, terms) if clock.running and clock.late(at)]
    return min(late, default=None)


def answers(events: Iterable[Event], terms: Terms) -> tuple[Answer, ...]:
    """List the replies that were posted, each with the working time since its clock began.

    The customer waits through pauses too, so they count. A second text for a clock that was met already is timed by none.
    """
    found = []
    history = iter(events)
    state = fold([next(history)])
    for event in history:
        if event.act is Act.POST:
            timed = state.replied_at is None
            found.append(Answer(event.at, terms.hours.between(state.reply_from, event.at) if timed else None))
        state = advance(state, event)
    return tuple(found)


def _moments(events: Iterable[Event], *acts: Act) -> tuple[datetime, ...]:
    return tuple(event.at for event in events if event.act in acts)


def _named(case: CaseRow, week: Week) -> bool:
    """Say whether the letter may quote a case: new, overdue, or its reply seen."""
    return week.holds(case.received_at) or case.overdue_since is not None or any(map(week.holds, case.confirmed))


def _worded(case: CaseRow, told: stored.Complaint | None) -> CaseRow:
    return case if told is None else replace(case, author=told.author, excerpt=told.excerpt)


def _mention(row: stored.Heard, *, competitor: bool) -> MentionRow:
    complaint = bool(row.complaint) if competitor else row.outcome == "case"
    return MentionRow(row.site, row.brand, competitor, row.first_seen, complaint, row.sentiment)
