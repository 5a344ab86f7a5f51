"""When two posts are proposed to be of one customer or of one complaint, and by what evidence (E5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from moderation.duplicates import likeness, shingles
from moderation.identity import clues, distinctive, folded

ALIKE = 0.35  # share of shingles from which on two texts are one complaint
ALIKE_BY_NAME = 0.25  # the same, where both bear the same name
COMMON = 5  # authors of one name from which on the name says nothing
NAME, TEXT = "name", "text"
# How sure each kind of evidence is by itself, at full strength.
_WEIGHT: Mapping[str, float] = MappingProxyType({"order": 0.95, "email": 0.97, "phone": 0.95, TEXT: 0.95, NAME: 0.6})


class Kind(StrEnum):
    """What a link says: two authors are one person, or two posts are one complaint (and so of one person)."""

    AUTHOR = "author"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two posts have in common: name, text, order, email or phone; and how much of it, 0 to 1."""

    what: str
    strength: float


@dataclass(frozen=True, slots=True)
class Post:
    """What is compared: the name of an author, and a text."""

    author: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A link worth a person's look; `score` is how sure the evidence is together, 0 to 1."""

    kind: Kind
    evidence: tuple[Evidence, ...]
    score: float


def compare(one: Post, other: Post, *, known: Iterable[str] = ()) -> Proposal | None:
    """Propose that two posts are one complaint, None where too little says so. `known` are digests that say nothing.

    The same whichever of the two comes first.
    """
    form = folded(one.author)
    named = bool(form) and form == folded(other.author)
    theirs, ignored = clues(other.text), set(known)
    kinds = {kind for digest, kind in clues(one.text).items() if digest in theirs and digest not in ignored}
    alike = likeness(shingles(one.text), shingles(other.text))
    found = [Evidence(kind, 1.0) for kind in sorted(kinds)]
    if alike >= (ALIKE_BY_NAME if named else ALIKE):
        found.append(Evidence(TEXT, round(alike, 2)))
    if not found:
        return None
    if named:
        found.append(_by_name(form))
    # A telephone or an address tells who it is, an order or the words tell what it is about.
    about = any(evidence.what in ("order", TEXT) for evidence in found)
    return proposal(Kind.COMPLAINT if about else Kind.AUTHOR, found)


def by_name(form: str, bearers: int, *, same_site: bool) -> Proposal | None:
    """Propose that two authors of one folded name are one person; None where the name says too little.

    `bearers` have it. A first name alone says something only on one site, where a forum would not give it twice.
    """
    if not form or bearers > COMMON or not (distinctive(form) or same_site):
        return None
    return proposal(Kind.AUTHOR, [_by_name(form)])


def _by_name(form: str) -> Evidence:
    return Evidence(NAME, 1.0 if distinctive(form) else 0.5)


def proposal(kind: Kind, evidence: Iterable[Evidence]) -> Proposal:
    """Weigh evidence together: each piece takes away its share of what doubt is left."""
    found = tuple(sorted(evidence, key=lambda one: (-_WEIGHT[one.what] * one.strength, one.what)))
    doubt = 1.0
    for one in found:
        doubt *= 1 - _WEIGHT[one.what] * one.strength
    return Proposal(kind, found, round(1 - doubt, 2))
