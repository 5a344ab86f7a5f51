"""Cases by the API: the queue, one case, and every verb of the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from moderation import desk
from moderation.api import shapes
from moderation.api.bodies import Address, CasesQuery, Limit, MaybeReason, Nothing, Owner, Reason, Text
from moderation.api.callers import Caller, Given, Reader, Writer
from moderation.api.cursors import cursor, next_link, position
from moderation.api.etags import etag, matched
from moderation.api.problems import ACTING, LISTING, LOOKING
from moderation.context import Context
from moderation.documents import Document, case_document, queue_document
from moderation.filters import parse_filter
from moderation.queue import CaseView, case_view
from moderation.queue import queue as queue_of
from moderation.store.base import LAST_KEY

router = APIRouter(tags=["cases"])
Number = Annotated[int, Path(ge=1, le=LAST_KEY, description="the number of the case")]


@router.get("/cases", response_model=shapes.Cases, responses=LISTING)
def queue(caller: Reader, context: Given, response: Response, query: Annotated[CasesQuery, Query()]) -> Document:
    """List cases, nearest deadline first; without a filter the open ones."""
    wanted = parse_filter(query.filter)
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
    return _told(case_view(context.store, number, context.book, context.now()), response)


def _told(view: CaseView, response: Response) -> Document:
    response.headers["ETag"] = etag(view.version)
    return case_document(view)


@dataclass(frozen=True, slots=True)
class Acting:
    """One act about to be done: by whom, to which version of which case."""

    caller: Caller
    context: Context
    number: int
    version: int | None
    response: Response

    def do(self, act: Callable[..., CaseView], **details: object) -> Document:
        """Let the desk do it, and give the case as it stands then."""
        view = act(
            self.context.store,
            self.caller.person,
            self.number,
            book=self.context.book,
            now=self.context.now(),
            version=self.version,
            **details,
        )
        return _told(view, self.response)


def acting(
    caller: Writer, context: Given, number: Number, version: Annotated[int | None, Depends(matched)], response: Response
) -> Acting:
    """Gather what an act needs."""
    return Acting(caller, context, number, version, response)


Act = Annotated[Acting, Depends(acting)]


@router.post("/cases/{number}/acknowledge", response_model=shapes.Case, responses=ACTING)
def acknowledge(act: Act, body: Address = Address()) -> Document:
    """Record that the customer was told: we have your complaint."""
    return act.do(desk.acknowledge, url=body.url)


@router.post("/cases/{number}/reply", response_model=shapes.Case, responses=ACTING)
def reply(act: Act, body: Text) -> Document:
    """Draft the reply; a new draft takes the place of the old one and voids its approval."""
    return act.do(desk.reply, text=body.text)


@router.post("/cases/{number}/approve", response_model=shapes.Case, responses=ACTING)
def approve(act: Act, _: Nothing = Nothing()) -> Document:
    """Approve the draft of another person."""
    return act.do(desk.approve)


@router.post("/cases/{number}/post", response_model=shapes.Case, responses=ACTING)
def post(act: Act, body: Address = Address()) -> Document:
    """Record that the reply was posted on the site; the next scan confirms it."""
    return act.do(desk.post, url=body.url)


@router.post("/cases/{number}/assign", response_model=shapes.Case, responses=ACTING)
def assign(act: Act, body: Owner) -> Document:
    """Give the case to a person."""
    return act.do(desk.assign, owner=body.owner)


@router.post("/cases/{number}/wait", response_model=shapes.Case, responses=ACTING)
def wait(act: Act, body: Limit) -> Document:
    """Stop the reply clock until a limit: the next move is somebody else's."""
    return act.do(desk.wait, until=body.until, why=body.why)


@router.post("/cases/{number}/resume", response_model=shapes.Case, responses=ACTING)
def resume(act: Act, body: MaybeReason = MaybeReason()) -> Document:
    """Let the reply clock run again."""
    return act.do(desk.resume, why=body.why)


@router.post("/cases/{number}/close", response_model=shapes.Case, responses=ACTING)
def close(act: Act, body: MaybeReason = MaybeReason()) -> Document:
    """End the handling; a case whose reply no scan has seen needs a reason."""
    return act.do(desk.close, why=body.why)


@router.post("/cases/{number}/reopen", response_model=shapes.Case, responses=ACTING)
def reopen(act: Act, body: Reason) -> Document:
    """Take a closed or dismissed case up again."""
    return act.do(desk.reopen, why=body.why)


@router.post("/cases/{number}/dismiss", response_model=shapes.Case, responses=ACTING)
def dismiss(act: Act, body: Reason) -> Document:
    """Record that this is no complaint to us, and why."""
    return act.do(desk.dismiss, why=body.why)
