"""Authors, what their posts have in common, and the links between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select, tuple_, update
from sqlalchemy import insert as plain_insert

from moderation.linking import Evidence, Kind, Proposal
from moderation.store import bulk
from moderation.store.base import LAST_KEY
from moderation.store.mentions import MOST_PARAMETERS
from moderation.store.schema import cases, memory, mention, revision
from moderation.store.tables.customers import author, band, clue, decision, link, voice
from moderation.store.upsert import insert

PROPOSED, ACCEPTED, REFUSED = "proposed", "accepted", "refused"
MOST_ALIKE = 20  # posts with one and the same clue or band that are looked at; what more have says nothing


@dataclass(frozen=True, slots=True)
class Posted:
    """A mention as it is compared with others; `case_id` is None where no case was made of it."""

    id: int
    site: str
    author: str | None
    headline: str | None
    body: str
    case_id: int | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """An author of a folded name: its site, its first mention, and whether a case was made of any of them."""

    folded: str
    site: str
    first: int
    complained: bool


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What a person said about a link: accept, refuse or undo."""

    answer: str
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """A link between two mentions, `one` the older, with what was decided of it; `state` is proposed, accepted or refused."""

    id: int
    kind: Kind
    one: int
    other: int
    evidence: tuple[Evidence, ...]
    score: float
    state: str
    proposed_at: datetime
    decisions: tuple[DecisionRecord, ...] = ()


def remembered(tx: Connection, name: str) -> int:
    """Give a number that the machine keeps between two runs, 0 where there is none yet."""
    return int(tx.execute(select(memory.c.value).where(memory.c.name == name)).scalar() or 0)


def remember(tx: Connection, name: str, value: int, now: datetime) -> None:
    """Keep a number between two runs."""
    row = {"value": str(value), "at": now}
    tx.execute(insert(tx, memory).values(name=name, **row).on_conflict_do_update(index_elements=["name"], set_=row))


_POSTED = (mention.c.id, mention.c.site, mention.c.author, mention.c.headline, mention.c.body, cases.c.id.label("case_id"))


def _posts() -> Select[Any]:
    return select(*_POSTED).select_from(mention.outerjoin(cases, cases.c.mention_id == mention.c.id))


def posts_after(tx: Connection, last: int, limit: int) -> tuple[Posted, ...]:
    """List the mentions after a number, in order."""
    rows = tx.execute(_posts().where(mention.c.id > last).order_by(mention.c.id).limit(limit))
    return tuple(Posted(*row) for row in rows)


def revised_after(tx: Connection, last: int, limit: int) -> tuple[tuple[int, ...], int]:
    """Give the mentions that were edited since a revision, and the number of the newest revision among them."""
    rows = tx.execute(
        select(revision.c.id, revision.c.mention_id).where(revision.c.id > last).order_by(revision.c.id).limit(limit)
    ).all()
    return tuple({row.mention_id for row in rows}), rows[-1].id if rows else last


def posts(tx: Connection, keys: Iterable[int]) -> dict[int, Posted]:
    """Give mentions by number."""
    found = (Posted(*row) for part in _parts(keys) for row in tx.execute(_posts().where(mention.c.id.in_(part))))
    return {one.id: one for one in found}


def _parts(keys: Iterable[Any]) -> Iterable[list[Any]]:
    known = sorted(set(keys))
    return (known[start : start + MOST_PARAMETERS] for start in range(0, len(known), MOST_PARAMETERS))


def keep_authors(tx: Connection, rows: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], int]:
    """Write authors by site and name, each with its folded name, where they are not there yet; give their numbers."""
    values = [{"site": site, "name": name, "folded": form} for (site, name), form in rows.items()]
    bulk.write(tx, insert(tx, author).on_conflict_do_nothing(index_elements=["site", "name"]), values)
    found: dict[tuple[str, str], int] = {}
    for site in {site for site, _ in rows}:
        for part in _parts(name for place, name in rows if place == site):
            wanted = select(author.c.name, author.c.id).where(author.c.site == site, author.c.name.in_(part))
            found |= {(site, row.name): row.id for row in tx.execute(wanted)}
    return found


def keep_voices(tx: Connection, rows: Mapping[int, int]) -> None:
    """Write whose posts these are: author by mention."""
    statement = insert(tx, voice)
    new = statement.on_conflict_do_update(index_elements=["mention_id"], set_={"author_id": statement.excluded.author_id})
    bulk.write(tx, new, [{"mention_id": key, "author_id": given} for key, given in rows.items()])


def keep_clues(tx: Connection, rows: Iterable[tuple[str, int]]) -> None:
    """Write digests of posts. Those of an earlier text stay: whatever they find is compared again as it stands."""
    values = [{"digest": digest, "mention_id": key} for digest, key in rows]
    bulk.write(tx, insert(tx, clue).on_conflict_do_nothing(index_elements=["digest", "mention_id"]), values)


def keep_bands(tx: Connection, rows: Iterable[tuple[int, int]]) -> None:
    """Write bands of posts."""
    values = [{"number": number, "mention_id": key} for number, key in rows]
    bulk.write(tx, insert(tx, band).on_conflict_do_nothing(index_elements=["number", "mention_id"]), values)


def sharing_clues(tx: Connection, digests: Iterable[str]) -> dict[str, list[int]]:
    """Give the posts that hold each digest."""
    found: dict[str, list[int]] = {}
    for part in _parts(digests):
        for row in tx.execute(select(clue.c.digest, clue.c.mention_id).where(clue.c.digest.in_(part))):
            found.setdefault(row.digest, []).append(row.mention_id)
    return found


