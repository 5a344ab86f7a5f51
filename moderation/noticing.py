"""Tell the staff: notices are written with the event that they speak of, so that none is lost or doubled (RELIABILITY 49)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from moderation.masking import mask
from moderation.moments import moment
from moderation.notices import TOLD, concerned, goes_at, key_of, sentence, urgent
from moderation.rulebook import Scope
from moderation.store import notices, people
from moderation.store.notices import NoticeRecord
from moderation.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from moderation.case import Event
    from moderation.people import Person
    from moderation.rulebook import Rulebook
    from moderation.state import State
    from moderation.store.engine import Store

MOST = 200  # notices of one page


def tell(tx: Connection, number: int, scope: Scope, event: Event, before: State, after: State, book: Rulebook) -> None:
    """Write a notice of an event for everybody whom it concerns, in the transaction that appends the event."""
    if event.act not in TOLD:
        return
    rules = book.policy.notices
    logins = concerned(event, before, after, book.owners_of(scope, after.level), people.every(tx))
    now = urgent(event, after, rules)
    due = goes_at(event.at, rules, book.timezone, now=now)
    common = {"case_id": number, "key": key_of(event), "seq": event.seq, "urgent": now, "made_at": event.at, "due_at": due}
    notices.add(tx, [{**common, "login": login} for login in logins])


def inbox(
    store: Store, person: Person, *, unread: bool = True, limit: int = MOST, before: int | None = None
) -> tuple[NoticeRecord, ...]:
    """List a person's own notices, the newest first."""
    with store.read() as tx:
        return notices.inbox(tx, person.login, unread=unread, limit=limit, before=before)


def unread(store: Store, person: Person) -> int:
    """Count the notices that a person has not seen."""
    with store.read() as tx:
        return notices.unread(tx, person.login)


def seen(store: Store, person: Person, now: datetime, *, upto: int | None = None, case: int | None = None) -> int:
    """Mark a person's own notices as seen, those up to a number or of one case; give how many were not yet."""
    with store.write() as tx:
        return notices.read(tx, person.login, now, upto=upto, case=case)


def names_of(store: Store) -> dict[str, str]:
    """Give the name of every person by login."""
    with store.read() as tx:
        return {person.login: person.name or person.login for person in people.every(tx)}


def notice_document(record: NoticeRecord, names: Mapping[str, str], language: str) -> dict[str, object]:
    """Give a notice as a document; `text` in the reader's language."""
    return {
        "id": record.id,
        "case": record.case_id,
        "act": str(record.event.act),
        "text": sentence(record.event, record.login, names, words(language)),
        "level": record.event.data.get("level"),
        "clock": record.event.data.get("clock"),
        "by": record.event.by,
        "why": mask(record.event.why),
        "site": record.site,
        "brand": record.brand,
        "severity": str(record.severity),
        "status": str(record.status),
        "due": moment(record.next_due),
        "urgent": record.urgent,
        "made_at": moment(record.made_at),
        "mail": record.fate,
        "reason": record.reason,
        "mail_due": moment(record.due_at) if record.fate == notices.WAITING else None,
        "sent_at": moment(record.sent_at),
        "seen_at": moment(record.read_at),
    }
