"""Take mentions in: once each, edits as Revisions, every one triaged, complaints as Cases (D1, E1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crawler.items import Batch, Mention, Precision
from moderation import announcing, history, reactions
from moderation.brands import names_brand
from moderation.case import Act, Event, Severity
from moderation.corrections import kept
from moderation.folding import of_text
from moderation.plain import is_storable, storable
from moderation.repeats import Repeats, Told, named
from moderation.rulebook import Scope
from moderation.seen import letters
from moderation.state import fold
from moderation.store import cases, judging, mentions, repeats
from moderation.store.engine import alone
from moderation.store.mentions import Decision, Known
from moderation.tagging import text_of
from moderation.triage import Assessment, Facts, facts_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from classifier.labels import Tags
    from config.catalogue import Site
    from moderation.records import MentionRecord
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store

FRESH = timedelta(hours=24)  # a post found within a day of its publishing counts from its publishing (RELIABILITY §7)
TEXTS = ("native_id", "url", "body", "author", "headline", "published_raw", "language")
CASE, DISMISSED = "case", "dismissed"
_RANK = {severity: place for place, severity in enumerate(Severity)}  # the gravest first
ANSWERED = Decision(DISMISSED, "answered", "the company's reply stood under it when it was first seen")


@dataclass(frozen=True, slots=True)
class Plan:
    """The mentions of a batch, and those among them that are new or changed and so must be tagged."""

    site: str
    mentions: tuple[Mention, ...]
    changed: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What taking a batch in brought."""

    new: int = 0
    revised: int = 0
    opened: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention with what was decided of it: its brand, its tags and its triage; `folded`: its words, where they were needed."""

    mention: Mention
    brand: str
    tags: Tags | None
    assessment: Assessment
    folded: tuple[str, ...] | None = None


def plan(store: Store, batch: Batch) -> Plan:
    """Find out which mentions of a batch must be tagged; of a mention met twice the later reading counts."""
    read = tuple({mention.native_id: mention for mention in map(cleaned, batch.mentions)}.values())
    with store.read() as tx:
        found = mentions.known(tx, batch.site, [mention.native_id for mention in read])
    return Plan(batch.site, read, tuple(mention for mention in read if changed(mention, found)))


def cleaned(mention: Mention) -> Mention:
    """Give a mention without what no database keeps, before anything is compared or hashed."""
    texts: dict[str, str] = {name: value for name in TEXTS if (value := getattr(mention, name)) is not None}
    answers = (part for reply in mention.replies for part in (reply.text, reply.author or "", reply.published_raw))
    if is_storable("".join((*texts.values(), *answers))):
        return mention
    replies = tuple(
        replace(
            reply,
            text=storable(reply.text),
            author=reply.author and storable(reply.author),
            published_raw=storable(reply.published_raw),
        )
        for reply in mention.replies
    )
    mended: dict[str, Any] = {name: storable(value) for name, value in texts.items()}
    return replace(mention, **mended, replies=replies)


def changed(mention: Mention, found: Mapping[str, Known]) -> bool:
    """Say whether a mention is new, or its author has changed its text; half of a text that is known is no change."""
    stored = found.get(mention.native_id)
    return stored is None or (stored.digest != mention.digest and not mention.truncated)


def take_in(store: Store, planned: Plan, tags: Sequence[Tags | None], *, site: Site, book: Rulebook, now: datetime) -> Counts:
    """Write a batch whole or not at all. `tags` belong to `planned.changed`, one for one; None leaves a mention untagged."""
    given = dict(zip((mention.native_id for mention in planned.changed), tags, strict=True))
    with store.write() as tx:
        alone(tx)
        found = mentions.known(tx, planned.site, [mention.native_id for mention in planned.mentions])
        unknown = [mention for mention in planned.mentions if mention.native_id not in found]
        revised = [mention for mention in planned.mentions if mention.native_id in found and changed(mention, found)]
        judged = _judged(tx, (*unknown, *revised), given, site, book, now)
        new = [judged[mention.native_id] for mention in unknown]
        opened = _add(tx, new, site, book, now)
        for mention in revised:
            opened += _revise(tx, judged[mention.native_id], found[mention.native_id], book, now)
        for mention in planned.mentions:
            stored = found.get(mention.native_id)
            if stored is not None and stored.reply_digest != mention.reply_digest:
                mentions.set_replies(tx, stored.id, mention)
    return Counts(len(new), len(revised), opened)


def _judged(
    tx: Connection, read: Sequence[Mention], tags: Mapping[str, Tags | None], site: Site, book: Rulebook, now: datetime
) -> dict[str, Judged]:
    """Judge mentions that are new or changed, by native id."""
    if not book.repeats:
        return {mention.native_id: judge(mention, tags.get(mention.native_id), site, book) for mention in read}
    # By when they were written: of several complaints of one author on one page the later ones are repeated.
    told = {mention.native_id: _told(mention, now, book) for mention in read}
    known = _repeats(tx, site.name, [one for one in told.values() if one is not None], book)
    judged = {}
    for mention in sorted(read, key=lambda mention: (mention.published or now, mention.native_id)):
        one = told[mention.native_id]
        found = judge(mention, tags.get(mention.native_id), site, book, 0 if one is None else known.before(one))
        if one is not None and not found.assessment.dismissed:
            known.add((one,))
        judged[mention.native_id] = found
    return judged


def _told(mention: Mention | MentionRecord, seen: datetime, book: Rulebook) -> Told | None:
    author = named(mention.author, book.shared_names)
    return None if author is None else Told(author, mention.published or seen, mention.native_id)


def _repeats(tx: Connection, site: str, told: Sequence[Told], book: Rulebook) -> Repeats:
    """Look up the complaints of these authors on a site, all of them at once."""
    within = book.policy.repeated_within
    known = Repeats(within)
    if told:
        since = min(one.at for one in told) - within
        known.add(repeats.complaints(tx, site, sorted({one.author for one in told}), since, ANSWERED.rule))
    return known


def repeated(tx: Connection, mention: Mention | MentionRecord, seen: datetime, book: Rulebook) -> int:
    """Count the earlier complaints of the author of a mention, first `seen` then; 0 where no rule asks for them (E5)."""
    told = _told(mention, seen, book) if book.repeats else None
    return 0 if told is None else _repeats(tx, mention.site, [told], book).before(told)


def judge(mention: Mention, tags: Tags | None, site: Site, book: Rulebook, earlier: int = 0) -> Judged:
    """Decide whose complaint a mention is, and whether it is one; `earlier` counts complaints that its author made before."""
    brand, about = attribute(mention, site, book)
    folded = of_text(mention.headline, mention.body) if book.phrases.any else None
    facts = facts_of(
        mention,
        tags,
        competitor=book.competitor(brand),
        company=by_company(mention.author, site),
        about_brand=about,
        brand=brand,
        words=book.phrases.found(folded or ()),
        repeated=earlier,
    )
    return Judged(mention, brand, tags, book.assess(facts), folded)


def facts_of_record(
    record: MentionRecord, site: Site | None, book: Rulebook, earlier: int = 0, brand: str | None = None
) -> Facts:
    """Gather the facts of a stored mention as triage sees them today; `site` is None where it is not on the list any more.

    `earlier` counts the complaints that its author made before (`repeated`). `brand` is what a person said it is about.
    """
    mention = Mention(
        site=record.site,
        native_id=record.native_id,
        url=record.url,
        body=record.body,
        author=record.author,
        headline=record.headline,
        rating=record.rating,
        language=record.language,
        kind=record.kind,
    )
    named_brand, about = (brand or record.brand, True) if site is None or brand else attribute(mention, site, book)
    return facts_of(
        mention,
        record.tags,
        competitor=book.competitor(named_brand),
        company=site is not None and by_company(record.author, site),
        about_brand=about,
        brand=named_brand,
        words=book.phrases.found(of_text(record.headline, record.body)) if book.phrases.any else (),
        repeated=earlier,
    )


def attribute(mention: Mention, site: Site, book: Rulebook) -> tuple[str, bool]:
    """Give the brand that a mention is about, and whether it names it. Of a company's own page everything is (B4, B9)."""
    if site.whole:
        return site.brand, True
    text = text_of(mention)
    others = (known.name for known in book.brands if known.name != site.brand)
    for brand in (site.brand, *others):
        if names_brand(text, book.names(brand)):
            return brand, True
    return site.brand, False


