"""What is answered when a request cannot be: a problem document for programs (RFC 9457), a page for people; never a traceback."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from config.errors import Forbidden, Impossible, NotFound, OperatorError, StaleVersion, TryAgain, UsageError
from moderation.auth import LoginError
from moderation.context import LOGIN
from moderation.desk.linting import Unfit
from moderation.lint.told import findings_document
from moderation.people import OutOfScope
from moderation.plain import neutral
from moderation.web.pages import error_page

if TYPE_CHECKING:
    from starlette.requests import Request

API = "/api/"
RETRY_SECONDS = 30
FAULT = "something went wrong in otklik itself. What you did was not carried out; the log says why"

_STATUS: Mapping[type[OperatorError], int] = {
    LoginError: 401,
    NotFound: 404,
    Forbidden: 403,
    StaleVersion: 409,
    Impossible: 409,
    UsageError: 422,
    TryAgain: 503,
}
_log = logging.getLogger("otklik.web")


def for_program(request: Request) -> bool:
    """Say whether a request comes in by the API."""
    return request.url.path.startswith(API)


def refuse(
    request: Request,
    status: int,
    sentence: str,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    findings: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with a status and one sentence; `errors` name wrong fields, `findings` what is wrong with a text: for programs."""
    if for_program(request):
        more = {name: list(value) for name, value in (("errors", errors), ("findings", findings)) if value}
        response: Response = _problem(request, status, sentence, more)
    else:
        response = error_page(request, status, sentence)
    response.headers.update(headers or {})
    return response


def _problem(request: Request, status: int, sentence: str, more: Mapping[str, Any]) -> Response:
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": neutral(sentence),
        "instance": neutral(request.url.path),
        **more,
    }
    return Response(json.dumps(document), status, media_type="application/problem+json")


def answer(request: Request, error: OperatorError) -> Response:
    """Answer an error that a person can act on; what is not about the request is told in the log only (ASVS 16.5.1)."""
    # The nearest ancestor that has a status; an error without one is ours or the configuration's, hence 500.
    status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
    if status == 401 and not for_program(request):  # 303: the form that was sent without a session is not sent again to /login
        return RedirectResponse(LOGIN, status_code=303)
    if status in (401, 403):
        _log.warning("refused: %s %s: %s", request.method, neutral(request.url.path), neutral(str(error)))
    if isinstance(error, TryAgain):
        _log.warning("%s", neutral(str(error)))
        sentence = f"the database is busy or away just now. Try again in {RETRY_SECONDS} seconds; nothing is lost"
        return refuse(request, status, sentence, headers={"Retry-After": str(RETRY_SECONDS)})
    if status == 500:  # a broken setting or schema: for who runs the server, not for who clicked
        _log.error("%s", neutral(str(error)))
        return refuse(request, status, FAULT)
    if isinstance(error, OutOfScope):
        challenge = f'Bearer error="insufficient_scope", scope="{error.scope}"'  # RFC 6750, 3.1
        return refuse(request, status, str(error), headers={"WWW-Authenticate": challenge})
    if status == 401:
        return refuse(request, status, str(error), headers={"WWW-Authenticate": "Bearer"})
    # The API has said by If-Match what it expects, and RFC 9110 has a status for that; a page has no such word.
    if isinstance(error, StaleVersion) and for_program(request):
        status = 412
    return refuse(request, status, str(error), findings=findings_document(error.findings) if isinstance(error, Unfit) else ())
