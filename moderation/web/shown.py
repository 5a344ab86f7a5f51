"""Crawled text made fit for a page: harmless, and with personal data masked for those who may not see it (decision 7)."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.masking import mask
from moderation.people import UNMASK, Person, may
from moderation.plain import neutral, one_line

EXCERPT = 400  # characters of a text in a list; the page shows two lines of it


@dataclass(frozen=True, slots=True)
class Shown:
    """How texts from the web are shown to one person."""

    masked: bool

    def whole(self, text: str | None) -> str:
        """Give a whole text with its paragraphs."""
        plain = neutral((text or "").replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
        return mask(plain) if self.masked else plain

    def line(self, text: str | None, limit: int = 120) -> str:
        """Give a name or headline on one line."""
        # Cut long before it is masked, so that half a number cannot come near the part that is shown.
        plain = one_line((text or "")[: limit * 20])
        return one_line(mask(plain) if self.masked else plain, limit)

    def excerpt(self, text: str | None) -> str:
        """Give the beginning of a text for a list."""
        return self.line(text, EXCERPT)


def shown_to(person: Person) -> Shown:
    """Say how texts are shown to a person: whole to those who may see personal data."""
    return Shown(masked=not may(person, UNMASK))
