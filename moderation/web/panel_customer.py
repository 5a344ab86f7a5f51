"""The panel of a case about its customer: history, proposed links, what was told already, and what may be offered (B2, E5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from config.concessions import GIVEN, MARGINS
from moderation.case import Act
from moderation.concessions import possible
from moderation.customers import RESTRICTED, Customer, Line, budget_left, customer_of
from moderation.documents_customers import HIDDEN
from moderation.facts import NAMES, Fact
from moderation.linking import Kind
from moderation.masking import mask
from moderation.people import UNMASK, Person, may
from moderation.plain import one_line
from moderation.store.customers import PROPOSED, REFUSED
from moderation.web.panel import Panel

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.queue import CaseView
    from moderation.store.customers import LinkRecord
    from moderation.web.speech import Speech

LINES = 12  # posts that the panel shows
OPEN_LINKS = 5


@dataclass(frozen=True, slots=True)
class Linked:
    """A link with the post at its other end; `ours` is the near one, for a link between two posts of strangers None."""

    record: LinkRecord
    there: Line


def customer(context: Context, person: Person, view: CaseView, say: Speech) -> Panel:
    """Show the customer of a case."""
    found = customer_of(context.store, view.id, context.book, say.now)
    rules = context.book.policy.concessions
    with context.store.read() as tx:
        left = budget_left(tx, person, view.state.conceded, context.book, say.now)
    restricted = found.restricted(say.now)
    values = {
        "customer": found,
        "earlier": [line for line in found.lines if line.mention.id != view.mention.id][:LINES],
        "more": max(0, len(found.lines) - 1 - LINES),
        "open": [one for one in linked(found) if one.record.state == PROPOSED][:OPEN_LINKS],
        "decided": [one for one in linked(found) if one.record.state != PROPOSED],
        "facts": facts_for(found, person),
        "entries": () if restricted else possible(rules, found.standing),
        "restricted": restricted,
        "left": left,
        "currency": rules.currency,
        "may_link": Act.LINK in view.possible and may(person, Act.LINK),
        "may_lift": Act.RESTRICT in view.possible and may(person, Act.RESTRICT),
        "may_note": may(person, Act.REPLY),
        "may_offer": Act.CONCEDE in view.possible,
        "names": NAMES,
    }
    return Panel("panel_customer.html", values=values)


def linked(found: Customer) -> tuple[Linked, ...]:
    """Give the links of a customer, each with the post that is not theirs yet; of those joined already, with the later one."""
    known = {line.mention.id: line for line in found.lines}
    both = {**known, **found.strangers}
    ends = [(link, link.other if link.other in found.strangers or link.one in known else link.one) for link in found.links]
    return tuple(Linked(link, both[end if end != found.key else link.one]) for link, end in ends)


def facts_for(found: Customer, person: Person) -> tuple[Fact, ...]:
    """Give what was told already, hiding personal data from those who may not see it."""
    if may(person, UNMASK):
        return found.facts
    return tuple(Fact(fact.name, HIDDEN if fact.private else mask(fact.value), fact.by, fact.at) for fact in found.facts)


def for_forms(context: Context, person: Person, view: CaseView) -> dict[str, Any]:
    """Give what the forms of a case need of its customer: what nobody asks any more, what may be chosen, what to merge with."""
    found = customer_of(context.store, view.id, context.book, context.now())
    return {
        "already": tuple(Fact(fact.name, one_line(fact.value, 60)) for fact in facts_for(found, person)),
        "choices": {"give": GIVEN, "margin": MARGINS, "what": RESTRICTED, "merge": _same(found, view)},
        "currency": context.book.policy.concessions.currency,
    }


def _same(found: Customer, view: CaseView) -> tuple[int, ...]:
    """Give the open cases that are said, or proposed, to be about the same complaint, the surest first."""
    there = (one.there for one in linked(found) if one.record.kind is Kind.COMPLAINT and one.record.state != REFUSED)
    cases = (line.case.id for line in there if line.case is not None and line.case.status.open)
    return tuple(dict.fromkeys(number for number in cases if number != view.id))
