"""Posting a reply by machine, at most once: claimed, sent, and only then recorded; a person decides what nobody knows."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import Impossible, NotFound, OperatorError
from moderation import connectors
from moderation.case import Act
from moderation.connectors import Outcome
from moderation.desk import answering, linting
from moderation.desk.acting import Data, act_on, checked_url
from moderation.desk.outbox import STALE, check_free, state_of
from moderation.moments import moment
from moderation.people import require
from moderation.queue import CaseView, case_view
from moderation.records import CaseFile, MentionRecord
from moderation.state import State, fold
from moderation.store import answers, cases
from moderation.store.answers import CHECK, FAILED, RELEASED, SENDING, ReleaseRecord

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.catalogue import Catalogue
    from config.connectors import Connector
    from config.settings import Settings
    from moderation.people import Person
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store

Sender = Callable[["Errand"], Outcome]


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be posted, as the answer to what; `despite` names the rules of the lint that were overruled for it."""

    reply: int
    text: str
    mention: MentionRecord
    despite: str = ""


class _Rehearsed(Exception):
    """Every check of posting has been passed; nothing is written."""

    def __init__(self, errand: Errand) -> None:
        super().__init__()
        self.errand = errand


def release(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    settings: Settings,
    catalogue: Catalogue,
    sender: Sender | None = None,
    despite: str = "",
) -> CaseView:
    """Post the drafted reply through its site's connector and record that it was posted; `despite` as in answering.post.

    Raises Impossible where the site did not take it or nobody knows; ConfigError for a token that is missing.
    """
    require(person, Act.POST)
    errand = _rehearsed(store, person, n, book=book, now=now, version=version, despite=despite)
    connector = connector_of(catalogue, errand.mention.site)
    if connector is None:
        raise Impossible(
            f"case {n}: the site {errand.mention.site} has no connector. Post the reply by hand, then: otklik post {n} --url …"
        )
    sending = sender or _sender(settings, connector)
    _claim(store, person, n, errand, now)
    # From here on the row says `sending`. If this process dies, nobody sends again: a person looks at the site.
    outcome = sending(errand)
    return _settled(store, person, n, errand, outcome, book=book, now=now, why=despite)


def connector_of(catalogue: Catalogue, site: str) -> Connector | None:
    """Give the connector of a site, None where there is none or the site is no longer in the list."""
    return next((known.connector for known in catalogue.sites if known.name == site and not known.retired), None)


def _rehearsed(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None, despite: str
) -> Errand:
    """Check everything that posting checks, and give what would be posted."""

    def stop(tx: Connection, file: CaseFile, state: State) -> Data:
        reply = next(reply for reply in file.replies if reply.number == state.draft)
        overruled = linting.passed(tx, file, state, person, Act.POST, book=book, now=now, despite=despite)
        raise _Rehearsed(Errand(reply.number, reply.text, file.mention, str(overruled.get("despite", ""))))

    try:
        answering.post(store, person, n, book=book, now=now, version=version, despite=despite, within=stop)
    except _Rehearsed as done:
        return done.errand
    raise AssertionError("posting was recorded before the reply was sent")


def _sender(settings: Settings, connector: Connector) -> Sender:
    """Make ready to send. Raises ConfigError while nothing is claimed yet."""
    scan = settings.scan
    token = connectors.token_of(connector, os.environ)
    agent = scan.user_agent or f"otklik ({scan.contact})"

    def sending(errand: Errand) -> Outcome:
        return connectors.send(
            connector,
            errand.text,
            native_id=errand.mention.native_id,
            url=errand.mention.url,
            private=scan.allow_private,
            token=token,
            user_agent=agent,
            seconds=scan.timeout_seconds,
        )

    return sending


def _claim(store: Store, person: Person, n: int, errand: Errand, now: datetime) -> None:
    with store.write() as tx:
        cases.hold(tx, n)
        check_free(tx, n, now)
        file = cases.file(tx, n)
        # Between the checks and now somebody may have written another draft, posted by hand or ended the case.
        drafted = None if file is None else _drafted(file)
        if drafted != errand.reply or not answers.claim(tx, n, errand.reply, person.login, now):
            raise Impossible(f"case {n}: its reply was changed or posted just now. Look at it again: otklik show {n}")


def _drafted(file: CaseFile) -> int | None:
    state = fold(file.events)
    return state.draft if state.status.open else None


