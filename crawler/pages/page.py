"""What one page gives: its mentions and the ways on."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.items import Mention, Verdict


@dataclass(frozen=True, slots=True)
class Detail:
    """The address of the page with the whole text of a cut mention."""

    native_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """What was read on one page; `notes` are sentences for the operator, `verdict_hint` says what the page is instead.

    `whole` is the record that a detail page is about, read as the definition's `detail` says.
    """

    mentions: tuple[Mention, ...] = ()
    next_url: str | None = None
    details: tuple[Detail, ...] = ()
    verdict_hint: Verdict | None = None
    notes: tuple[str, ...] = ()
    whole: Mention | None = None