def by_company(author: str | None, site: Site) -> bool:
    """Say whether a post is the company's own."""
    return author is not None and author.casefold() in {name.casefold() for name in site.company_authors}


def _add(tx: Connection, new: Sequence[Judged], site: Site, book: Rulebook, now: datetime) -> int:
    decided = [(judged, _decision(judged, site)) for judged in new]
    folded = {judged.mention.native_id: judged.folded for judged in new if judged.folded is not None}
    keys = mentions.add(tx, [(judged.mention, judged.brand, decision) for judged, decision in decided], now, folded)
    named = [(keys[judged.mention.native_id], judged, decision) for judged, decision in decided]
    mentions.put_tags(tx, [(key, judged.tags) for key, judged, _ in named if judged.tags is not None], now)
    openings = [_opening(key, judged, now) for key, judged, decision in named if decision.outcome == CASE]
    open_cases(tx, openings, book, now)
    return len(openings)


def open_cases(tx: Connection, openings: Sequence[cases.Opening], book: Rulebook, now: datetime) -> None:
    """Open cases, and tell the programs that want to hear of it."""
    indexed = _indexed(openings, book)
    numbers = cases.open_cases(tx, indexed)
    if book.hooks:
        announcing.opened(tx, indexed, numbers, book, now)


def _indexed(openings: Sequence[cases.Opening], book: Rulebook) -> list[tuple[cases.Opening, cases.Index]]:
    """Give new cases with their index columns; alike ones whose clocks start together have the same."""
    known: dict[tuple[object, Severity, Scope], cases.Index] = {}
    found = []
    for opening in openings:
        scope = Scope(opening.brand, opening.site, opening.language, opening.topics, opening.risks)
        alike = opening.first.data["started_at"], opening.severity, scope
        if alike not in known:
            known[alike] = history.index_of(fold([opening.first]), scope, book)
        found.append((opening, known[alike]))
    return found


