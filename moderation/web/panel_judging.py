"""The panel of a case that says what persons corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.web.correcting import told
from moderation.web.panel import Panel
from moderation.web.persons import names_of

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.web.speech import Speech


def corrections(context: Context, _person: Person, view: CaseView, say: Speech) -> Panel | None:
    """Show who corrected what; nothing where nobody has."""
    found = told(context, view.mention.id, say, names_of(context))
    return Panel("panel_corrections.html", values={"corrections": found}) if found else None
