"""Which problems a route may answer, for the description."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from moderation.api.shapes import Problem

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """Describe these answers as problem documents."""
    content = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


ALWAYS = (400, 401, 403, 422, 500, 503)
LISTING = problems(*ALWAYS)
LOOKING = problems(*ALWAYS, 404)
ACTING = problems(*ALWAYS, 404, 409, 412, 413, 428)
