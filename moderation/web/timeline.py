"""The history of a case as lines to read: who, when, what, why, by a person or by the machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moderation.case import Act, Event
from moderation.deadlines import ClockKind
from moderation.records import ReplyRecord
from moderation.web import customer_words
from moderation.web.links import Link, web_link

if TYPE_CHECKING:
    from moderation.web.speech import Speech

_SHOW_TEXT = (Act.REPLY, Act.POST, Act.HANDOVER)


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline that moved when the calendar was edited."""

    name: str
    was: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history; `text` is the reply it speaks of, `owner`, `until` what an act set, `detail` what it is about."""

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
    detail: str = ""
    moves: tuple[Move, ...] = ()


def entries(events: Sequence[Event], replies: Sequence[ReplyRecord], say: Speech, names: Mapping[str, str]) -> tuple[Entry, ...]:
    """Word events, in their order."""
    texts = {reply.number: reply.text for reply in replies}
    return tuple(_entry(event, texts, say, dict(names)) for event in events)


def _entry(event: Event, texts: Mapping[int, str], say: Speech, names: dict[str, str]) -> Entry:
    data = event.data
    url, owner, until = str(data.get("url") or ""), str(data.get("owner") or ""), data.get("until")
    if event.act in (Act.STAGE, Act.HANDOVER):
        until = data.get("due")
    number = _number(data.get("reply"))
    return Entry(
        at=event.at,
        who=say.by(event.by, names),
        machine=event.by.startswith("machine:"),
        act=str(event.act),
        what=customer_words.what(event, say) or _what(event, say),
        why=say.reason(event.why or str(data.get("rule") or "")),
        url=url,
        link=web_link(url),
        owner=names.get(owner, owner),
        until=datetime.fromisoformat(str(until)) if until else None,
        number=number,
        text=texts.get(number, "") if number is not None and event.act in _SHOW_TEXT else "",
        detail=_detail(event, say, names),
        moves=_moves(event, say) if event.act is Act.RECKON else (),
    )


def _detail(event: Event, say: Speech, names: Mapping[str, str]) -> str:
    """Name the department or the stage that an event is about."""
    told = {name: str(event.data.get(name) or "") for name in ("department", "op", "plan", "name", "where")}
    department = names.get(f"department:{told['department']}", told["department"])
    if event.act is not Act.STAGE and not (event.act is Act.RETURN and told["op"]):
        return department
    name = names.get(f"plan:{told['plan']}", told["plan"]) if told["plan"] else names.get(f"stage:{told['name']}", told["name"])
    return " · ".join(filter(None, (department, name, say.label("stage", told["op"]), told["where"])))


def _moves(event: Event, say: Speech) -> tuple[Move, ...]:
    data = event.data
    kinds = [kind for kind in ClockKind if data.get(kind) and data.get(f"{kind}_was")]
    return tuple(Move(say.label("clock", kind), _moment(data[f"{kind}_was"]), _moment(data[kind])) for kind in kinds)


def _moment(value: object) -> datetime:
    return datetime.fromisoformat(str(value))


def _what(event: Event, say: Speech) -> str:
    """Name an act, and of an outcome what it says."""
    done = say.label("done", event.act)
    if event.act is not Act.RESOLVE:
        return done
    said = [say.label(name, str(event.data[name])) for name in ("resolution", "reaction") if event.data.get(name)]
    return f"{done}: {', '.join(said)}" if said else done


def _number(value: str | int | None) -> int | None:
    return int(value) if value is not None and str(value).isdigit() else None
