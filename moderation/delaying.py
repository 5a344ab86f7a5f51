"""The delay notice: drafted from the prepared text with the reason and the new date, owed until it is handed in (A5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from moderation.case import Act
from moderation.plain import one_line
from moderation.prepared import one, prepared
from moderation.templates import LONGEST_VALUE

if TYPE_CHECKING:
    from config.settings import Settings
    from moderation.case import Event
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.rulebook import Rulebook


def owed(events: Sequence[Event]) -> Event | None:
    """Give the delay that was recorded last, where the customer has had no notice of it; None where nothing is owed."""
    last = next((event for event in reversed(events) if event.act is Act.DELAY), None)
    return None if last is None or last.data.get("reply") is not None else last


def until_of(event: Event) -> datetime:
    """Give the date of a delay."""
    return datetime.fromisoformat(str(event.data["until"]))


def notice(
    view: CaseView, person: Person, until: datetime, why: str, *, settings: Settings, book: Rulebook, now: datetime
) -> str:
    """Give the prepared notice as far as it can be filled; nothing where no template of this kind speaks the case's language.

    What a person must still say stands in it as {{place}}. Raises ConfigError for a folder of templates with a mistake.
    """
    fitting = [found for found in prepared(view, "delay", person, settings=settings, book=book, now=now) if found.choice.fits]
    if not fitting:
        return ""
    template = fitting[0].template
    date = until.astimezone(ZoneInfo(book.timezone)).date().isoformat()
    told = {"reason": one_line(why, LONGEST_VALUE).rstrip("."), "by": date}
    values = {name: value for name, value in told.items() if name in template.variables}
    found = one(view, template.name, person, settings=settings, book=book, now=now, values=values)
    return found.filled.text if found.filled else ""
