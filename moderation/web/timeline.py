"""The history of a case as lines to read: who, when, what, why, by a person or by the machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moderation.case import Act, Event
from moderation.records import ReplyRecord
from moderation.web import customer_words
from moderation.web.links import Link, web_link

if TYPE_CHECKING:
    from moderation.web.speech import Speech

_SHOW_TEXT = (Act.REPLY, Act.POST)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history; `text` is the reply that it speaks of, `owner` and `until` what an act set."""

    at: datetime
    who: str
    machine: bool
    act: str
    what: str
    why: str
    url: str
    link: Link | None
    owner: str
    until: datetime | None
    number: int | None
    text: str


def entries(events: Sequence[Event], replies: Sequence[ReplyRecord], say: Speech, names: Mapping[str, str]) -> tuple[Entry, ...]:
    """Word events, in their order."""
    texts = {reply.number: reply.text for reply in replies}
    return tuple(_entry(event, texts, say, dict(names)) for event in events)


def _entry(event: Event, texts: Mapping[int, str], say: Speech, names: dict[str, str]) -> Entry:
    data = event.data
    url, owner, until = str(data.get("url") or ""), str(data.get("owner") or ""), data.get("until")
    number = _number(data.get("reply"))
    return Entry(
        at=event.at,
        who=say.by(event.by, names),
        machine=event.by.startswith("machine:"),
        act=str(event.act),
        what=customer_words.what(event, say) or say.label("done", event.act),
        why=say.reason(event.why or str(data.get("rule") or "")),
        url=url,
        link=web_link(url),
        owner=names.get(owner, owner),
        until=datetime.fromisoformat(str(until)) if until else None,
        number=number,
        text=texts.get(number, "") if number is not None and event.act in _SHOW_TEXT else "",
    )


def _number(value: str | int | None) -> int | None:
    return int(value) if value is not None and str(value).isdigit() else None
