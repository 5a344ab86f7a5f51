"""The web application: the pages and the API behind one shield, with one way to answer errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from config.errors import OperatorError
from moderation.answers import FAULT, answer, refuse
from moderation.api.routes import router as api
from moderation.context import Context
from moderation.plain import neutral
from moderation.shield import Shield
from moderation.store import engine
from moderation.store.base import HEAD
from moderation.web.routes import router as pages

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from config.catalogue import Catalogue
    from config.settings import Settings
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store


class Application(FastAPI):
    """FastAPI with the shield outermost, so that the answers to faults pass it too."""

    def __init__(self, context: Context) -> None:
        # FastAPI's own pages of the description are off: they load scripts from elsewhere, and show the API to strangers.
        # Starlette builds the stack when the first request comes in; the context is there by then.
        super().__init__(title="otklik", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
        self.state.context = context

    def build_middleware_stack(self) -> ASGIApp:
        """Put the shield around everything."""
        # Not by add_middleware, which would put it inside Starlette's handler of faults: those answers lacked its headers.
        return Shield(super().build_middleware_stack(), self.state.context)


def create_app(settings: Settings, store: Store, book: Rulebook, catalogue: Catalogue, now: Callable[[], datetime]) -> FastAPI:
    """Make the application; `now` gives the present moment, aware."""
    context = Context(settings, store, book, catalogue, now)
    app = Application(context)
    app.include_router(api)
    app.include_router(pages(context))
    app.add_api_route("/healthz", healthz, include_in_schema=False)
    app.add_api_route("/readyz", readyz, include_in_schema=False)
    app.add_exception_handler(OperatorError, _operator_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _fault)
    return app


def healthz() -> Response:
    """Say that the process answers."""
    return JSONResponse({"status": "ok"})


def readyz(request: Request) -> Response:
    """Say whether the database answers and has this program's version; 503 where it does not."""
    context: Context = request.app.state.context
    try:
        ready = engine.revision_of(context.store.engine) == HEAD
    except OperatorError:
        ready = False
    return JSONResponse({"status": "ready" if ready else "not ready"}, 200 if ready else 503)


def _operator_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, OperatorError)
    return answer(request, error)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = str(error.detail)
    if error.status_code == 404:
        said = f"there is nothing at {request.url.path[:200]}"
    elif error.status_code == 405:
        said = f"{request.url.path[:200]} does not take {request.method[:20]}"
    return refuse(request, error.status_code, said, headers=error.headers)


def _invalid(request: Request, error: Exception) -> Response:
    """Name the fields that are wrong; the values are not repeated, for they may be secret."""
    assert isinstance(error, RequestValidationError)
    errors = [{"field": neutral("/".join(map(str, one["loc"])))[:200], "detail": neutral(one["msg"])} for one in error.errors()]
    told = "; ".join(f"{one['field']}: {one['detail']}" for one in errors[:5])
    return refuse(request, 422, f"the request cannot be understood: {told}", errors=errors)


def _fault(request: Request, _error: Exception) -> Response:
    return refuse(request, 500, FAULT)
