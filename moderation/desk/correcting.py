"""Correcting at the desk: what the machine thinks of a mention, its severity, its brand; a dismissed one may become a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from classifier.labels import TOPICS
from config.errors import Impossible, NotFound, UsageError
from moderation import history
from moderation.case import Act, Detail, Event, Severity
from moderation.corrections import HEADS, Change, Judgement, checked, corrected, judgement_of
from moderation.desk.acting import Data, act_on, checked_why
from moderation.intake import ANSWERED, CASE, facts_of_record
from moderation.people import require
from moderation.rulebook import Scope
from moderation.state import fold
from moderation.store import cases, judging, mentions
from moderation.store import queue as lines
from moderation.store.engine import alone
from moderation.store.mentions import Decision
from moderation.triage import assess

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.catalogue import Catalogue
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.records import CaseFile, MentionRecord
    from moderation.rulebook import Rulebook
    from moderation.state import State
    from moderation.store.engine import Store

RULE = "corrected"
SAID_SO = "a person says that this is a complaint"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A mention after a correction; `opened` is the case that it became by it."""

    mention: MentionRecord
    opened: int | None


def correct(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    change: Change,
    why: str = "",
) -> CaseView:
    """Correct what is held of a case: sentiment, complaint or not, topics, risks, severity, brand. It ends no case.

    What was held before is kept beside it, as a training example.
    """
    require(person, Act.CORRECT)
    _check(store, change, book)

    def write(tx: Connection, file: CaseFile, state: State) -> Data:
        before = judgement_of(file.mention, str(state.severity), file.case.topics, file.case.risks)
        after = change.on(before)
        if book.competitor(after.brand):
            raise Impossible(
                f"case {n}: {after.brand} is a competitor, whose mentions are counted and not worked. "
                f'Dismiss the case: otklik dismiss {n} --why "about {after.brand}"'
            )
        number = _write(tx, file.mention, person, change, before, after, why, now)
        judging.set_labels(tx, n, after.topics, after.risks)
        changed = after.differs(before)
        details: dict[str, Detail] = {"correction": number, "changed": ",".join(changed)}
        return details | ({"severity": after.severity} if "severity" in changed else {})

    return act_on(store, person, n, Act.CORRECT, book=book, now=now, version=version, why=why, within=write)


def correct_mention(
    store: Store, person: Person, key: int, *, book: Rulebook, catalogue: Catalogue, now: datetime, change: Change, why: str = ""
) -> Corrected:
    """Correct what is held of a mention that has no case. One that is a complaint after all becomes a case.

    It does so where the person says that it is one, or gives a severity, or where the rules of triage say so of what is held now
    and did not of what was held before. Raises NotFound, Forbidden, UsageError, Impossible.
    """
    require(person, Act.CORRECT)
    require(person, Act.RECEIVE)
    _check(store, change, book)
    checked_why(why)
    with store.write() as tx:
        alone(tx)  # or two who correct at once would both open its case
        record = mentions.one(tx, key)
        if record is None:
            raise NotFound(f"there is no mention {key}. Numbers are in: otklik journal")
        if record.case_id is not None:
            raise Impossible(f"mention {key} is case {record.case_id}. Correct that: otklik correct {record.case_id}")
        before = of_mention(record)
        after = change.on(before)
        _write(tx, record, person, change, before, after, why, now)
        held = mentions.one(tx, key)
        assert held is not None
        severity = _severity(record, held, before, after, book, catalogue)
        if severity is not None:
            _open(tx, held, severity, after, person, why, book, now)
        found = mentions.one(tx, key)
    assert found is not None
    return Corrected(found, found.case_id)


def _check(store: Store, change: Change, book: Rulebook) -> None:
    own = [topic for topic in change.topics or () if topic not in TOPICS]
    with store.read() as tx:
        # An own model may have topics of its own: those that some case has are known.
        topics = (*TOPICS, *(topic for topic in own if lines.knows(tx, "topic", topic)))
    checked(change, topics, [brand.name for brand in book.brands])


def _write(
    tx: Connection,
    record: MentionRecord,
    person: Person,
    change: Change,
    before: Judgement,
    after: Judgement,
    why: str,
    now: datetime,
) -> int:
    """Write a correction and what follows from it for the mention; give its number. Raises UsageError where nothing changes."""
    changed = after.differs(before)
    doubted = () if record.tags is None else record.tags.abstained
    # To say yes where the machine was in doubt is a word too.
    if not changed and not set(change.given).intersection(doubted):
        raise UsageError(f"correct: nothing would change: {', '.join(change.given)} is held already. Say what is wrong")
    number = judging.add_correction(tx, record.id, person.login, before, after, why.strip(), now)
    heads = [head for head in change.given if head in HEADS and (head in changed or head in doubted)]
    if heads:
        mentions.put_tags(tx, [(record.id, corrected(record.tags, after, heads))], now)
    if "brand" in changed:
        judging.set_brand(tx, record.id, after.brand)
    return number


def _severity(
    old: MentionRecord, new: MentionRecord, before: Judgement, after: Judgement, book: Rulebook, catalogue: Catalogue
) -> Severity | None:
    """Say how serious the case is that a corrected mention becomes, None where it becomes none."""
    site = next((site for site in catalogue.sites if site.name == new.site), None)
    # The brand is what a person said, if they did: no site and no text is asked again.
    was, now = (assess(facts_of_record(one, site, book, brand=one.brand), book.triage).severity for one in (old, new))
    said = after.severity is not None or (after.complaint and not before.complaint)
    if not said and (now is None or was is not None or old.rule == ANSWERED.rule):
        return None
    if book.competitor(new.brand):
        raise Impossible(
            f"mention {new.id} is about the competitor {new.brand}, whose mentions are counted and not worked. "
            "If it is about a brand of ours, correct that too: --brand"
        )
    return Severity(after.severity) if after.severity else now or Severity.NORMAL


def _open(
    tx: Connection,
    record: MentionRecord,
    severity: Severity,
    after: Judgement,
    person: Person,
    why: str,
    book: Rulebook,
    now: datetime,
) -> None:
    """Open the case of a mention that a person takes for a complaint; its clocks begin now, when it was understood."""
    mentions.decide(tx, record.id, Decision(CASE, RULE, SAID_SO))
    data: dict[str, Detail] = {
        "mention": record.id,
        "started_at": now.isoformat(),
        "severity": str(severity),
        "rule": RULE,
    }
    first = Event(1, now, person.login, Act.RECEIVE, why.strip() or SAID_SO, data)
    scope = Scope(record.brand, record.site, record.language, after.topics, after.risks)
    opening = cases.Opening(record.id, record.site, record.brand, severity, after.topics, first, record.language, after.risks)
    cases.open_cases(tx, [(opening, history.index_of(fold([first]), scope, book))])


def unchanged(view: CaseView) -> Judgement:
    """Give what is held of a case now, for a form to begin with."""
    return judgement_of(view.mention, str(view.severity), view.scope.topics, view.scope.risks)


def of_mention(record: MentionRecord) -> Judgement:
    """Give what is held of a mention without a case now."""
    tags = record.tags
    topics, risks = ((), ()) if tags is None else ([one.label for one in tags.topics], [one.label for one in tags.risks])
    return judgement_of(record, None, topics, risks)