def _decision(judged: Judged, site: Site) -> Decision:
    assessment = judged.assessment
    if assessment.severity is None:
        return Decision(DISMISSED, assessment.rule, assessment.reason)
    if any(by_company(reply.author, site) for reply in judged.mention.replies):
        return ANSWERED
    return Decision(CASE, assessment.rule, assessment.reason)


def _opening(key: int, judged: Judged, now: datetime) -> cases.Opening:
    severity = judged.assessment.severity or Severity.NORMAL
    topics = () if judged.tags is None else tuple(label.label for label in judged.tags.topics)
    started = started_at(judged.mention, now).isoformat()
    data: dict[str, str | int | None] = {
        "mention": key,
        "started_at": started,
        "severity": str(severity),
        "rule": judged.assessment.rule,
    }
    first = Event(1, now, history.TRIAGE, Act.RECEIVE, judged.assessment.reason or judged.assessment.rule, data)
    risks = () if judged.tags is None else tuple(label.label for label in judged.tags.risks)
    language = (judged.tags.language if judged.tags else None) or judged.mention.language
    return cases.Opening(key, judged.mention.site, judged.brand, severity, topics, first, language, risks)


def started_at(mention: Mention, now: datetime) -> datetime:
    """Give the moment from which the clocks of a complaint run: its publishing if that was less than a day ago, else now."""
    published = mention.published
    exact = published is not None and mention.precision is Precision.MINUTE
    return published if published is not None and exact and now - FRESH <= published <= now else now


def _revise(tx: Connection, judged: Judged, stored: Known, book: Rulebook, now: datetime) -> int:
    """Keep the edit of a mention, or the rest of its text; give 1 when it made a case of a dismissed one."""
    whole = stored.truncated and _completes(tx, judged.mention, stored.id)
    if whole:
        mentions.complete(tx, judged.mention, stored.id)
    else:
        mentions.revise(tx, judged.mention, stored.edits + 1, stored.id, now)
    if judged.tags is not None:
        mentions.put_tags(tx, [(stored.id, judged.tags)], now)
    if stored.case_id is not None:
        if not whole:
            _amend(tx, stored.case_id, judged, book, now)
        return 0
    assessment = judged.assessment
    if assessment.severity is None:
        mentions.decide(tx, stored.id, Decision(DISMISSED, assessment.rule, assessment.reason))
        return 0
    mentions.decide(tx, stored.id, Decision(CASE, assessment.rule, assessment.reason))
    open_cases(tx, [_opening(stored.id, judged, now)], book, now)
    return 1


def _completes(tx: Connection, mention: Mention, key: int) -> bool:
    """Say whether a text goes on where the half that is stored was cut off: then its author has changed nothing."""
    stored = mentions.one(tx, key)
    return stored is not None and letters(text_of(mention)).startswith(letters(text_of(stored)))


def _amend(tx: Connection, number: int, judged: Judged, book: Rulebook, now: datetime) -> None:
    """Record the edit in the history of its case; a case that has ended is taken up again for what is a complaint still."""
    cases.hold(tx, number)
    case = cases.record(tx, number)
    assert case is not None
    topics, risks = case.topics, case.risks
    if judged.tags is not None:
        topics, risks = kept(judging.corrections(tx, case.mention_id), topics, risks, judged.tags)
    why, data = "the author has changed the text", {"digest": judged.mention.digest}
    columns = {"topics": cases.listed(topics), "risks": cases.listed(risks)}
    events = cases.events(tx, number)
    state = history.append(tx, case, events, Act.AMEND, by=history.SCAN, at=now, book=book, why=why, data=data, **columns)
    assessment, rating = judged.assessment, judged.mention.rating
    complaint = assessment.severity is not None
    case = replace(case, version=case.version + 1)
    case = reactions.amended(tx, case, state, rating=rating, complaint=complaint, book=book, now=now)
    if assessment.severity is None:
        return
    if not case.status.open:
        why, events = "the changed text is a complaint", cases.events(tx, number)
        history.append(tx, case, events, Act.REOPEN, by=history.TRIAGE, at=now, book=book, why=why)
        case = replace(case, version=case.version + 1)
    events = cases.events(tx, number)
    if graver(assessment.severity, events):
        told = {"severity": str(assessment.severity), "rule": assessment.rule}
        history.append(tx, case, events, Act.ASSESS, by=history.TRIAGE, at=now, book=book, why=assessment.rule, data=told)


def graver(severity: Severity, events: Sequence[Event]) -> bool:
    """Say whether an edited complaint is more serious than its case: than all that triage has said of it, and than it stands.

    Where a person has lowered what triage had said, the same said again does not raise it; only what is graver than that.
    """
    said = [event.data.get("severity") for event in events if event.by == history.TRIAGE]
    ranks = [_RANK[Severity(str(one))] for one in said if one is not None]
    return _RANK[severity] < min((*ranks, _RANK[fold(events).severity]))
