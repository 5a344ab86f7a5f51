"""Who calls the API: by a token, or, to look at things, by the session of the pages. One way in for every route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from moderation import auth
from moderation.auth import LoginError
from moderation.context import Context
from moderation.people import VIEW, Person, require

_bearer = HTTPBearer(auto_error=False, scheme_name="token", bearerFormat="otk_…", description="otklik token add LOGIN NAME")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and the digest of what proved it, to which cursors are bound."""

    person: Person
    digest: str


def context_of(request: Request) -> Context:
    """Give the context of the application."""
    context = request.app.state.context
    assert isinstance(context, Context)
    return context


Given = Annotated[Context, Depends(context_of)]


def by_token(context: Given, bearer: Bearer) -> Caller:
    """Find who calls by the token alone: what changes something must not hang on a cookie. Raises LoginError."""
    person = None if bearer is None else auth.token_person(context.store, bearer.credentials, context.now())
    if bearer is None or person is None:
        raise LoginError("this takes a token that is good: Authorization: Bearer otk_…. Make one: otklik token add LOGIN NAME")
    return Caller(person, auth.digest_of(bearer.credentials))


def by_token_or_session(request: Request, context: Given, bearer: Bearer) -> Caller:
    """Find who calls, and see that they may look. Raises LoginError, Forbidden."""
    # A token goes before a cookie: a program in a browser means the one that it sends on purpose.
    session = context.session_of(request) if bearer is None else ""
    caller = Caller(context.person_of(request), auth.digest_of(session)) if session else by_token(context, bearer)
    require(caller.person, VIEW)
    return caller


Reader = Annotated[Caller, Depends(by_token_or_session)]
Writer = Annotated[Caller, Depends(by_token)]
