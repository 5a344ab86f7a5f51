"""Mentions: the journal of every post that came in, once each (D1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, select, update
from sqlalchemy import insert as plain_insert

from classifier.labels import Label, Tags
from crawler.items import Mention, Rating, Reply
from moderation.folding import stored
from moderation.records import MentionRecord, RevisionRecord
from moderation.store import bulk, finding
from moderation.store.base import LAST_KEY
from moderation.store.praise import Praised, filtered
from moderation.store.schema import cases, mention, revision, tags
from moderation.store.upsert import insert

MOST_PARAMETERS = 500  # ids named in one statement


@dataclass(frozen=True, slots=True)
class Known:
    """What must be known of a stored mention to judge a new reading of it."""

    id: int
    native_id: str
    digest: str
    reply_digest: str | None
    edits: int
    withdrawn: bool
    outcome: str
    case_id: int | None
    truncated: bool = False


def digests(tx: Connection, site: str) -> dict[str, str]:
    """Give the digest of every mention of a site, by native id."""
    rows = tx.execute(select(mention.c.native_id, mention.c.digest).where(mention.c.site == site))
    return {row.native_id: row.digest for row in rows}


def known(tx: Connection, site: str, native_ids: Sequence[str]) -> dict[str, Known]:
    """Give what is stored of these mentions of a site, by native id."""
    wanted = (
        select(
            mention.c.id,
            mention.c.native_id,
            mention.c.digest,
            mention.c.reply_digest,
            mention.c.edits,
            mention.c.withdrawn_at.is_not(None).label("withdrawn"),
            mention.c.outcome,
            cases.c.id.label("case_id"),
            mention.c.truncated,
        )
        .select_from(mention.outerjoin(cases, cases.c.mention_id == mention.c.id))
        .where(mention.c.site == site)
    )
    found = {}
    for part in _parts(native_ids):
        for row in tx.execute(wanted.where(mention.c.native_id.in_(part))):
            found[row.native_id] = Known(*row)
    return found


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + MOST_PARAMETERS] for start in range(0, len(values), MOST_PARAMETERS))


@dataclass(frozen=True, slots=True)
class Decision:
    """What triage decided of a mention: `outcome` is "case" or "dismissed"."""

    outcome: str
    rule: str
    reason: str


def add(
    tx: Connection,
    rows: Sequence[tuple[Mention, str, Decision]],
    now: datetime,
    folded: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> dict[str, int]:
    """Write new mentions of one site, each with its brand and what triage decided; give their ids by native id.

    `folded` are the words of their texts (`of_text`), by native id, where they are known already. One that is there already is
    left as it is; who writes what follows from its being new must be `alone`.
    """
    if not rows:
        return {}
    values = [
        {
            **_written(read),
            "site": read.site,
            "native_id": read.native_id,
            "brand": brand,
            "first_seen": now,
            "changed_at": None,
            "edits": 0,
            "missed": 0,
            "withdrawn_at": None,
            "outcome": decided.outcome,
            "rule": decided.rule,
            "reason": decided.reason,
        }
        for read, brand, decided in rows
    ]
    last = tx.execute(select(func.max(mention.c.id))).scalar() or 0
    bulk.write(tx, insert(tx, mention).on_conflict_do_nothing(index_elements=["site", "native_id"]), values)
    keys = _ids(tx, rows[0][0].site, [read.native_id for read, _, _ in rows])
    fresh = [read for read, _, _ in rows if keys[read.native_id] > last]
    new = {keys[read.native_id]: _words(read, folded.get(read.native_id)) for read in fresh}
    finding.add(tx, new.items())
    return keys


def _words(read: Mention | Row[Any], known: Sequence[str] | None = None) -> tuple[str, ...]:
    return stored(read.headline, read.body, read.author, known)


def _ids(tx: Connection, site: str, native_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    wanted = select(mention.c.native_id, mention.c.id).where(mention.c.site == site)
    for part in _parts(native_ids):
        found.update({row.native_id: row.id for row in tx.execute(wanted.where(mention.c.native_id.in_(part)))})
    return found


def _written(read: Mention) -> dict[str, Any]:
    rating = read.rating
    return {
        "url": read.url,
        "kind": read.kind,
        "author": read.author,
        "headline": read.headline,
        "body": read.body,
        "published": read.published,
        "published_raw": read.published_raw,
        "precision": None if read.precision is None else str(read.precision),
        "rating_value": None if rating is None else rating.value,
        "rating_best": None if rating is None else rating.best,
        "rating_worst": None if rating is None else rating.worst,
        "rating_raw": None if rating is None else rating.raw,
        "language": read.language,
        "truncated": read.truncated,
        "layers": read.layers,
        "replies": replies_as_json(read.replies),
        "digest": read.digest,
        "reply_digest": read.reply_digest,
    }


def replies_as_json(replies: Iterable[Reply]) -> list[dict[str, str | None]]:
    """Give replies as they are stored."""
    return [
        {
            "text": reply.text,
            "author": reply.author,
            "published": None if reply.published is None else reply.published.isoformat(),
            "published_raw": reply.published_raw,
        }
        for reply in replies
    ]


def revise(tx: Connection, read: Mention, number: int, key: int, now: datetime) -> None:
    """Keep the text that stands as a Revision and put the new one in its place."""
    moment = bindparam("replaced_at", now, type_=revision.c.replaced_at.type)
    kept = (mention.c.headline, mention.c.body, mention.c.rating_value, mention.c.rating_best, mention.c.digest)
    old = select(mention.c.id, bindparam("number", number), *kept, moment).where(mention.c.id == key)
    names = ["mention_id", "number", "headline", "body", "rating_value", "rating_best", "digest", "replaced_at"]
    tx.execute(plain_insert(revision).from_select(names, old))
    _write_text(tx, read, key, edits=number, changed_at=now)


def complete(tx: Connection, read: Mention, key: int) -> None:
    """Put a whole text in place of its first half."""
    _write_text(tx, read, key)


def _write_text(tx: Connection, read: Mention, key: int, **columns: object) -> None:
    """Put a text in the place of the one that stands, its words in the place of the other's."""
    before: Select[Any] = select(mention.c.headline, mention.c.body, mention.c.author).where(mention.c.id == key)
    old = tx.execute(before).one()
    finding.remove(tx, key, _words(old))
    tx.execute(update(mention).where(mention.c.id == key).values(**_text(read), **columns))
    finding.add(tx, [(key, _words(read))])


