"""The desk: one function for each thing that a person can do to a case. Every door calls it (decision 5).

Each takes the store, who acts, the number of the case, the rules (`book`) and the moment, and gives the case as it stands
afterwards. With `version` the act happens only if the case is still at it. They raise NotFound, Forbidden, Impossible,
StaleVersion or UsageError, and then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.errors import NotFound, StaleVersion, UsageError
from moderation import acts, history
from moderation.case import Act, State, fold
from moderation.people import Person, may, require
from moderation.queue import CaseView, case_view
from moderation.records import CaseFile, ReplyRecord
from moderation.store import cases, people

if TYPE_CHECKING:
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store

LONGEST_TEXT = 100_000  # bytes
LONGEST_WHY = 2_000
LONGEST_URL = 2_000
LONGEST_WAIT = timedelta(days=90)

Data = Mapping[str, str | int | None]


def acknowledge(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, url: str = ""
) -> CaseView:
    """Record that the customer was told: we have your complaint (A3). `url` is where it stands, publicly."""
    require(person, Act.ACKNOWLEDGE)
    data = {"url": checked_url(url)} if url else {}
    return _act(store, person, n, Act.ACKNOWLEDGE, book=book, now=now, version=version, data=data)


def reply(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, text: str
) -> CaseView:
    """Draft the reply in substance; a new draft takes the place of the old one and voids its approval."""
    require(person, Act.REPLY)
    checked_text(text)
    return _act(store, person, n, Act.REPLY, book=book, now=now, version=version, text=text.strip())


def approve(store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None) -> CaseView:
    """Approve the draft of another person."""
    return _act(store, person, n, Act.APPROVE, book=book, now=now, version=version)


def post(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, url: str = ""
) -> CaseView:
    """Record that the drafted reply was posted on the site; it counts as confirmed when a scan has seen it there."""
    require(person, Act.POST)
    data = {"url": checked_url(url)} if url else {}
    return _act(store, person, n, Act.POST, book=book, now=now, version=version, data=data)


def assign(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, owner: str
) -> CaseView:
    """Give the case to a person (E1)."""
    require(person, Act.ASSIGN)
    with store.read() as tx:
        found = people.find(tx, owner.strip().lower())
        if found is None or not may(found, Act.REPLY):
            known = ", ".join(one.login for one in people.every(tx) if may(one, Act.REPLY))
            raise NotFound(f'assign: there is no person "{owner}" who could take case {n}. There are: {known or "none"}')
    return _act(store, person, n, Act.ASSIGN, book=book, now=now, version=version, data={"owner": found.login})


def wait(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    until: datetime,
    why: str,
) -> CaseView:
    """Stop the reply clock until a limit: the next move is somebody else's."""
    require(person, Act.WAIT)
    checked_limit(until, now)
    return _act(store, person, n, Act.WAIT, book=book, now=now, version=version, why=why, data={"until": until.isoformat()})


def resume(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, why: str = ""
) -> CaseView:
    """Let the reply clock run again."""
    return _act(store, person, n, Act.RESUME, book=book, now=now, version=version, why=why)


def close(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, why: str = ""
) -> CaseView:
    """End the handling; without a confirmed reply only with a reason."""
    return _act(store, person, n, Act.CLOSE, book=book, now=now, version=version, why=why)


def reopen(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, why: str
) -> CaseView:
    """Take a closed or dismissed case up again; a new reply clock starts."""
    return _act(store, person, n, Act.REOPEN, book=book, now=now, version=version, why=why)


def dismiss(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, why: str
) -> CaseView:
    """Record that this is no complaint to us, and why."""
    return _act(store, person, n, Act.DISMISS, book=book, now=now, version=version, why=why)


def _act(
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
) -> CaseView:
    require(person, act)
    with store.write() as tx:
        # Held before it is read, so that what the checks find still is true when the event is written.
        cases.hold(tx, n)
        file = cases.file(tx, n)
        if file is None:
            raise NotFound(f"there is no case {n}. See the open ones: otklik queue")
        if version is not None and version != file.case.version:
            raise StaleVersion(_who_was_faster(file))
        state = fold(file.events)
        _check(file, state, act, person, book=book, now=now, why=checked_why(why))
        # Texts stand apart and events name them by number: a person can be erased and the history still holds (decision 7).
        details = dict(data or {})
        if text is not None:
            details["reply"] = _draft(file)
            cases.add_reply(tx, n, ReplyRecord(_draft(file), person.login, text, now))
        elif act in (Act.APPROVE, Act.POST):
            details["reply"] = state.draft
        history.append(tx, file.case, file.events, act, by=person.login, at=now, book=book, why=why.strip(), data=details)
    return case_view(store, n, book, now)


def _draft(file: CaseFile) -> int:
    return max((reply.number for reply in file.replies), default=0) + 1


def _check(file: CaseFile, state: State, act: Act, person: Person, *, book: Rulebook, now: datetime, why: str) -> None:
    number = file.case.id
    acts.check(number, state, act, now, approval=file.case.severity in book.approval)
    acts.check_reason(number, state, act, why)
    if act is Act.APPROVE:
        acts.check_second_person(number, state, person.login)


def _who_was_faster(file: CaseFile) -> str:
    last = file.events[-1]
    return (
        f"case {file.case.id} is at version {file.case.version} now: {last.by} did {last.act} at {last.at:%Y-%m-%d %H:%M} UTC. "
        f"Look at it again: otklik show {file.case.id}"
    )


def checked_text(text: str) -> None:
    """Refuse a reply that is empty or longer than 100 kB. Raises UsageError."""
    if not text.strip():
        raise UsageError("reply: the text is empty. Write what the customer is to read")
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LONGEST_TEXT:
        raise UsageError(f"reply: the text has {size // 1000} kB; at most {LONGEST_TEXT // 1000} kB are kept. Shorten it")


def checked_limit(until: datetime, now: datetime) -> None:
    """Refuse a limit without a zone, one that has passed, and one further away than LONGEST_WAIT. Raises UsageError."""
    if until.tzinfo is None:
        raise UsageError(f"wait: {until:%Y-%m-%dT%H:%M} has no time zone. Write its offset, for example 2026-11-30T12:00+02:00")
    if until <= now:
        raise UsageError(f"wait: {until:%Y-%m-%d %H:%M %Z} has passed already. Write a moment that is still to come")
    if until - now > LONGEST_WAIT:
        days = LONGEST_WAIT.days
        raise UsageError(f"wait: {until:%Y-%m-%d} is more than {days} days away. Write an earlier limit; it can be moved")


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