def sharing_bands(tx: Connection, numbers: Iterable[int]) -> dict[int, list[int]]:
    """Give the posts that share each band."""
    found: dict[int, list[int]] = {}
    for part in _parts(numbers):
        for row in tx.execute(select(band.c.number, band.c.mention_id).where(band.c.number.in_(part))):
            found.setdefault(row.number, []).append(row.mention_id)
    return found


def how_many(tx: Connection, forms: Iterable[str]) -> dict[tuple[str, str], int]:
    """Count the authors of folded names by name and site."""
    found: dict[tuple[str, str], int] = {}
    for part in _parts(forms):
        wanted = select(author.c.folded, author.c.site, func.count()).where(author.c.folded.in_(part))
        found |= {(row[0], row[1]): row[2] for row in tx.execute(wanted.group_by(author.c.folded, author.c.site))}
    return found


def bearers(tx: Connection, places: Iterable[tuple[str, str]]) -> tuple[Bearer, ...]:
    """Give the authors of folded names on sites, each with its first mention."""
    told = author.join(voice, voice.c.author_id == author.c.id).outerjoin(cases, cases.c.mention_id == voice.c.mention_id)
    first, complained = func.min(voice.c.mention_id), func.max(cases.c.id).is_not(None)
    wanted = select(author.c.folded, author.c.site, first, complained).select_from(told).group_by(*author.c)
    return tuple(
        Bearer(form, site, key, bool(case))
        for part in _parts(places)
        for form, site, key, case in tx.execute(wanted.where(tuple_(author.c.folded, author.c.site).in_(part)))
    )


def propose(tx: Connection, rows: Mapping[tuple[int, int], Proposal], now: datetime) -> int:
    """Write proposals between pairs of mentions; give how many are new. What a person has decided is never asked again."""
    values = [
        {
            "kind": str(given.kind),
            "one": min(pair),
            "other": max(pair),
            "evidence": [[found.what, found.strength] for found in given.evidence],
            "score": given.score,
            "state": PROPOSED,
            "proposed_at": now,
        }
        for pair, given in rows.items()
    ]
    before = _count(tx)
    bulk.write(tx, insert(tx, link).on_conflict_do_nothing(index_elements=["kind", "one", "other"]), values)
    return _count(tx) - before


def _count(tx: Connection) -> int:
    return tx.execute(select(func.count()).select_from(link)).scalar() or 0


def link_between(tx: Connection, kind: Kind, one: int, other: int, now: datetime) -> int:
    """Give the number of the link between two mentions, made by a person's word where there is none."""
    pair = {"kind": str(kind), "one": min(one, other), "other": max(one, other)}
    row = {"evidence": [], "score": 1.0, "state": PROPOSED, "proposed_at": now}
    tx.execute(insert(tx, link).values(**pair, **row).on_conflict_do_nothing(index_elements=list(pair)))
    found = tx.execute(select(link.c.id).where(*(link.c[name] == value for name, value in pair.items()))).scalar()
    assert found is not None
    return int(found)


def decide(tx: Connection, number: int, state: str, said: DecisionRecord) -> None:
    """Write what a person said about a link, and how it stands then."""
    values = {"link_id": number, "answer": said.answer, "by": said.by, "at": said.at, "why": said.why}
    tx.execute(plain_insert(decision).values(values))
    tx.execute(update(link).where(link.c.id == number).values(state=state))


def one_link(tx: Connection, number: int, *, held: bool = False) -> LinkRecord | None:
    """Give one link; `held` keeps others from deciding it before this transaction has ended."""
    if not 0 < number <= LAST_KEY:
        return None
    wanted = select(link).where(link.c.id == number)
    row = tx.execute(wanted.with_for_update() if held else wanted).one_or_none()
    return None if row is None else _links(tx, [row])[0]


def links_of(tx: Connection, keys: Iterable[int]) -> tuple[LinkRecord, ...]:
    """List the links of mentions, the surest first."""
    rows: dict[int, Row[Any]] = {}
    for part in _parts(keys):
        wanted = select(link).where(or_(link.c.one.in_(part), link.c.other.in_(part)))
        rows |= {row.id: row for row in tx.execute(wanted)}
    return _links(tx, sorted(rows.values(), key=lambda row: (-row.score, row.id)))


def open_links(tx: Connection, limit: int, *, after: int | None = None) -> tuple[LinkRecord, ...]:
    """List the links that nobody has decided, the surest first; `after` is the last one of the page before."""
    wanted = select(link).where(link.c.state == PROPOSED).order_by(link.c.score.desc(), link.c.id).limit(limit)
    score = None if after is None else tx.execute(select(link.c.score).where(link.c.id == min(after, LAST_KEY))).scalar()
    if score is not None:
        wanted = wanted.where(or_(link.c.score < score, and_(link.c.score == score, link.c.id > after)))
    return _links(tx, tx.execute(wanted).all())


def _links(tx: Connection, rows: Sequence[Row[Any]]) -> tuple[LinkRecord, ...]:
    told: dict[int, list[DecisionRecord]] = {row.id: [] for row in rows}
    for part in _parts(told):
        for row in tx.execute(select(decision).where(decision.c.link_id.in_(part)).order_by(decision.c.id)):
            told[row.link_id].append(DecisionRecord(row.answer, row.by, row.at, row.why))
    return tuple(
        LinkRecord(
            row.id,
            Kind(row.kind),
            row.one,
            row.other,
            tuple(Evidence(what, strength) for what, strength in row.evidence),
            row.score,
            row.state,
            row.proposed_at,
            tuple(told[row.id]),
        )
        for row in rows
    )
