"""What a panel of the page of a case is; which ones there are stands in panels.py."""

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
