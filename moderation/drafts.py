"""The text that a person is writing and has not handed in: kept per person, case and kind, so that nothing typed is lost."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import NotFound, UsageError
from moderation.case import Act
from moderation.people import VIEW, Person, require
from moderation.store import answers, cases
from moderation.store.answers import DraftRecord

if TYPE_CHECKING:
    from moderation.store.engine import Store

LONGEST = 100_000  # bytes
# The acts that hand in a text for the customer or for a colleague.
KINDS = ("reply", "acknowledge", "delay", "thank", "handover")


def save(store: Store, person: Person, n: int, text: str, *, now: datetime, kind: str = "reply") -> DraftRecord | None:
    """Keep a person's text of a case; an empty one is forgotten. It is on the disk when this returns.

    Raises NotFound, Forbidden, and UsageError for a kind that there is not or more than 100 kB.
    """
    require(person, Act.REPLY)
    checked_kind(kind)
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LONGEST:
        raise UsageError(f"draft: the text has {size // 1000} kB; at most {LONGEST // 1000} kB are kept. Shorten it")
    kept = DraftRecord(n, person.login, kind, text, now)
    with store.write() as tx:
        _look(cases.record(tx, n), n)
        if not text.strip():
            answers.drop_draft(tx, n, person.login, kind)
            return None
        answers.save_draft(tx, kept)
        return answers.draft_of(tx, n, person.login, kind)


def load(store: Store, person: Person, n: int, *, kind: str = "reply") -> DraftRecord | None:
    """Give a person's own text of a case, None where there is none. Raises NotFound, UsageError."""
    require(person, VIEW)
    checked_kind(kind)
    with store.read() as tx:
        _look(cases.record(tx, n), n)
        return answers.draft_of(tx, n, person.login, kind)


def every(store: Store, person: Person, n: int) -> dict[str, DraftRecord]:
    """Give a person's own texts of a case by kind."""
    with store.read() as tx:
        return {text.kind: text for text in answers.drafts_of(tx, n, person.login)}


def drop(store: Store, person: Person, n: int, *, kind: str = "reply") -> bool:
    """Forget a person's own text; give whether there was one. Raises NotFound, UsageError."""
    require(person, VIEW)
    checked_kind(kind)
    with store.write() as tx:
        _look(cases.record(tx, n), n)
        return answers.drop_draft(tx, n, person.login, kind)


def checked_kind(kind: str) -> str:
    """Give the kind of a text back. Raises UsageError that lists the kinds."""
    if kind not in KINDS:
        raise UsageError(f'kind: "{kind[:40]}" is no kind of text. Write one of: {", ".join(KINDS)}')
    return kind


def _look(found: object, n: int) -> None:
    if found is None:
        raise NotFound(f"there is no case {n}. See the open ones: otklik queue")
