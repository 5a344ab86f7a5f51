"""Send the notices that are due: one letter for each person, each notice at most once (RELIABILITY rows 49, 51)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from config.errors import UsageError
from moderation.digest.letter import compose, host_of
from moderation.digest.notice_letter import Reader, notice_letter
from moderation.digest.smtp import Fate, Outcome, Unsent, deliver
from moderation.notices import open_from
from moderation.store import notices, people
from moderation.store.notices import LISTED, REFUSED, SENT, UNCERTAIN, WAITING, NoticeRecord
from moderation.words import words

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.settings import Settings
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store
    from moderation.store.people import Mailbox

STALE = timedelta(minutes=5)  # much longer than a letter may take: whoever sent it is dead
FIRST, LONGEST = timedelta(minutes=5), timedelta(hours=4)  # between two tries
GIVE_UP = timedelta(days=3)  # a notice that is older says nothing any more
DIED = "an earlier run ended while the letter was handed over"
INTERRUPTED = "interrupted before the letter was handed over"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the letter to one person: how many notices were in it, and its fate."""

    login: str
    notices: int
    fate: Fate
    reason: str = ""


def send_due(store: Store, book: Rulebook, settings: Settings, clock: Callable[[], datetime]) -> tuple[Told, ...]:
    """Send every notice that is due, batched by person; give what became of each letter.

    Those that cannot go by mail are left in the list, with the reason. When the server is down nobody else is tried.
    """
    now = clock()
    with store.write() as tx:
        notices.doubt(tx, now - STALE, DIED)
        persons = people.mailboxes(tx)
        quiet = open_from(now, book.policy.notices, book.timezone) > now
        due = notices.due(tx, now, urgent=quiet)
    told = []
    for login in due:
        found = _one(store, book, settings, persons, login, clock, urgent=quiet)
        if found is not None:
            told.append(found[0])
            if found[1].down:
                break
    return tuple(told)


def _one(
    store: Store,
    book: Rulebook,
    settings: Settings,
    persons: Mapping[str, Mailbox],
    login: str,
    clock: Callable[[], datetime],
    *,
    urgent: bool,
) -> tuple[Told, Outcome] | None:
    """Claim, send, settle, each durable before the next: whatever breaks, the list says what is certain."""
    now, person = clock(), persons[login]
    with store.write() as tx:
        found, name = _claim(tx, person, now, settings, _obstacle(book, settings, person), urgent=urgent)
    if not found:
        return None
    try:
        outcome = _deliver(found, name, person, persons, settings, clock())
    except Unsent:
        _settle(store, found, Outcome(Fate.LATER, INTERRUPTED), clock())
        raise
    _settle(store, found, outcome, clock())
    return Told(login, len(found), outcome.fate, outcome.reason), outcome


def _obstacle(book: Rulebook, settings: Settings, person: Mailbox) -> str:
    """Say why notices of a person cannot go by mail at all, nothing where they can."""
    if "mail" not in book.policy.notices.channels:
        return "the policy sends no mail: notices.channels"
    if not settings.mail.host or not settings.mail.sender:
        return "no mail server is set: mail.host, mail.sender"
    if person.disabled:
        return f"{person.login} is disabled"
    return "" if person.mail else f"{person.login} has no mail address: otklik user mail {person.login} ADDRESS"


def _claim(
    tx: Connection, person: Mailbox, now: datetime, settings: Settings, obstacle: str, *, urgent: bool
) -> tuple[tuple[NoticeRecord, ...], str]:
    """Take a person's notices for one letter and name it; leave in the list what need not or cannot be sent."""
    found = notices.waiting(tx, person.login, now, urgent=urgent)
    if obstacle:
        notices.settle(tx, [one.id for one in found], LISTED, obstacle)
        return (), ""
    seen = [one.id for one in found if one.read_at is not None]
    over = [one.id for one in found if one.read_at is None and not one.status.open]
    notices.settle(tx, seen, LISTED, "seen before it was sent")
    notices.settle(tx, over, LISTED, "the case has ended before it was sent")
    left = [one for one in found if one.id not in {*seen, *over}]
    name = _named([one.id for one in left], person.login, settings.mail.sender)
    ours = notices.claim(tx, [one.id for one in left], name, now)
    return tuple(one for one in left if one.id in ours), name


def _named(ids: Sequence[int], login: str, sender: str) -> str:
    """Give the Message-ID of a letter: the same for the same notices, so that a mailbox can drop a second copy."""
    digest = hashlib.sha256(f"{login} {','.join(map(str, ids))}".encode()).hexdigest()[:24]
    return f"<notices-{digest}@{host_of(sender)}>"


def _deliver(
    found: Sequence[NoticeRecord],
    name: str,
    person: Mailbox,
    persons: Mapping[str, Mailbox],
    settings: Settings,
    now: datetime,
) -> Outcome:
    language = person.language or settings.language
    reader = Reader(person.login, person.name or person.login, language, settings.timezone)
    names = {one.login: one.name or one.login for one in persons.values()}
    letter = notice_letter(found, reader, names=names, words=words(language), now=now, queue=settings.web.url)
    mail = settings.mail
    try:
        message = compose(letter, name=name, sender=mail.sender, to=person.mail or "", company=settings.company, now=now)
    except UsageError as error:  # settings or table hold an address that the mail cannot be written to
        return Outcome(Fate.REFUSED, str(error))
    return deliver(message, mail)


def _settle(store: Store, found: Sequence[NoticeRecord], outcome: Outcome, now: datetime) -> None:
    ids = [one.id for one in found]
    with store.write() as tx:
        if outcome.fate is Fate.SENT:
            notices.settle(tx, ids, SENT, "", sent_at=now)
        elif outcome.fate is Fate.LATER:
            for one in found:
                _later(tx, one, outcome.reason, now)
        else:
            notices.settle(tx, ids, REFUSED if outcome.fate is Fate.REFUSED else UNCERTAIN, outcome.reason)


def _later(tx: Connection, one: NoticeRecord, reason: str, now: datetime) -> None:
    """Let a notice wait for its next try, longer each time; after days give it up."""
    if now - one.made_at > GIVE_UP:
        notices.settle(tx, [one.id], REFUSED, f"given up after {one.tries + 1} tries: {reason}")
        return
    wait = min(FIRST * 2 ** min(one.tries, 10), LONGEST)
    notices.settle(tx, [one.id], WAITING, reason, due_at=now + wait)
