"""What the API answers about customers and the links between them."""

from __future__ import annotations

from typing import Literal

from config.concessions import Given as Give
from config.concessions import Margin
from moderation.api.shapes import Shape, When
from moderation.case import Severity
from moderation.concessions import Standing
from moderation.linking import Kind


class CustomerName(Shape):
    """A name under which the customer writes, masked."""

    site: str
    author: str | None


class CustomerPost(Shape):
    """One post of a customer with what became of it; `status` is that of its case, else of the mention."""

    mention: int
    case: int | None
    site: str
    brand: str
    author: str | None
    at: When
    status: str
    severity: Severity | None
    topics: list[str]
    resolution: str | None
    reaction: str | None
    conceded: float
    merged_into: int | None
    withdrawn: bool
    amended: bool
    excerpt: str
    url: str


class CustomerFact(Shape):
    """Something that the customer has told already; `by` is who noted it down, null where it stands in a text."""

    fact: str
    value: str
    by: str | None
    at: When | None


class CustomerRestriction(Shape):
    """A reasoned and dated decision of a person about the customer (C2)."""

    number: int
    case: int
    what: str
    why: str
    by: str
    at: When
    until: When
    holds: bool
    lifted_by: str | None
    lifted_at: When | None
    lifted_why: str | None


class CustomerConcession(Shape):
    """What was given; `beyond` says that a supervisor went beyond the table."""

    case: int
    give: str
    amount: float
    by: str
    at: When
    beyond: bool


class LinkEvidence(Shape):
    """What two posts have in common, and how much of it, 0 to 1."""

    what: Literal["name", "text", "order", "email", "phone"]
    strength: float


class LinkDecision(Shape):
    """What a person said about a link."""

    answer: Literal["accept", "refuse", "undo"]
    by: str
    at: When
    why: str


class Link(Shape):
    """A link between two posts: of one customer, or one complaint. `score` says how sure the evidence is, 0 to 1."""

    number: int
    kind: Kind
    state: Literal["proposed", "accepted", "refused"]
    score: float
    evidence: list[LinkEvidence]
    proposed_at: When
    decisions: list[LinkDecision]
    posts: list[CustomerPost]


class LinkPage(Shape):
    """Links that nobody has decided, the surest first; `next` is the cursor of the page after it."""

    items: list[Link]
    next: str | None


class EntryOffer(Shape):
    """One thing that may be offered: up to an amount, up to a share of the price, else up to the price."""

    give: Give
    up_to: float | None
    share: float | None


class TableEntry(Shape):
    """An entry of the table of concessions that may fit, with its conditions."""

    rule: str
    price_over: float | None
    price_at_most: float | None
    margins: list[Margin]
    offers: list[EntryOffer]


class GoodsOffer(Shape):
    """One thing that may be offered for these goods; null where it hangs on a price that was not named."""

    give: Give
    most: float | None


class Allowance(Shape):
    """What may be offered for goods of the price and margin that were named."""

    rule: str
    restricted: bool
    offers: list[GoodsOffer]


class BudgetLeft(Shape):
    """What the caller may still give for the case and this month; null is without a limit."""

    case: float | None
    month: float | None
    currency: str


class Customer(Shape):
    """A customer: history on every site, what was told already, restrictions, concessions, links, and what may be offered."""

    names: list[CustomerName]
    standing: Standing
    complaints: int
    history: list[CustomerPost]
    facts: list[CustomerFact]
    restrictions: list[CustomerRestriction]
    conceded: float
    concessions: list[CustomerConcession]
    links: list[Link]
    offers: list[TableEntry]
    budget: BudgetLeft
    allowance: Allowance
