"""What stands on the page of a case beside its complaint, forms and clocks: one function for each panel.

A panel is a template with its values: inside it they are `it`, and everything of the page is there too. To add one, copy the
nearest, and name it in PANELS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.web.speech import Speech


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: where it stands, how it is drawn, and what it shows."""

    template: str
    place: Literal["main", "side"] = "side"
    values: Mapping[str, Any] = field(default_factory=dict)


Maker = Callable[["Context", "Person", "CaseView", "Speech"], Panel | None]

PANELS: tuple[Maker, ...] = ()


def panels(context: Context, person: Person, view: CaseView, say: Speech) -> tuple[Panel, ...]:
    """Make the panels of a case for one person, in their order."""
    made = (maker(context, person, view, say) for maker in PANELS)
    return tuple(panel for panel in made if panel is not None)
