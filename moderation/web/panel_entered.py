"""Panel of a case that no scan found: how its complaint came, and how its customer is reached (D2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.desk import entering
from moderation.masking import mask
from moderation.plain import neutral
from moderation.web.panel import Panel
from moderation.web.persons import names_of

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.web.speech import Speech


def entered(context: Context, person: Person, view: CaseView, say: Speech) -> Panel | None:
    """Say how a complaint came; its customer's contact is whole for who works on it, masked for the others."""
    record = entering.entry_of(context.store, view)
    if record is None:
        return None
    knows = entering.knows(person, view, record)
    contact = neutral(record.contact or "")
    taken_by = say.by(record.taken_by, names_of(context))
    values = {"record": record, "contact": contact if knows else mask(contact), "knows": knows, "taken_by": taken_by}
    return Panel("panel_entered.html", "main", values)
