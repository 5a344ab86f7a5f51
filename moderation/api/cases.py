"""Cases by the API: the queue, one case, and every verb of the desk."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from moderation.api import shapes
from moderation.api.acting import Act, Number, told
from moderation.api.bodies import Address, CasesQuery, Limit, MaybeReason, Overruling, Owner, Posting, Reason, Text
from moderation.api.callers import Given, Reader
from moderation.api.cursors import cursor, next_link, position
from moderation.api.lint import Replied
from moderation.api.once import OnceRoute
from moderation.api.problems import ACTING, LISTING, LOOKING
from moderation.desk import answering, ending, owners, releasing, terms
from moderation.desk.linting import lint_case
from moderation.documents import Document, queue_document
from moderation.lint.told import findings_document
from moderation.queue import case_view
from moderation.queue import queue as queue_of
from moderation.search import wanted_of

router = APIRouter(tags=["cases"], route_class=OnceRoute)


@router.get("/cases", response_model=shapes.Cases, responses=LISTING)
def queue(caller: Reader, context: Given, response: Response, query: Annotated[CasesQuery, Query()]) -> Document:
    """List cases, nearest deadline first; without a filter the open ones."""
    policy = context.book.policy
    wanted = wanted_of(query.filter, context.store, context.settings, lambda: context.catalogue, lambda: policy.departments)
    after, now = None, context.now()
    subject = f"cases {wanted}"
    if query.cursor:
        due, number = position(caller.digest, subject, query.cursor)
        after = None if due is None else (due, number)
    page = queue_of(context.store, wanted, now, limit=query.limit, after=after)
    following = None if page.after is None else cursor(caller.digest, subject, page.after)
    if following:
        response.headers["Link"] = next_link("/api/v1/cases", filter=query.filter, limit=query.limit, cursor=following)
    return {"items": [queue_document(row, now) for row in page.rows], "next": following}


@router.get("/cases/{number}", response_model=shapes.Case, responses=LOOKING)
def case(_: Reader, context: Given, response: Response, number: Number) -> Document:
    """Give one case; its ETag is its version."""
    return told(case_view(context.store, number, context.book, context.now()), response)


@router.post("/cases/{number}/acknowledge", response_model=shapes.Case, responses=ACTING)
def acknowledge(act: Act, body: Address = Address()) -> Document:
    """Record that the customer was told: we have your complaint."""
    return act.do(answering.acknowledge, url=body.url)


@router.post("/cases/{number}/reply", response_model=Replied, responses=ACTING)
def reply(act: Act, body: Text) -> Document:
    """Draft the reply; a new draft takes the place of the old one and voids its approval. The lint tells what it finds."""
    drafted = act.do(answering.reply, text=body.text)
    context, person = act.context, act.caller.person
    found = lint_case(context.store, person, act.number, book=context.book, now=context.now(), text=body.text)
    return {**drafted, "findings": findings_document(found)}


@router.post("/cases/{number}/approve", response_model=shapes.Case, responses=ACTING)
def approve(act: Act, body: Overruling = Overruling()) -> Document:
    """Approve the draft of another person; 409 with `findings` where the lint blocks it."""
    return act.do(answering.approve, despite=body.despite)


@router.post("/cases/{number}/post", response_model=shapes.Case, responses=ACTING)
def post(act: Act, body: Posting = Posting()) -> Document:
    """Record that the reply was posted on the site; the next scan confirms it. With `release` otklik posts it itself, once.

    409 with `findings` where the lint blocks it.
    """
    if body.release:
        settings, catalogue = act.context.settings, act.context.catalogue
        return act.do(releasing.release, despite=body.despite, settings=settings, catalogue=catalogue)
    return act.do(answering.post, url=body.url, how=body.how, despite=body.despite)


@router.post("/cases/{number}/assign", response_model=shapes.Case, responses=ACTING)
def assign(act: Act, body: Owner) -> Document:
    """Give the case to a person."""
    return act.do(owners.assign, owner=body.owner)


@router.post("/cases/{number}/wait", response_model=shapes.Case, responses=ACTING)
def wait(act: Act, body: Limit) -> Document:
    """Stop the reply clock until a limit: the next move is somebody else's."""
    return act.do(terms.wait, until=body.until, why=body.why)


@router.post("/cases/{number}/resume", response_model=shapes.Case, responses=ACTING)
def resume(act: Act, body: MaybeReason = MaybeReason()) -> Document:
    """Let the reply clock run again."""
    return act.do(terms.resume, why=body.why)


@router.post("/cases/{number}/close", response_model=shapes.Case, responses=ACTING)
def close(act: Act, body: MaybeReason = MaybeReason()) -> Document:
    """End the handling; a case whose reply no scan has seen needs a reason."""
    return act.do(ending.close, why=body.why)


@router.post("/cases/{number}/reopen", response_model=shapes.Case, responses=ACTING)
def reopen(act: Act, body: Reason) -> Document:
    """Take a closed or dismissed case up again."""
    return act.do(ending.reopen, why=body.why)


@router.post("/cases/{number}/dismiss", response_model=shapes.Case, responses=ACTING)
def dismiss(act: Act, body: Reason) -> Document:
    """Record that this is no complaint to us, and why."""
    return act.do(ending.dismiss, why=body.why)
