"""Panels of a case: the prepared texts that fit it, and a reply posted by machine of which nobody knows whether it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.case import Act
from moderation.desk.outbox import state_of
from moderation.people import may
from moderation.prepared import prepared
from moderation.store import answers
from moderation.store.answers import CHECK, SENDING
from moderation.web.panel import Panel

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.web.speech import Speech

BEST = 3  # prepared texts that are named on the page of a case; the others are one step away


def texts(context: Context, person: Person, view: CaseView, say: Speech) -> Panel | None:
    """Name the prepared replies that fit best, for who may write one now."""
    if Act.REPLY not in view.possible or not may(person, Act.REPLY):
        return None
    found = prepared(view, "reply", person, settings=context.settings, book=context.book, now=say.now)
    best = [{"name": one.template.name, "title": one.template.label(say.language)} for one in found if one.choice.fits][:BEST]
    return Panel("panel_texts.html", values={"best": best})


def release(context: Context, person: Person, view: CaseView, say: Speech) -> Panel | None:
    """Ask for a person's word on a reply in doubt; say that one is on its way."""
    with context.store.read() as tx:
        found = next((one for one in answers.releases(tx, view.id) if one.state in (SENDING, CHECK)), None)
    if found is None:
        return None
    asked = state_of(found, say.now) == CHECK
    return Panel("panel_release.html", values={"record": found, "asked": asked, "may": may(person, Act.POST)})
