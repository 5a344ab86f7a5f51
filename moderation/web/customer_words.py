"""What was done about a customer, as a line of the history: more than the name of the act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.case import Act, Event
from moderation.plain import one_line

if TYPE_CHECKING:
    from moderation.web.speech import Speech


def what(event: Event, say: Speech) -> str:
    """Word an act about a customer, nothing for any other act."""
    words, data = say.words, event.data
    if event.act is Act.CONCEDE and data.get("give"):
        given = {"what": say.label("give", str(data["give"])), "amount": say.money(int(str(data["amount"])) / 100)}
        return words.gettext("Conceded: %(what)s, %(amount)s %(currency)s") % {
            **given,
            "currency": one_line(str(data.get("currency") or ""), 8),
        }
    if event.act is Act.MERGE and data.get("into"):
        return words.gettext("Merged into case %(n)d") % {"n": int(str(data["into"]))}
    if event.act is Act.MERGE and data.get("from"):
        return words.gettext("Case %(n)d was merged into this one") % {"n": int(str(data["from"]))}
    if event.act is Act.RESTRICT and data.get("op") == "lift":
        return words.gettext("The restriction was lifted")
    if event.act is Act.LINK and data.get("answer") == "refuse":
        return words.gettext("A link was refused: it is somebody else")
    if event.act is Act.LINK and data.get("answer") == "undo":
        return words.gettext("A decision about a link was taken back")
    return ""
