"""Post the letter of a week to its recipients, each once: the ledger is written before the mail server is spoken to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import ConfigError
from moderation.digest.letter import address, build, message_id
from moderation.digest.smtp import Fate, Outcome, Unsent, deliver
from moderation.store import letters

if TYPE_CHECKING:
    from config.settings import MailSettings
    from moderation.digest.render import Letter
    from moderation.store.engine import Store

DIED = "an earlier run ended while the letter was handed over"
INTERRUPTED = "interrupted before the letter was handed over"


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of the letter to one recipient; `before` says that an earlier run had settled it and nothing was sent now."""

    recipient: str
    fate: Fate
    reason: str = ""
    before: bool = False


@dataclass(frozen=True, slots=True)
class Posting:
    """One letter about to be posted: its edition ("2026-W47"), its text, and on whose behalf."""

    edition: str
    letter: Letter
    company: str


def everyone(addresses: Sequence[str]) -> tuple[str, ...]:
    """Check addresses and name each mailbox once. Raises UsageError for what is none."""
    found = {address(given).lower(): address(given) for given in reversed(addresses)}
    return tuple(reversed(found.values()))


def ready(mail: MailSettings) -> None:
    """Check that the settings name a mail server and a sender. Raises ConfigError."""
    for key, value, example in (("host", mail.host, "smtp.example.org"), ("sender", mail.sender, "otklik@example.org")):
        if not value:
            raise ConfigError(f"mail.{key} is not set, so no letter can be sent. Write it, for example {example}")


def post(
    store: Store, posting: Posting, recipients: Sequence[str], mail: MailSettings, *, clock: Callable[[], datetime], again: bool
) -> Iterator[Posted]:
    """Send the letter to every recipient who has not had it, and give what became of each as soon as it is known.

    With `again` also to those who had it, refused it or may have it. When the server is down, nobody else is tried.
    """
    down: Outcome | None = None
    # Claim, send, settle, each durable before the next: whatever breaks, the ledger says what is certain.
    for recipient in everyone(recipients):
        found = _claim(store, posting, recipient, mail.sender, clock(), again=again)
        if found is not None:
            yield found
            continue
        try:
            outcome = down or _deliver(posting, recipient, mail, clock())
        except Unsent:
            _settle(store, posting, recipient, Outcome(Fate.LATER, INTERRUPTED), clock())
            raise
        _settle(store, posting, recipient, outcome, clock())
        down = outcome if outcome.down else None
        yield Posted(recipient, outcome.fate, outcome.reason)


def _settle(store: Store, posting: Posting, recipient: str, outcome: Outcome, now: datetime) -> None:
    with store.write() as tx:
        letters.settle(tx, posting.edition, recipient.lower(), str(outcome.fate), outcome.reason, now)


def _deliver(posting: Posting, recipient: str, mail: MailSettings, now: datetime) -> Outcome:
    letter, edition = posting.letter, posting.edition
    return deliver(build(letter, edition=edition, sender=mail.sender, to=recipient, company=posting.company, now=now), mail)


def _claim(store: Store, posting: Posting, recipient: str, sender: str, now: datetime, *, again: bool) -> Posted | None:
    """Claim the letter to one recipient, durably; where it cannot be claimed, give what became of it before."""
    week, mailbox = posting.edition, recipient.lower()
    with store.write() as tx:
        if letters.claim(tx, week, mailbox, message_id(week, recipient, sender), now, again=again):
            return None
        letters.doubt(tx, week, mailbox, DIED)
        found = letters.one(tx, week, mailbox)
    assert found is not None
    return Posted(recipient, Fate(found.fate), found.reason, before=True)
