"""The filter of the queue as chips: ready-made ones to switch on and off, and the parts of the present one to take away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from moderation.filters import ANY, KEYS, NOBODY, OPEN, Filter

if TYPE_CHECKING:
    from moderation.web.speech import Speech


@dataclass(frozen=True, slots=True)
class Chip:
    """A link that leads to the queue with another filter; `on` says that its filter holds now."""

    text: str
    href: str
    on: bool


_READY = (
    ("overdue", "due", "overdue"),
    ("today", "due", "today"),
    ("mine", "owner", ""),  # filled in with the login of who looks
    ("nobody", "owner", NOBODY),
    ("critical", "severity", "critical"),
    ("replied", "status", "replied"),
    ("waiting", "due", "waiting"),
    ("departments", "department", ANY),
    ("closed", "status", "closed"),
)
_DEFAULT = Filter()


def ready_chips(wanted: Filter, login: str, say: Speech) -> tuple[Chip, ...]:
    """Offer the common filters; each replaces its own key and leaves the others as they are."""
    chips = [Chip(say.label("chip", "open"), "/", wanted == _DEFAULT)]
    for name, key, value in _READY:
        value = value or login
        on = getattr(wanted, key) == (value,)
        put = getattr(_DEFAULT, key) if on else (value,)
        chips.append(Chip(say.label("chip", name), address(wanted.but(key, put)), on))
    return tuple(chips)


def parts(wanted: Filter, login: str) -> tuple[Chip, ...]:
    """Give the parts of a filter that no ready chip shows, each with the address of the queue without it."""
    shown = {(key, (value or login,)) for _, key, value in _READY}
    found = []
    for key in KEYS:
        values = getattr(wanted, key)
        if values == getattr(_DEFAULT, key) or (key, values) in shown:
            continue
        for value in values:
            rest = tuple(other for other in values if other != value) or ((OPEN,) if key == "status" else ())
            found.append(Chip(f"{key}:{value}", address(wanted.but(key, rest)), True))
    for word in wanted.words:
        rest = tuple(other for other in wanted.words if other != word)
        found.append(Chip(word, address(wanted.but("words", rest)), True))
    return tuple(found)


def address(wanted: Filter, **more: str) -> str:
    """Give the address of the queue under a filter."""
    query = {**({"q": str(wanted)} if str(wanted) else {}), **more}
    return f"/?{urlencode(query)}" if query else "/"
