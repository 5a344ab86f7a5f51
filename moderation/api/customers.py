"""Customers by the API: their history, links between them, merging, concessions and restrictions."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from config.concessions import Given as Give
from config.concessions import Margin
from moderation import customers as history
from moderation.api import shapes
from moderation.api import shapes_customers as about
from moderation.api.acting import Act, Number
from moderation.api.bodies import Body, Cursor, Moment, Reason, Size, Stored, Why
from moderation.api.callers import Given, Reader
from moderation.api.cursors import cursor, next_link, position
from moderation.api.once import OnceRoute
from moderation.api.problems import ACTING, LISTING, LOOKING
from moderation.concessions import offers
from moderation.desk import customers
from moderation.documents import Document
from moderation.documents_customers import allowance_document, customer_document, link_document
from moderation.store.base import LAST_KEY

router = APIRouter(tags=["customers"], route_class=OnceRoute)
Key = Annotated[int, Field(ge=1, le=LAST_KEY)]
Money = Annotated[Decimal, Field(gt=0, le=10_000_000, decimal_places=2, description="an amount in the policy's currency")]


class GoodsQuery(Body):
    """What the goods cost and bring, where it is known."""

    price: Money | None = None
    margin: Margin | None = None


class LinksQuery(Body):
    """Which page is wanted."""

    limit: Size = 50
    cursor: Cursor = ""


class Linking(Body):
    """A proposed link and what is said about it; or another case of the same customer."""

    link: Key | None = None
    answer: Literal["accept", "refuse", "undo"] = "accept"
    other: Key | None = None
    why: Why = ""


class Merging(Reason):
    """The open case that goes on, and why they are one."""

    other: Key


class Conceding(Reason):
    """What is given, what it comes to, and the goods that it is about."""

    amount: Money
    give: Give
    price: Money | None = None
    margin: Margin | None = None


class Restricting(Reason):
    """In what and until when the customer is restricted; or the number of a restriction that is lifted."""

    what: Literal["concessions", "prepayment", "writing"] | None = None
    until: Moment | None = None
    lift: Key | None = None


class Noting(Body):
    """A fact that the customer told by telephone or in a shop."""

    fact: Literal["order", "phone", "email", "city", "date", "item", "address", "name", "other"]
    value: Annotated[str, Field(min_length=1, max_length=customers.LONGEST_FACT), Stored]


@router.get("/cases/{number}/customer", response_model=about.Customer, responses=LOOKING)
def customer(caller: Reader, context: Given, number: Number, query: Annotated[GoodsQuery, Query()]) -> Document:
    """Give the customer of a case: history on every site, what was told already, and what may be offered now."""
    now = context.now()
    found = history.customer_of(context.store, number, context.book, now)
    spent = sum(one.amount for one in found.concessions if one.case_id == number)
    with context.store.read() as tx:
        left = history.budget_left(tx, caller.person, spent, context.book, now)
    rules = context.book.policy.concessions
    price = None if query.price is None else _hundredths(query.price)
    allowance = offers(rules, found.standing, restricted=found.restricted(now), price=price, margin=query.margin)
    return {**customer_document(found, rules, left, now), "allowance": allowance_document(allowance)}


@router.get("/links", response_model=about.LinkPage, responses=LISTING)
def links(caller: Reader, context: Given, response: Response, query: Annotated[LinksQuery, Query()]) -> Document:
    """List the proposed links that nobody has decided, the surest first, each with its two posts."""
    after = position(caller.digest, "links", query.cursor)[1] if query.cursor else None
    found = history.open_links(context.store, limit=query.limit + 1, after=after)
    last = found[: query.limit][-1][0].id if len(found) > query.limit else None
    following = None if last is None else cursor(caller.digest, "links", (None, last))
    if following:
        response.headers["Link"] = next_link("/api/v1/links", limit=query.limit, cursor=following)
    return {"items": [link_document(link, (one, other)) for link, one, other in found[: query.limit]], "next": following}


@router.post("/cases/{number}/link", response_model=shapes.Case, responses=ACTING)
def link(act: Act, body: Linking) -> Document:
    """Accept, refuse or undo a link of the case's customer, or link it to the customer of another case."""
    return act.do(customers.link, link=body.link, answer=body.answer, other=body.other, why=body.why)


@router.post("/cases/{number}/merge", response_model=shapes.Case, responses=ACTING)
def merge(act: Act, body: Merging) -> Document:
    """Let the case go up in another open one that is about the same complaint; reopening takes it back."""
    return act.do(customers.merge, other=body.other, why=body.why)


@router.post("/cases/{number}/concede", response_model=shapes.Case, responses=ACTING)
def concede(act: Act, body: Conceding) -> Document:
    """Record what the customer is given: what the table allows, within the caller's budget; a supervisor may go beyond."""
    price = None if body.price is None else _hundredths(body.price)
    amount = _hundredths(body.amount)
    return act.do(customers.concede, amount=amount, give=body.give, price=price, margin=body.margin or "", why=body.why)


@router.post("/cases/{number}/restrict", response_model=shapes.Case, responses=ACTING)
def restrict(act: Act, body: Restricting) -> Document:
    """Restrict the customer of the case until a date, for a reason, or lift a restriction; no clock changes."""
    return act.do(customers.restrict, what=body.what or "", until=body.until, lift=body.lift, why=body.why)


@router.post("/cases/{number}/facts", response_model=shapes.Case, responses=ACTING)
def note(act: Act, body: Noting) -> Document:
    """Note down what the customer told by telephone or in a shop, so that nobody asks again."""
    return act.do(customers.note, fact=body.fact, value=body.value)


def _hundredths(amount: Decimal) -> int:
    return int(amount * 100)
