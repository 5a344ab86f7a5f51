"""Entering at the desk: a complaint from telephone, mail or shop (D2), and how its customer is reached."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import Forbidden, NotFound
from moderation import entering
from moderation.case import Act
from moderation.channels import channel_of
from moderation.people import UNMASK, may, require
from moderation.queue import CaseView, case_view
from moderation.store import entered

if TYPE_CHECKING:
    from moderation.entering import Entry
    from moderation.people import Person
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store
    from moderation.store.entered import EnteredRecord
    from moderation.tagging import Tagger


def enter(store: Store, person: Person, entry: Entry, *, book: Rulebook, tagger: Tagger, now: datetime) -> CaseView:
    """Enter a complaint as a case, and give it. Raises Forbidden, UsageError, and Impossible for a key that was used before."""
    require(person, Act.RECEIVE)
    taken = entering.take(store, entry, by=person.login, book=book, tagger=tagger, now=now)
    return case_view(store, taken.case, book, now)


def contact(store: Store, person: Person, view: CaseView) -> EnteredRecord:
    """Give how the customer of a case is reached, whole, to who must know it: its owner, who took it, who sees personal data.

    Raises NotFound for a case from a site, whose customers are answered there, and Forbidden.
    """
    record = entry_of(store, view)
    if record is None:
        raise NotFound(f"case {view.id} was found on a site; nothing is known of its customer but what stands there")
    if not knows(person, view, record):
        raise Forbidden(
            f"case {view.id}: only its owner and who took it see how the customer is reached."
            f" Take it first: otklik assign {view.id} {person.login}"
        )
    return record


def entry_of(store: Store, view: CaseView) -> EnteredRecord | None:
    """Give how a complaint came that no scan found, None for one from a site."""
    if channel_of(view.site) is None:
        return None
    with store.read() as tx:
        return entered.of_case(tx, view.id)


def knows(person: Person, view: CaseView, record: EnteredRecord) -> bool:
    """Say whether a person sees how the customer is reached."""
    return may(person, UNMASK) or (may(person, Act.RECEIVE) and person.login in (view.state.owner, record.taken_by))


def contact_document(record: EnteredRecord) -> dict[str, object]:
    """Give how a customer is reached as a document."""
    return {
        "channel": record.channel,
        "contact": record.contact,
        "taken_by": record.taken_by,
        "entered_at": record.entered_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "forgotten": record.forgotten_at is not None,
    }
