"""One customer as the desk sees them: complaints everywhere, what came of them, what is known already (B2, E5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.errors import NotFound
from moderation.case import Status
from moderation.concessions import Left, Standing, left, standing
from moderation.facts import Fact, told
from moderation.identity import folded
from moderation.outcome import Outcome, Reaction, outcome_of
from moderation.people import acting_as
from moderation.proposing import name_of
from moderation.state import State, fold
from moderation.store import cases, customers, given, mentions, voices
from moderation.store.customers import PROPOSED, LinkRecord
from moderation.store.given import ConcessionRecord, RestrictionRecord

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.concessions import Budget
    from moderation.people import Person
    from moderation.records import CaseRecord, MentionRecord
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store

MOST_TEXTS = 50  # posts whose texts are read for facts
CONCESSIONS = "concessions"  # the restriction that rules voluntary concessions out
RESTRICTED = (CONCESSIONS, "prepayment", "writing")  # what a restriction may be on


@dataclass(frozen=True, slots=True)
class Line:
    """One post of the customer, with its case where one was made of it."""

    mention: MentionRecord
    case: CaseRecord | None = None
    state: State | None = None
    outcome: Outcome | None = None

    @property
    def at(self) -> datetime:
        """Give when it was written, or seen first where the site does not say."""
        return self.mention.published or self.mention.first_seen

    @property
    def complaint(self) -> bool:
        """Say whether it counts as a complaint of its own: a case that was not dismissed, nor merged into another one."""
        return self.state is not None and self.state.status is not Status.DISMISSED

    @property
    def favour(self) -> bool:
        """Say whether it speaks for the customer: praise, or a complaint that ended well, as told or as seen by a scan (C5)."""
        if self.outcome is not None:
            return self.outcome.made_whole is not None or self.outcome.reaction == Reaction.SATISFIED
        tags = self.mention.tags
        return tags is not None and tags.sentiment.label == "positive"


@dataclass(frozen=True, slots=True)
class Customer:
    """The customer who wrote the mention `key` of case `number`: all that is known under that name, or linked to it by people."""

    key: int
    number: int | None
    lines: tuple[Line, ...]
    standing: Standing
    facts: tuple[Fact, ...]
    restrictions: tuple[RestrictionRecord, ...]
    concessions: tuple[ConcessionRecord, ...]
    links: tuple[LinkRecord, ...]
    strangers: Mapping[int, Line]

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Give the sites and names under which the customer writes, each once."""
        return tuple(dict.fromkeys((line.mention.site, line.mention.author or "") for line in self.lines))

    @property
    def complaints(self) -> int:
        """Count the complaints."""
        return sum(line.complaint for line in self.lines)

    @property
    def given(self) -> int:
        """Add up what was given so far, in hundredths."""
        return sum(one.amount for one in self.concessions)

    def restricted(self, now: datetime) -> bool:
        """Say whether voluntary concessions are ruled out now."""
        return any(one.what == CONCESSIONS and one.holds(now) for one in self.restrictions)

    def open_links(self) -> tuple[LinkRecord, ...]:
        """List the links that nobody has decided yet."""
        return tuple(one for one in self.links if one.state == PROPOSED)


def customer_of(store: Store, number: int, book: Rulebook, now: datetime) -> Customer:
    """Look up the customer of a case. Raises NotFound."""
    with store.read() as tx:
        case = cases.record(tx, number)
        mention = None if case is None else mentions.one(tx, case.mention_id)
        if mention is None:
            raise NotFound(f"there is no case {number}. See the open ones: otklik queue")
        return customer(tx, mention, book, now)


def keys_of(tx: Connection, mention: MentionRecord) -> tuple[int, ...]:
    """Give the mentions of the customer who wrote one, the machine has looked at it or not."""
    return voices.group(tx, mention.id, mention.site, name_of(mention.author, mention.id))


def customer(tx: Connection, mention: MentionRecord, book: Rulebook, now: datetime) -> Customer:
    """Gather what is known of the customer who wrote a mention."""
    keys = keys_of(tx, mention)
    lines = lines_of(tx, keys)
    links = customers.links_of(tx, keys)
    others = {key for link in links for key in (link.one, link.other)} - set(keys)
    complaints = [line.at for line in lines if line.complaint]
    numbers = [line.case.id for line in lines if line.case is not None]
    return Customer(
        key=mention.id,
        number=mention.case_id,
        lines=lines,
        standing=standing(complaints, any(line.favour for line in lines), book.policy.concessions.often, now),
        facts=(*_written(lines[:MOST_TEXTS]), *given.noted_of(tx, keys)),
        restrictions=given.restrictions(tx, keys),
        concessions=given.concessions(tx, numbers),
        links=links,
        strangers={line.mention.id: line for line in lines_of(tx, others)},
    )


def _written(lines: Sequence[Line]) -> tuple[Fact, ...]:
    return told(text for line in lines for text in (line.mention.headline or "", line.mention.body))


def lines_of(tx: Connection, keys: Iterable[int]) -> tuple[Line, ...]:
    """Give mentions with their cases, the newest first."""
    found = voices.several(tx, keys)
    known = {case.mention_id: (case, events) for case, events in voices.told(tx, found)}
    lines = []
    for key, mention in found.items():
        case, events = known.get(key, (None, ()))
        state = fold(events) if events else None
        lines.append(Line(mention, case, state, None if state is None else outcome_of(events, state)))
    return tuple(sorted(lines, key=lambda line: (line.at, line.mention.id), reverse=True))


def budget_left(tx: Connection, person: Person, case_given: int, book: Rulebook, now: datetime) -> Left:
    """Say what a person may still give for a case for which so much was given, and this calendar month (B12)."""
    budget: Budget | None = book.policy.budgets.get(acting_as(person).value)  # type: ignore[call-overload]
    if budget is None:
        return Left()
    return left(budget, case_given, given.spent(tx, person.login, month_of(now, book.timezone)))


def month_of(now: datetime, timezone: str) -> datetime:
    """Give the beginning of the calendar month in a zone."""
    return now.astimezone(ZoneInfo(timezone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def named(store: Store, name: str, *, limit: int) -> tuple[MentionRecord, ...]:
    """Find mentions by the name of their author, in either alphabet, the newest first; one of each author."""
    with store.read() as tx:
        found: dict[tuple[str, str], MentionRecord] = {}
        for mention in voices.several(tx, voices.by_folded(tx, folded(name), limit * 10)).values():
            found.setdefault((mention.site, name_of(mention.author, mention.id)), mention)
    return tuple(found.values())[:limit]


def open_links(store: Store, *, limit: int, after: int | None = None) -> tuple[tuple[LinkRecord, Line, Line], ...]:
    """List the links that nobody has decided, the surest first, each with its two posts; from the one after `after`."""
    with store.read() as tx:
        found = customers.open_links(tx, limit, after=after)
        return beside(tx, found)


def beside(tx: Connection, found: Sequence[LinkRecord]) -> tuple[tuple[LinkRecord, Line, Line], ...]:
    """Put links beside their two posts."""
    lines = {line.mention.id: line for line in lines_of(tx, {key for link in found for key in (link.one, link.other)})}
    return tuple((link, lines[link.one], lines[link.other]) for link in found)


LONGEST_RESTRICTION = timedelta(days=731)
