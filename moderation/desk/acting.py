"""The frame of every act: held, checked, appended; what comes in is checked here too.

Each function of the desk takes the store, who acts, the number of the case, the rules (`book`) and the moment, and gives the case
as it stands afterwards. With `version` the act happens only if nothing has changed since that a person decides on. They raise
NotFound, Forbidden, Impossible, StaleVersion or UsageError, and then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.errors import NotFound, StaleVersion, UsageError
from moderation import acts, history
from moderation.case import QUIET, Act, Detail
from moderation.deadlines import ClockKind, clocks
from moderation.drafts import KINDS
from moderation.people import Person, require
from moderation.queue import CaseView, case_view
from moderation.records import CaseFile, ReplyRecord
from moderation.rulebook import Scope
from moderation.state import State, fold
from moderation.store import answers, cases, people
from moderation.store.engine import alone

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store

LONGEST_TEXT = 100_000  # bytes
LONGEST_WHY = 2_000
LONGEST_URL = 2_000
LONGEST_WAIT = timedelta(days=90)

Data = Mapping[str, Detail]
# What an act adds once the case is held: it sees the case as it stands, may write beside it, and gives further details.
Within = Callable[["Connection", CaseFile, State], Data]


def act_on(
    store: Store,
    person: Person,
    n: int,
    act: Act,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None,
    why: str = "",
    data: Data | None = None,
    text: str | None = None,
    kind: str = "reply",
    within: Within | None = None,
    also: Collection[int] = (),
) -> CaseView:
    """Do one act: `text` is kept beside the history as a text of ours of this `kind`; `within` adds what must happen with it.

    `also` names other cases that it moves on.
    """
    require(person, act)
    with store.write() as tx:
        if also:
            alone(tx)  # scans and clocks hold many cases, in an order of their own
        # Held before it is read, so that what the checks find still is true when the event is written.
        for number in sorted({n, *also}):  # in one order, so that no two acts wait for each other
            cases.hold(tx, number)
        file = cases.file(tx, n)
        if file is None:
            raise NotFound(f"there is no case {n}. See the open ones: otklik queue")
        if version is not None and stale(file, version):
            raise StaleVersion(_who_was_faster(file))
        state = fold(file.events)
        lawyers = _lawyers(tx, book) if act is Act.APPROVE else ()
        _check(file, state, act, person, book=book, now=now, why=checked_why(why), lawyers=lawyers)
        # Texts stand apart and events name them by number: a person can be erased and the history still holds (decision 7).
        details = {**(data or {}), **due_now(state, act, history.scope_of(file.case), book)}
        if text is not None:
            details["reply"] = next_number(file)
            cases.add_reply(tx, n, ReplyRecord(next_number(file), person.login, text, now, kind))
        elif act in (Act.APPROVE, Act.POST):
            details["reply"] = state.draft
        case = file.case
        if within is not None:
            details.update(within(tx, file, state))
            case = cases.record(tx, n) or case  # a correction may have changed whose rules apply
        history.append(tx, case, file.events, act, by=person.login, at=now, book=book, why=why.strip(), data=details)
        if act in KINDS and (text is not None or act is not Act.DELAY):
            answers.drop_draft(tx, n, person.login, str(act))  # it has been handed in
    return case_view(store, n, book, now)


def stale(file: CaseFile, version: int) -> bool:
    """Say whether something has happened since a version that a person would decide by; a warning of the clock has not."""
    # Versions count events, so those after the version are the ones that its reader has not seen.
    return not 0 < version <= file.case.version or any(event.act not in QUIET for event in file.events[version:])


def due_now(state: State, act: Act, scope: Scope, book: Rulebook) -> Data:
    """Give what the clocks that an act meets were due, so that a calendar edited later cannot make them late."""
    if act not in (Act.ACKNOWLEDGE, Act.POST):
        return {}
    due = {clock.kind: clock.due.isoformat() for clock in clocks(state, book.terms_of(scope)) if clock.running}
    if act is Act.ACKNOWLEDGE:
        return {"due": due.get(ClockKind.ACKNOWLEDGE)}
    return {"acknowledge_due": due.get(ClockKind.ACKNOWLEDGE), "due": due.get(ClockKind.REPLY)}


def next_number(file: CaseFile) -> int:
    """Number the next text of ours about a case."""
    return max((reply.number for reply in file.replies), default=0) + 1


def _lawyers(tx: Connection, book: Rulebook) -> tuple[str, ...]:
    """Name the lawyers who are there; where none of them is any more, every approver may approve, or no reply would go out."""
    there = {one.login for one in people.every(tx) if not one.disabled}
    return tuple(login for login in book.legal.lawyers if login in there)


def _check(
    file: CaseFile,
    state: State,
    act: Act,
    person: Person,
    *,
    book: Rulebook,
    now: datetime,
    why: str,
    lawyers: tuple[str, ...],
) -> None:
    number = file.case.id
    scope = history.scope_of(file.case)
    acts.check(number, state, act, now, approval=book.needs_approval(state.severity, scope))
    acts.check_reason(number, state, act, why)
    if act is Act.APPROVE:
        acts.check_second_person(number, state, person.login)
        if book.citing_law(scope):
            acts.check_lawyer(number, person.login, lawyers)


def _who_was_faster(file: CaseFile) -> str:
    last = file.events[-1]
    return (
        f"case {file.case.id} is at version {file.case.version} now: {last.by} did {last.act} at {last.at:%Y-%m-%d %H:%M} UTC. "
        f"Look at it again: otklik show {file.case.id}"
    )


def checked_text(text: str, verb: str = "reply") -> None:
    """Refuse a text that is empty or longer than 100 kB. Raises UsageError."""
    if not text.strip():
        raise UsageError(f"{verb}: the text is empty. Write what the customer is to read")
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LONGEST_TEXT:
        raise UsageError(f"{verb}: the text has {size // 1000} kB; at most {LONGEST_TEXT // 1000} kB are kept. Shorten it")


def checked_limit(until: datetime, now: datetime, verb: str = "wait", longest: timedelta = LONGEST_WAIT) -> None:
    """Refuse a limit without a zone, one that has passed, and one further away than `longest`. Raises UsageError."""
    if until.tzinfo is None:
        raise UsageError(f"{verb}: {until:%Y-%m-%dT%H:%M} has no time zone. Write its offset, for example 2026-11-30T12:00+02:00")
    if until <= now:
        raise UsageError(f"{verb}: {until:%Y-%m-%d %H:%M %Z} has passed already. Write a moment that is still to come")
    if until - now > longest:
        days = longest.days
        raise UsageError(f"{verb}: {until:%Y-%m-%d} is more than {days} days away. Write an earlier limit; it can be moved")


def checked_why(why: str) -> str:
    """Refuse a reason that is longer than a reason should be. Raises UsageError."""
    if len(why) > LONGEST_WHY:
        raise UsageError(f"why: the reason has {len(why)} characters; at most {LONGEST_WHY} are kept. Shorten it")
    return why


def checked_url(url: str) -> str:
    """Give a public address back. Raises UsageError for anything else than http and https with a host."""
    try:
        parts = urlsplit(url.strip())
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, url.strip()))
    except ValueError:
        whole = False
    if not whole or len(url) > LONGEST_URL:
        raise UsageError(f'url: "{url[:200]}" is not an address. Write it whole, with http:// or https://')
    return url.strip()
