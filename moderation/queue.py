"""How cases are looked at: the queue, nearest deadline first, and one case with all that is known of it (E1, E4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import NotFound
from moderation.acts import possible
from moderation.case import Act, Event, Severity, Status
from moderation.deadlines import Clock, Terms, clocks, next_clock
from moderation.history import scope_of
from moderation.plans import late
from moderation.records import CaseFile, MentionRecord, QueueRow, ReplyRecord, RevisionRecord
from moderation.rulebook import Scope
from moderation.state import State, fold
from moderation.store import cases
from moderation.store import queue as lines

if TYPE_CHECKING:
    from moderation.filters import Filter
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store

MOST = 200  # rows of one page


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case with everything that the doors show of it at one moment."""

    id: int
    version: int
    site: str
    brand: str
    severity: Severity
    status: Status
    state: State
    marks: tuple[str, ...]
    clocks: tuple[Clock, ...]
    next: Clock | None
    mention: MentionRecord
    revisions: tuple[RevisionRecord, ...]
    events: tuple[Event, ...]
    replies: tuple[ReplyRecord, ...]
    approval: bool
    possible: tuple[Act, ...]
    scope: Scope
    terms: Terms

    @property
    def draft(self) -> ReplyRecord | None:
        """Give the text that is drafted and not posted yet."""
        return next((reply for reply in self.replies if reply.number == self.state.draft), None)

    @property
    def posted(self) -> ReplyRecord | None:
        """Give the text that was posted last."""
        return next((reply for reply in self.replies if reply.number == self.state.posted), None)


def view(file: CaseFile, book: Rulebook, now: datetime) -> CaseView:
    """Compute how a case looks at `now` from what is stored of it."""
    case, state = file.case, fold(file.events)
    scope = scope_of(case)
    terms = book.terms_of(scope)
    found = clocks(state, terms)
    approval = book.needs_approval(state.severity, scope)
    return CaseView(
        id=case.id,
        version=case.version,
        site=case.site,
        brand=case.brand,
        severity=state.severity,
        status=state.status,
        state=state,
        marks=marks(state, found, now),
        clocks=found,
        next=next_clock(found),
        mention=file.mention,
        revisions=file.revisions,
        events=file.events,
        replies=file.replies,
        approval=approval,
        possible=possible(state, now, approval=approval),
        scope=scope,
        terms=terms,
    )


def marks(state: State, found: Sequence[Clock], now: datetime) -> tuple[str, ...]:
    """List the marks of a case: computed, never stored."""
    running = [clock for clock in found if clock.running]
    waiting = state.waiting(now) is not None
    named = {
        "late": any(clock.late(now) for clock in running),
        "soon": any(clock.soon(now) for clock in running),
        "waiting": waiting,
        "stage_late": state.status.open and bool(late(state.plan, now)),
    }
    found_now = tuple(name for name, holds in named.items() if holds)
    return (*found_now, *(mark for mark in state.marks if mark not in found_now))


def case_view(store: Store, number: int, book: Rulebook, now: datetime) -> CaseView:
    """Look one case up. Raises NotFound."""
    with store.read() as tx:
        file = cases.file(tx, number)
    if file is None:
        raise NotFound(f"there is no case {number}. See the open ones: otklik queue")
    return view(file, book, now)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some rows of the queue and, where there are more, the cursor from which the next page goes on."""

    rows: tuple[QueueRow, ...]
    after: tuple[datetime, int] | None


def queue(
    store: Store, wanted: Filter, now: datetime, *, limit: int = MOST, after: tuple[datetime, int] | None = None
) -> QueuePage:
    """List the cases that a filter wants, nearest deadline first; `after` is the cursor of the page before."""
    limit = max(1, min(limit, MOST))
    with store.read() as tx:
        # One more than is shown tells whether there is a next page.
        rows = lines.rows(tx, wanted, now, limit=limit + 1, after=after)
    shown = tuple(rows[:limit])
    last = shown[-1].case if len(rows) > limit else None
    return QueuePage(shown, None if last is None else (cases.due_of(last), last.id))