def _text(read: Mention) -> dict[str, Any]:
    """Give the columns that a later reading writes; when a mention was published is told by the first."""
    return {name: value for name, value in _written(read).items() if name not in ("published", "published_raw", "precision")}


def set_replies(tx: Connection, key: int, read: Mention) -> None:
    """Write what stands under a mention on the site now."""
    values = {"replies": replies_as_json(read.replies), "reply_digest": read.reply_digest}
    tx.execute(update(mention).where(mention.c.id == key).values(values))


def decide(tx: Connection, key: int, decided: Decision) -> None:
    """Write what triage decided of a mention."""
    values = {"outcome": decided.outcome, "rule": decided.rule, "reason": decided.reason}
    tx.execute(update(mention).where(mention.c.id == key).values(values))


def put_tags(tx: Connection, rows: Sequence[tuple[int, Tags]], now: datetime) -> None:
    """Write the tags of mentions in place of those they had."""
    if not rows:
        return
    values = [
        {
            "mention_id": key,
            "sentiment": given.sentiment.label,
            "sentiment_confidence": given.sentiment.confidence,
            "complaint": given.is_complaint,
            "complaint_confidence": given.complaint.confidence,
            "topics": [[label.label, label.confidence] for label in given.topics],
            "risks": [[label.label, label.confidence] for label in given.risks],
            "abstained": list(given.abstained),
            "model": given.model,
            "tagged_at": now,
        }
        for key, given in rows
    ]
    statement = insert(tx, tags)
    new = {column.name: statement.excluded[column.name] for column in tags.c if column.name != "mention_id"}
    bulk.write(tx, statement.on_conflict_do_update(index_elements=["mention_id"], set_=new), values)


def whole() -> Select[Any]:
    """Give the query of whole mentions with their tags and the number of their case."""
    return select(mention, *_TAGS, cases.c.id.label("case_id")).select_from(
        mention.outerjoin(tags, tags.c.mention_id == mention.c.id).outerjoin(cases, cases.c.mention_id == mention.c.id)
    )


_TAGS = tuple(column.label(f"tags_{column.name}") for column in tags.c if column.name != "mention_id")


def one(tx: Connection, key: int) -> MentionRecord | None:
    """Give one mention."""
    if not 0 < key <= LAST_KEY:
        return None
    row = tx.execute(whole().where(mention.c.id == key)).one_or_none()
    return None if row is None else as_record(row)


