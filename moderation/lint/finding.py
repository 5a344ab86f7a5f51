"""What the lint is told about a reply, and what it finds in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

Kind = Literal["reply", "acknowledgement", "delay", "thanks"]
KINDS: tuple[Kind, ...] = ("reply", "acknowledgement", "delay", "thanks")
Facts = Mapping[str, str | int]
NONE: Mapping[str, str] = {}


class Level(StrEnum):
    """What a finding does: `block` stands in the way of approving and posting, `warn` only tells."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Situation:
    """What the lint must know beside the text; what is not known is not checked.

    `language` is that of the complaint (ISO 639-1), `limit` the site's longest reply in characters, `recent` the last replies on
    that site. `contacts` are the company's own telephone numbers, mail and web addresses: no personal data of the customer.
    `budget` is what the person may give away, in hundredths by currency (B12). `levels` by rule: block, warn or off. `stop_words`
    are the operator's own for `language`: phrase and better wording; one without takes the bundled phrase away.
    """

    language: str | None = None
    kind: Kind = "reply"
    severity: str = "normal"
    limit: int | None = None
    recent: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    budget: Mapping[str, int] | None = None
    today: date | None = None
    levels: Mapping[str, str] = field(default_factory=dict)
    stop_words: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """Something a rule saw: where, and which message of the rule tells what (moderation/lint/messages.py)."""

    rule: str
    start: int = 0
    end: int = 0
    message: str = ""
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, as people read it.

    `number` is the requirement of the practice (A6, B5, …), `quote` the words at `start`:`end`, empty where something is missing.
    `why` and `fix` are English sentences with places for `facts`: doors translate the sentence, then fill it.
    """

    rule: str
    number: str
    level: Level
    start: int
    end: int
    quote: str
    why: str
    fix: str
    facts: Facts = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Say whether the reply must not go out like this."""
        return self.level is Level.BLOCK

    @property
    def message(self) -> str:
        """Say in English what is wrong."""
        return self.why % self.facts

    @property
    def better(self) -> str:
        """Say in English what to write instead."""
        return self.fix % self.facts
