"""The caller's own notices by the API, and where they go by mail (A6, A8, B2)."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from moderation import noticing, staff
from moderation.api import shapes_notices as shapes
from moderation.api.bodies import Body, Cursor, Size, Stored
from moderation.api.callers import Given, Reader, Writer
from moderation.api.cursors import cursor, next_link, position
from moderation.api.problems import ALWAYS, LISTING, problems
from moderation.documents import Document
from moderation.store.base import LAST_KEY

router = APIRouter(tags=["notices"])
CHANGING = problems(*ALWAYS, 413)
Spoken = Literal["en", "ru", "uk", "lv"]


class NoticesQuery(Body):
    """Which notices are wanted, and in which language they speak."""

    unread: Annotated[bool, Field(description="only those not seen yet")] = True
    speak: Spoken = "en"
    limit: Size = 50
    cursor: Cursor = ""


class SeenNotices(Body):
    """Which notices were seen: those up to a number, those of one case; without either all."""

    upto: Annotated[int, Field(ge=1, le=LAST_KEY)] | None = None
    case: Annotated[int, Field(ge=1, le=LAST_KEY)] | None = None


class MailAddress(Body):
    """Where notices go and in which language; null leaves a thing as it is, an empty text takes it away."""

    mail: Annotated[str, Field(max_length=staff.LONGEST_MAIL), Stored] | None = None
    language: Literal["en", "ru", "uk", "lv", ""] | None = None


@router.get("/notices", response_model=shapes.Notices, responses=LISTING)
def notices(caller: Reader, context: Given, response: Response, query: Annotated[NoticesQuery, Query()]) -> Document:
    """List the caller's own notices, the newest first."""
    subject = f"notices {query.unread}"
    before = position(caller.digest, subject, query.cursor)[1] if query.cursor else None
    found = noticing.inbox(context.store, caller.person, unread=query.unread, limit=query.limit + 1, before=before)
    shown, names = found[: query.limit], noticing.names_of(context.store)
    following = cursor(caller.digest, subject, (None, shown[-1].id)) if len(found) > query.limit else None
    if following:
        given = {"unread": str(query.unread).lower(), "speak": query.speak, "limit": query.limit}
        response.headers["Link"] = next_link("/api/v1/notices", **given, cursor=following)
    items = [noticing.notice_document(one, names, query.speak) for one in shown]
    return {"items": items, "unread": noticing.unread(context.store, caller.person), "next": following}


@router.put("/notices/seen", response_model=shapes.Seen, responses=CHANGING)
def seen_notices(caller: Writer, context: Given, body: SeenNotices = SeenNotices()) -> Document:
    """Mark the caller's own notices as seen; those that wait for the mail are not sent any more."""
    marked = noticing.seen(context.store, caller.person, context.now(), upto=body.upto, case=body.case)
    return {"seen": marked, "unread": noticing.unread(context.store, caller.person)}


@router.get("/me/mail", response_model=shapes.Mailbox, responses=LISTING)
def my_mail(caller: Reader, context: Given) -> Document:
    """Say where the caller's notices go by mail, and in which language."""
    box = staff.mailboxes(context.store)[caller.person.login]
    return {"mail": box.mail, "language": box.language}


@router.put("/me/mail", response_model=shapes.Mailbox, responses=CHANGING)
def set_my_mail(caller: Writer, context: Given, body: MailAddress) -> Document:
    """Write where the caller's own notices go by mail, and in which language."""
    box = staff.set_mailbox(context.store, caller.person.login, mail=body.mail, language=body.language)
    return {"mail": box.mail, "language": box.language}