def journal(
    tx: Connection,
    *,
    limit: int,
    before: int | None = None,
    site: str | None = None,
    brand: str | None = None,
    outcome: str | None = None,
    rule: str | None = None,
    thanked: bool | None = None,
    praised: Praised = Praised(),
) -> tuple[MentionRecord, ...]:
    """List mentions, newest first, from the one before the id `before`.

    `thanked`: those that were thanked for, or, where it is False, the praise (`praised`) for which nobody has.
    """
    wanted = whole().order_by(mention.c.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(mention.c.id < min(before, LAST_KEY))
    pairs = ((mention.c.site, site), (mention.c.brand, brand), (mention.c.outcome, outcome), (mention.c.rule, rule))
    for column, value in pairs:
        if value is not None:
            wanted = wanted.where(column == value)
    if thanked is not None:
        wanted = wanted.where(filtered(thanked, praised))
    return tuple(as_record(row) for row in tx.execute(wanted))


def revisions(tx: Connection, key: int) -> tuple[RevisionRecord, ...]:
    """List the texts that a mention had before, oldest first."""
    columns = (revision.c.number, revision.c.headline, revision.c.body, revision.c.replaced_at)
    rows = tx.execute(select(*columns).where(revision.c.mention_id == key).order_by(revision.c.number))
    return tuple(RevisionRecord(*row) for row in rows)


def rating_before(tx: Connection, key: int) -> Rating | None:
    """Give the rating that a mention had before its last edit."""
    rated = select(revision.c.rating_value, revision.c.rating_best).where(revision.c.mention_id == key)
    row = tx.execute(rated.order_by(revision.c.number.desc()).limit(1)).one_or_none()
    return None if row is None or row.rating_value is None else Rating(row.rating_value, row.rating_best)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mention of a site stands between scans."""

    id: int
    native_id: str
    missed: int
    withdrawn: bool
    case_id: int | None


def standing(tx: Connection, site: str) -> tuple[Standing, ...]:
    """List the mentions of a site."""
    columns = (mention.c.id, mention.c.native_id, mention.c.missed, mention.c.withdrawn_at.is_not(None), cases.c.id)
    joined = mention.outerjoin(cases, cases.c.mention_id == mention.c.id)
    return tuple(Standing(*row) for row in tx.execute(select(*columns).select_from(joined).where(mention.c.site == site)))


def set_missed(tx: Connection, changes: Mapping[int, int]) -> None:
    """Write in how many finished scans each of these mentions was not seen."""
    if changes:
        statement = update(mention).where(mention.c.id == bindparam("key")).values(missed=bindparam("times"))
        tx.execute(statement, [{"key": key, "times": times} for key, times in changes.items()])


def set_withdrawn(tx: Connection, keys: Sequence[int], at: datetime | None) -> None:
    """Mark mentions as gone from their site since `at`, or as standing there (None)."""
    for part in _parts(keys):
        tx.execute(update(mention).where(mention.c.id.in_(part)).values(withdrawn_at=at, missed=0))


def texts_of(tx: Connection, site: str, authors: Sequence[str]) -> tuple[str, ...]:
    """Give the texts that stand on a site as posts of these authors: on forums the company answers by a post of its own."""
    if not authors:
        return ()
    wanted = select(mention.c.body).where(
        and_(mention.c.site == site, mention.c.author.in_(authors), mention.c.withdrawn_at.is_(None))
    )
    return tuple(tx.execute(wanted).scalars())


def as_record(row: Row[Any]) -> MentionRecord:
    """Give a whole mention from a row of `whole`."""
    return MentionRecord(
        id=row.id,
        site=row.site,
        native_id=row.native_id,
        url=row.url,
        kind=row.kind,
        brand=row.brand,
        author=row.author,
        headline=row.headline,
        body=row.body,
        published=row.published,
        published_raw=row.published_raw,
        rating=rating_of(row),
        language=row.language,
        truncated=row.truncated,
        replies=tuple(_reply(reply) for reply in row.replies),
        first_seen=row.first_seen,
        changed_at=row.changed_at,
        edits=row.edits,
        withdrawn_at=row.withdrawn_at,
        outcome=row.outcome,
        rule=row.rule,
        reason=row.reason,
        layers=tuple((name, layer) for name, layer in row.layers),
        case_id=row.case_id,
        tags=_tags(row),
    )


def rating_of(row: Row[Any]) -> Rating | None:
    """Give the rating of a row that has its columns."""
    return None if row.rating_value is None else Rating(row.rating_value, row.rating_best, row.rating_worst, row.rating_raw)


def _reply(stored: Mapping[str, str | None]) -> Reply:
    published = stored["published"]
    return Reply(
        stored["text"] or "",
        stored["author"],
        None if published is None else datetime.fromisoformat(published),
        stored["published_raw"] or "",
    )


def _tags(row: Row[Any]) -> Tags | None:
    if row.tags_sentiment is None:
        return None
    return Tags(
        language=row.language,
        sentiment=Label(row.tags_sentiment, row.tags_sentiment_confidence),
        complaint=Label("true" if row.tags_complaint else "false", row.tags_complaint_confidence),
        topics=tuple(Label(label, confidence) for label, confidence in row.tags_topics),
        risks=tuple(Label(label, confidence) for label, confidence in row.tags_risks),
        abstained=tuple(row.tags_abstained),
        model=row.tags_model,
    )
