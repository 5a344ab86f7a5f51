"""The JSON documents of customers and of the links between them: one form for the command line and the API.

Names, texts and what customers told are shown masked (decision 7).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from moderation.concessions import Allowance, Left, possible
from moderation.customers import Customer, Line
from moderation.identity import MAIL, TELEPHONE
from moderation.masking import mask
from moderation.moments import moment
from moderation.plain import one_line

if TYPE_CHECKING:
    from config.concessions import Concession, Concessions
    from moderation.facts import Fact
    from moderation.store.customers import LinkRecord
    from moderation.store.given import RestrictionRecord

EXCERPT = 200  # letters of a text
HIDDEN = "[…]"

Document = dict[str, Any]


def customer_document(found: Customer, rules: Concessions, left: Left, now: datetime) -> Document:
    """Give a customer: names, history, facts told already, restrictions, what was given, links, and what may be offered."""
    return {
        "names": [{"site": site, "author": mask(name) or None} for site, name in found.names],
        "standing": found.standing.value,
        "complaints": found.complaints,
        "history": [line_document(line) for line in found.lines],
        "facts": [fact_document(fact) for fact in found.facts],
        "restrictions": [restriction_document(one, now) for one in found.restrictions],
        "conceded": found.given / 100,
        "concessions": [
            {
                "case": one.case_id,
                "give": one.give,
                "amount": one.amount / 100,
                "by": one.by,
                "at": moment(one.at),
                "beyond": one.beyond,
            }
            for one in found.concessions
        ],
        "links": [
            link_document(one, [found.strangers[key] for key in (one.one, one.other) if key in found.strangers])
            for one in found.links
        ],
        "offers": [] if found.restricted(now) else [entry_document(entry) for entry in possible(rules, found.standing)],
        "budget": {"case": _units(left.case), "month": _units(left.month), "currency": rules.currency},
    }


def line_document(line: Line) -> Document:
    """Give one post of a customer, with what became of it."""
    mention, case, state = line.mention, line.case, line.state
    return {
        "mention": mention.id,
        "case": None if case is None else case.id,
        "site": mention.site,
        "brand": mention.brand,
        "author": None if mention.author is None else mask(mention.author),
        "at": moment(line.at),
        "status": mention.outcome if state is None else state.status.value,
        "severity": None if state is None else state.severity.value,
        "topics": [] if case is None else list(case.topics),
        "resolution": None if state is None else state.resolution,
        "reaction": None if state is None else state.reaction,
        "conceded": 0.0 if state is None else state.conceded / 100,
        "merged_into": None if state is None else state.merged_into,
        "withdrawn": mention.withdrawn_at is not None,
        "amended": mention.edits > 0,
        "excerpt": one_line(mask(mention.body[: 2 * EXCERPT]), EXCERPT),
        "url": mention.url,
    }


def fact_document(fact: Fact) -> Document:
    """Give one fact that the customer has told already."""
    return {"fact": fact.name, "value": masked(fact), "by": fact.by, "at": moment(fact.at)}


def masked(fact: Fact) -> str:
    """Give a fact for those who may not see personal data: that it is known, not what it is."""
    shown = one_line(mask(fact.value), 120)
    return HIDDEN if fact.private and (shown == one_line(fact.value, 120) or fact.name not in (TELEPHONE, MAIL)) else shown


def restriction_document(one: RestrictionRecord, now: datetime) -> Document:
    """Give a restriction."""
    return {
        "number": one.id,
        "case": one.case_id,
        "what": one.what,
        "why": mask(one.why),
        "by": one.by,
        "at": moment(one.at),
        "until": moment(one.until),
        "holds": one.holds(now),
        "lifted_by": one.lifted_by,
        "lifted_at": moment(one.lifted_at),
        "lifted_why": None if one.lifted_why is None else mask(one.lifted_why),
    }


def link_document(link: LinkRecord, posts: Iterable[Line]) -> Document:
    """Give a link with its evidence, what people said about it, and the posts that are to be shown with it."""
    return {
        "number": link.id,
        "kind": link.kind.value,
        "state": link.state,
        "score": link.score,
        "evidence": [{"what": one.what, "strength": one.strength} for one in link.evidence],
        "proposed_at": moment(link.proposed_at),
        "decisions": [{"answer": one.answer, "by": one.by, "at": moment(one.at), "why": mask(one.why)} for one in link.decisions],
        "posts": [line_document(post) for post in posts],
    }


def entry_document(entry: Concession) -> Document:
    """Give one entry of the table of concessions that may fit: under which conditions, and what may be offered then."""
    return {
        "rule": entry.name,
        "price_over": entry.when.price_over,
        "price_at_most": entry.when.price_at_most,
        "margins": list(entry.when.margins),
        "offers": [{"give": one.give, "up_to": one.up_to, "share": one.share} for one in entry.offer],
    }


def allowance_document(found: Allowance) -> Document:
    """Give what may be offered for goods whose price and margin were named."""
    return {
        "rule": found.entry,
        "restricted": found.restricted,
        "offers": [{"give": one.give, "most": _units(one.most)} for one in found.offers],
    }


def _units(amount: int | None) -> float | None:
    return None if amount is None else amount / 100
