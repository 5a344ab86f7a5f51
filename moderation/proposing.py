"""Look for posts of one customer or of one complaint, and propose links for a person to decide (E5).

It comes after the mentions were taken in, never while they are: `otklik tick` and `otklik link --propose` call it. What was
looked at once is remembered, so that a run costs what is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING

from moderation.duplicates import SHARED, bands, shingles
from moderation.identity import clues, distinctive, folded
from moderation.linking import COMMON, Post, Proposal, by_name, compare
from moderation.plain import one_line
from moderation.store import customers
from moderation.store.customers import MOST_ALIKE, Bearer, Posted
from moderation.store.engine import alone

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from moderation.store.engine import Store

BATCH = 500  # mentions looked at in one transaction
A_TICK = 2_000  # mentions looked at in one tick: a journal that is new to this must not hold up the clocks
NEAREST = 5  # posts with the likest texts that one is compared with: a text posted by hundreds must not make thousands of links
LAST, EDITED = "links: last mention", "links: last revision"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a run brought: mentions looked at, links proposed that were not there before, and whether more is waiting."""

    looked: int
    new: int
    more: bool


def propose(
    store: Store, now: datetime, *, most: int | None = None, told: Callable[[int], None] | None = None
) -> Proposed:  # fmt: skip
    """Look at what came in or was edited since the last run; `most` mentions at most, `told` hears how many so far."""
    looked = new = 0
    while most is None or looked < most:
        seen, found = _batch(store, now)
        looked, new = looked + seen, new + found
        if told is not None:
            told(looked)
        if seen < BATCH:
            return Proposed(looked, new, more=False)
    return Proposed(looked, new, more=True)


def _batch(store: Store, now: datetime) -> tuple[int, int]:
    with store.write() as tx:
        alone(tx)
        fresh = customers.posts_after(tx, customers.remembered(tx, LAST), BATCH)
        edited, newest = customers.revised_after(tx, customers.remembered(tx, EDITED), BATCH)
        looked = {**customers.posts(tx, edited), **{post.id: post for post in fresh}}
        if not looked:
            return 0, 0
        found = _look(tx, tuple(looked.values()))
        new = customers.propose(tx, found, now)
        if fresh:
            customers.remember(tx, LAST, fresh[-1].id, now)
        customers.remember(tx, EDITED, newest, now)
    return max(len(fresh), len(edited)), new


def name_of(site_name: str | None, key: int) -> str:
    """Give the name by which an author is kept: as it is written, without case; one of its own for a name that many bear."""
    # one_line lets no U+0001 through, so nobody can take the name of a post without one.
    return one_line(site_name or "", 200).casefold() if distinctive(folded(site_name)) else f"\x01{key}"


def _look(tx: Connection, fresh: Sequence[Posted]) -> dict[tuple[int, int], Proposal]:
    forms = {post.id: folded(post.author) for post in fresh}
    names = {post.id: (post.site, name_of(post.author, post.id)) for post in fresh}
    authors = customers.keep_authors(tx, {names[post.id]: forms[post.id] for post in fresh})
    customers.keep_voices(tx, {key: authors[name] for key, name in names.items()})
    alike = _by_text(tx, fresh)
    # Where the texts already say that two are one complaint, the name is part of that evidence.
    return {**_by_name(tx, forms), **alike}


def _by_text(tx: Connection, fresh: Sequence[Posted]) -> dict[tuple[int, int], Proposal]:
    given = {post.id: clues(text_of(post)) for post in fresh}
    signed = {post.id: bands(shingles(text_of(post))) for post in fresh if post.case_id is not None}
    customers.keep_clues(tx, ((digest, key) for key, found in given.items() for digest in found))
    customers.keep_bands(tx, ((number, key) for key, found in signed.items() for number in found))
    by_clue = customers.sharing_clues(tx, (digest for found in given.values() for digest in found))
    by_band = customers.sharing_bands(tx, (number for found in signed.values() for number in found))
    # The shop's own telephone stands in many complaints and says nothing about any of them.
    common = {digest for digest, keys in by_clue.items() if len(keys) > MOST_ALIKE}
    pairs = {pair for key, found in given.items() for digest in found for pair in _pairs(key, by_clue[digest])}
    pairs |= {pair for key, found in signed.items() for pair in _near(key, (by_band[number] for number in found))}
    known = {**customers.posts(tx, {key for pair in pairs for key in pair}), **{post.id: post for post in fresh}}
    found = {}
    for one, other in pairs:
        if known[one].case_id is None and known[other].case_id is None:
            continue
        if proposal := compare(_post(known[one]), _post(known[other]), known=common):
            found[one, other] = proposal
    return found


def _pairs(key: int, others: Sequence[int]) -> Iterable[tuple[int, int]]:
    near = others if len(others) <= MOST_ALIKE else sorted(others)[-MOST_ALIKE:]
    return ((min(key, other), max(key, other)) for other in near if other != key)


def _near(key: int, shared: Iterable[Sequence[int]]) -> Iterable[tuple[int, int]]:
    """Pair a post with those that share enough bands with it, the nearest ones."""
    counted = Counter(other for others in shared for other in others if other != key)
    near = [other for other, count in counted.most_common(NEAREST) if count >= SHARED]
    return _pairs(key, near)


def _by_name(tx: Connection, forms: dict[int, str]) -> dict[tuple[int, int], Proposal]:
    counted = customers.how_many(tx, filter(None, forms.values()))
    total = Counter[str]()
    for (form, _), count in counted.items():
        total[form] += count
    # A rare name is compared on every site; of a first name only the bearers on one site, and only while they are few there.
    rare = {place for place, count in counted.items() if 1 < (total[place[0]] if distinctive(place[0]) else count) <= COMMON}
    found: dict[tuple[int, int], Proposal] = {}
    for one, other in _couples(customers.bearers(tx, rare)):
        same = one.site == other.site
        count = total[one.folded] if distinctive(one.folded) else counted[one.folded, one.site]
        proposal = by_name(one.folded, count, same_site=same)
        if proposal is not None and (one.complained or other.complained):
            found[min(one.first, other.first), max(one.first, other.first)] = proposal
    return found


def _couples(bearers: Iterable[Bearer]) -> Iterable[tuple[Bearer, Bearer]]:
    alike: dict[str, list[Bearer]] = {}
    for bearer in bearers:
        alike.setdefault(bearer.folded, []).append(bearer)
    return (couple for found in alike.values() for couple in combinations(found, 2))


def _post(post: Posted) -> Post:
    return Post(post.author, text_of(post))


def text_of(post: Posted) -> str:
    """Give everything that the author has written."""
    return f"{post.headline}\n{post.body}" if post.headline else post.body
