"""How mentions and cases are looked for: by a filter of the queue, or by words anywhere in the journal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.labels import TOPICS
from moderation import channels
from moderation.documents import Document
from moderation.filters import ANY, NAMED, NOBODY, NONE, Filter, parse_filter, unknown
from moderation.folding import asked, first, occurs
from moderation.masking import mask
from moderation.moments import moment
from moderation.plain import one_line
from moderation.store import finding, people
from moderation.store import queue as lines
from moderation.store import search as stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from config.catalogue import Catalogue
    from config.settings import Settings
    from config.stages import Department
    from moderation.store.engine import Store
    from moderation.store.search import Found

MOST = 200  # lines of one page
EXCERPT = 300  # letters of a text in a line
_PART = re.compile(r"\S+")


def wanted_of(
    text: str,
    store: Store,
    settings: Settings,
    catalogue: Callable[[], Catalogue],
    departments: Callable[[], Sequence[Department]] = tuple,
) -> Filter:
    """Read a filter of the queue, and see that its names are names of this installation.

    Raises UsageError that names the nearest one. `catalogue` and `departments` are read only where a filter names one of them.
    """
    wanted = parse_filter(text, settings.timezone)
    for key in NAMED:
        if values := getattr(wanted, key):
            _check(store, key, values, _names(key, store, settings, catalogue, departments))
    return wanted


def _names(
    key: str,
    store: Store,
    settings: Settings,
    catalogue: Callable[[], Catalogue],
    departments: Callable[[], Sequence[Department]],
) -> tuple[str, ...]:
    if key == "site":
        return (*(site.name for site in catalogue().sites), *channels.SITES)
    if key == "brand":
        return tuple(brand.name for brand in settings.brands)
    if key == "topic":
        return TOPICS
    if key == "cause":
        from config.policy import load_policy  # late: only this key needs the policy

        return (NONE, *load_policy(settings).causes)
    if key == "owner":
        with store.read() as tx:
            return (NOBODY, *(person.login for person in people.every(tx)))
    return tuple(department.name for department in departments())


def _check(store: Store, key: str, values: Sequence[str], known: tuple[str, ...]) -> None:
    for value in values:
        if value in known or (key, value) == ("department", ANY):
            continue
        # What is on no list any more, a retired site or a brand that was sold, still has cases; so has an own model's topic.
        with store.read() as tx:
            if not lines.knows(tx, key, value):
                raise unknown(key, value, known or lines.names(tx, key))


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Some of the mentions that hold the words, newest first; `after` is the id before which the next page begins.

    `asked` are the words that were looked for, none where the text holds no word.
    """

    asked: tuple[str, ...]
    found: tuple[Found, ...]
    after: int | None


def search(store: Store, text: str, *, limit: int = MOST, before: int | None = None) -> SearchPage:
    """Find the mentions whose text or author holds every word of a text (see `asked`). Any text may be asked."""
    sought = asked(text)
    limit = max(1, min(limit, MOST))
    with store.read() as tx:
        # One more than is shown tells whether there is a next page.
        keys = finding.ids(tx, (sought,), limit=limit + 1, before=before) if sought else []
        found = stored.lines(tx, keys[:limit])
    return SearchPage(sought, found, keys[limit - 1] if len(keys) > limit else None)


def excerpt(body: str, sought: Sequence[str], limit: int = EXCERPT) -> str:
    """Give the part of a text, already masked, where the first of the words stands; its beginning where none does."""
    flat = one_line(body)
    if len(flat) <= limit:
        return flat
    place = min(first(flat, sought), len(flat) - 1)
    start = 0 if place < limit // 2 else place - limit // 4
    start = start and (flat.find(" ", start, place) + 1 or start)
    return ("…" if start else "") + one_line(flat[start:], limit)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `hit` says that it is one of the words that were asked for."""

    text: str
    hit: bool


def pieces(text: str, sought: Sequence[str]) -> tuple[Piece, ...]:
    """Cut a text into what was asked for and the rest."""
    found: list[Piece] = []
    done = 0
    for part in _PART.finditer(text):
        if occurs(part[0], sought):
            found += [Piece(text[done : part.start()], False), Piece(part[0], True)]
            done = part.end()
    return tuple(piece for piece in (*found, Piece(text[done:], False)) if piece.text)


def found_document(found: Found, sought: Sequence[str]) -> Document:
    """Give one line of what was found, personal data masked."""
    case: Mapping[str, object] | None = None
    if found.case_id is not None and found.status is not None:
        case = {"id": found.case_id, "status": found.status.value}
    return {
        "mention": found.id,
        "case": case,
        "outcome": found.outcome,
        "site": found.site,
        "brand": found.brand,
        "author": None if found.author is None else mask(found.author),
        "title": None if found.headline is None else mask(found.headline),
        "excerpt": excerpt(mask(found.body), sought),
        "url": found.url,
        "language": found.language,
        "rating": None if found.rating is None else {"value": found.rating.value, "best": found.rating.best},
        "published": moment(found.published),
        "first_seen": moment(found.first_seen),
        "withdrawn": found.withdrawn,
    }
