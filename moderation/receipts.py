"""Complaints by the form: a receipt for each, and what its number opens (A3, A5, A6).

The number is made of the key that the form was served with, so that a form sent twice gets the same number. Only digests are
stored. It has 60 bits: with ten thousand complaints and a thousand guesses a second, a hit takes more than three thousand years.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from config.contacts import contact_for
from config.errors import Impossible
from moderation import entering
from moderation.auth import digest_of
from moderation.case import Status
from moderation.channels import FORM
from moderation.deadlines import ClockKind
from moderation.queue import CaseView, case_view
from moderation.store import entered

if TYPE_CHECKING:
    from moderation.entering import Entry
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store
    from moderation.tagging import Tagger

BY = "machine:form"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's, without I, L, O and U
LENGTH = 12
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")
# What people read or type in place of a letter or digit, on a Cyrillic keyboard too.
_MEANT = str.maketrans("OILОІАВЕНКМРСТХУЗ", "011" + "01ABEHKMPCTXY3")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a customer gets who sent a complaint: its number, and when it is confirmed and answered at the latest."""

    code: str
    timezone: str
    acknowledge: datetime | None
    reply: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a complaint is, in what its customer may know: moments, our reply, the notice of a delay; nobody's name.

    `expected` is when it is answered at the latest, None once it is. `again`: it was answered or ended, and is worked on again.
    """

    timezone: str
    received: datetime
    acknowledged: datetime | None
    answered: datetime | None
    answered_by: str | None
    ended: datetime | None
    again: bool
    expected: datetime | None
    late: bool
    notice: str
    reply: str
    higher: str


def new_key() -> str:
    """Make the key that a form is served with: 128 random bits."""
    return secrets.token_urlsafe(16)


def code_of(key: str) -> str:
    """Give the number of the receipt that belongs to a key."""
    bits = int.from_bytes(hashlib.sha256(f"otklik receipt {key}".encode()).digest()[:8])
    return "".join(LETTERS[(bits >> 5 * place) & 31] for place in range(LENGTH))


def shown(code: str) -> str:
    """Write a number so that it can be read out: XXXX-XXXX-XXXX."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def read(text: str) -> str | None:
    """Read a number as people type it; None for what cannot be one."""
    plain = re.sub(r"[\s\-–—.]", "", text[:100]).upper().translate(_MEANT)
    return plain if len(plain) == LENGTH and set(plain) <= set(LETTERS) else None


def hand_in(store: Store, entry: Entry, *, book: Rulebook, tagger: Tagger, now: datetime) -> Receipt:
    """Take a complaint of the form in and give its receipt; one whose form was sent before gets the receipt it has.

    Raises UsageError for what cannot be taken.
    """
    key = entry.key if _KEY.fullmatch(entry.key) else new_key()
    entry, code = replace(entry, channel=FORM, key=key, severity=None, at=None), code_of(key)
    known = entering.known(store, key)
    if known is None:
        try:
            known = entering.take(store, entry, by=BY, book=book, tagger=tagger, now=now, receipt=_digest(code)).case
        except Impossible:  # the same form was sent twice at once, and the other one was a moment faster
            known = entering.known(store, key)
            if known is None:
                raise
    view = case_view(store, known, book, now)
    due = {clock.kind: clock.due for clock in view.clocks if clock.running}
    zone = view.terms.hours.timezone
    return Receipt(shown(code), zone, due.get(ClockKind.ACKNOWLEDGE), due.get(ClockKind.REPLY))


def standing(store: Store, text: str, *, language: str, book: Rulebook, now: datetime) -> Standing | None:
    """Say how far the complaint of a receipt is; None for a number that opens nothing, whatever is wrong with it."""
    code = read(text)
    if code is None:
        return None
    with store.read() as tx:
        number = entered.case_by_receipt(tx, _digest(code))
    return None if number is None else _standing(case_view(store, number, book, now), language, book, now)


def _digest(code: str) -> str:
    return digest_of(f"receipt {code}")


def _standing(view: CaseView, language: str, book: Rulebook, now: datetime) -> Standing:
    state = view.state
    expected = next((clock.due for clock in view.clocks if clock.kind is ClockKind.REPLY and clock.running), None)
    contact = contact_for(book.policy.contacts, view.brand, language)
    return Standing(
        timezone=view.terms.hours.timezone,
        received=view.events[0].at,
        acknowledged=state.acknowledged_at,
        answered=state.posted_at,
        answered_by=state.answered_by,
        ended=state.ended_at if not state.status.open else None,
        again=view.status in (Status.RECEIVED, Status.ACKNOWLEDGED) and (state.posted_at is not None or state.reopened > 0),
        expected=expected,
        late=expected is not None and expected < now,
        notice=_notice(view),
        # Posted here and nowhere else: what was told by telephone is not written down for whoever finds the number.
        reply=view.posted.text if view.posted is not None and state.answered_by == FORM else "",
        higher=contact.higher if contact is not None else "",
    )


def _notice(view: CaseView) -> str:
    """Give the notice of the last delay, as long as the answer that it speaks of is waited for (A5)."""
    if not view.status.open or view.status is Status.REPLIED:
        return ""
    since = max((at for at in (view.state.posted_at, view.state.reply_from) if at is not None), default=None)
    told = [reply for reply in view.replies if reply.kind == "delay" and (since is None or reply.drafted_at >= since)]
    return told[-1].text if told else ""
