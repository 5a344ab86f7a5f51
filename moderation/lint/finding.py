"""What the lint is told about a reply, and what it finds in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Level(StrEnum):
    """What a finding does: `block` stands in the way of approving and posting, `warn` only tells, `off` is not looked for."""

    BLOCK = "block"
    WARN = "warn"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


@dataclass(frozen=True, slots=True)
class About:
    """What the lint must know beside the text; what is not known is not checked.

    `language` is that of the complaint (ISO 639-1). `limit` is the site's longest reply in characters. `recent` are the last
    replies on that site, newest first. `budget` is what the person may give away (B12). `author` is the customer's public
    name, `complaint` the customer's text, `contacts` the company's own telephone numbers and addresses. `public` says that
    strangers will read it; `whole` that it is the reply in substance, not an acknowledgement, a notice or thanks.
    """

    language: str | None = None
    limit: int | None = None
    recent: tuple[str, ...] = ()
    budget: Money | None = None
    author: str = ""
    complaint: str = ""
    contacts: tuple[str, ...] = ()
    public: bool = True
    whole: bool = True
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Something a rule saw: where, and which message of it tells what (moderation/lint/messages.py)."""

    rule: str
    start: int = 0
    end: int = 0
    message: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, as people read it.

    `cites` is the requirement of the practice (A6, B5, …), `quote` the words at `start`:`end`, empty where something is missing. `why`
    and `fix` are English sentences with places for `facts`: doors translate the sentence, then fill it.
    """

    rule: str
    cites: str
    severity: Level
    quote: str
    start: int
    end: int
    why: str
    fix: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Say whether the reply must not go out like this."""
        return self.severity is Level.BLOCK

    @property
    def reason(self) -> str:
        """Say in English what is wrong."""
        return self.why % self.facts

    @property
    def advice(self) -> str:
        """Say in English what to write instead."""
        return self.fix % self.facts