def _settled(
    store: Store, person: Person, n: int, errand: Errand, outcome: Outcome, *, book: Rulebook, now: datetime, why: str
) -> CaseView:
    if outcome.state == RELEASED:
        overruled: Data = {"despite": errand.despite} if errand.despite else {}
        said = (outcome.address or "", why, overruled)
        try:
            return _posted(store, person, n, errand.reply, *said, (SENDING,), book=book, now=now)
        except OperatorError as error:
            # The reply stands on the site all the same, so it must not look as if it could be sent again.
            told = f"the site took it, but it could not be recorded ({error})"
            outcome = Outcome("check", told, outcome.address)
    with store.write() as tx:
        answers.settle(tx, n, errand.reply, outcome.state, now, why=outcome.why, address=outcome.address)
    if outcome.state == FAILED:
        raise Impossible(f"case {n}: nothing was posted: {outcome.why}. Post it by hand, or try again: otklik post {n} --release")
    raise Impossible(
        f"case {n}: nobody knows whether the reply stands on the site: {outcome.why}. It is not sent again. Look there, then say "
        f"so: otklik release {n} --it-stands, or --it-does-not"
    )


def _posted(
    store: Store, person: Person, n: int, reply: int, url: str, why: str, overruled: Data, was: tuple[str, ...], *,
    book: Rulebook, now: datetime,
) -> CaseView:  # fmt: skip
    """Record the posting and the end of the release together, or neither."""

    def settle(tx: Connection, _file: CaseFile, state: State) -> Data:
        if state.draft != reply or not answers.settle(tx, n, reply, RELEASED, now, address=url or None, was=was):
            raise Impossible(f"case {n}: its reply was changed or posted just now. Look at it again: otklik show {n}")
        return overruled

    data = {"url": checked_url(url)} if url else {}
    return act_on(store, person, n, Act.POST, book=book, now=now, version=None, why=why, data=data, within=settle)


def decide(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    stands: bool,
    url: str = "",
) -> CaseView:
    """Say of a release in doubt whether the reply stands on the site: then it is posted, else it may be sent again.

    `version` is taken for the sake of the doors: what stands on a site does not hang on it. Raises Impossible where nothing is
    in doubt.
    """
    require(person, Act.POST)
    del version
    address = checked_url(url) if url else ""
    record = _doubtful(store, n, now)
    if stands:
        known = address or record.address or ""
        return _posted(store, person, n, record.reply, known, "", {}, (CHECK, SENDING), book=book, now=now)
    with store.write() as tx:
        why = f"{person.login} looked: it does not stand on the site"
        if not answers.settle(tx, n, record.reply, FAILED, now, why=why, was=(CHECK, SENDING)):
            raise Impossible(f"case {n}: somebody else has decided this just now. Look at it again: otklik show {n}")
    return case_view(store, n, book, now)


def _doubtful(store: Store, n: int, now: datetime) -> ReleaseRecord:
    with store.read() as tx:
        if cases.record(tx, n) is None:
            raise NotFound(f"there is no case {n}. See the open ones: otklik queue")
        found = answers.releases(tx, n)
    record = next((one for one in found if state_of(one, now) == CHECK), None)
    if record is None:
        last = f"its last one is {found[-1].state}" if found else "none was sent by machine"
        raise Impossible(f"case {n}: no reply is in doubt; {last}")
    return record


def releases(store: Store, n: int) -> tuple[ReleaseRecord, ...]:
    """List what was sent by machine for a case. Raises NotFound."""
    with store.read() as tx:
        if cases.record(tx, n) is None:
            raise NotFound(f"there is no case {n}. See the open ones: otklik queue")
        return answers.releases(tx, n)


def in_doubt(store: Store, now: datetime) -> tuple[ReleaseRecord, ...]:
    """List every release of which a person must say whether the reply stands on the site, the oldest first."""
    with store.read() as tx:
        return answers.undecided(tx, now - STALE)


def release_document(record: ReleaseRecord, now: datetime) -> dict[str, object]:
    """Give a release as a document."""
    return {
        "case": record.case_id,
        "reply": record.reply,
        "state": state_of(record, now),
        "by": record.by,
        "tries": record.tries,
        "url": record.address,
        "why": record.why,
        "claimed_at": moment(record.claimed_at),
        "ended_at": moment(record.ended_at),
    }
