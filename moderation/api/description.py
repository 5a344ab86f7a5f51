"""The OpenAPI description of the API, made from its routes.

Run as a module it prints what openapi.json keeps; a test compares the two.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from fastapi.openapi.utils import get_openapi

from moderation.api.once import REPLAYED
from moderation.api.routes import router
from moderation.api.shapes import Problem

VERSION = "1"  # of the API, not of the program
_REPLAYED = {
    "description": "true where this is the answer that the same request with this Idempotency-Key got before",
    "schema": {"type": "string", "const": "true"},
}


def document() -> dict[str, Any]:
    """Describe the API."""
    made = get_openapi(
        title="otklik",
        version=VERSION,
        description="Cases, the journal of mentions and the watched sites. Every act on a case needs If-Match. "
        "A POST with an Idempotency-Key is carried out once in 24 hours. "
        "To look takes a token with the scope read, to act work, to approve approve; 403 names the scope that is missing.",
        routes=router.routes,
    )
    schemas = made["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schemas["Problem"].pop("$defs", {}))
    # FastAPI describes its own answer to a wrong request everywhere; ours is a Problem.
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    made["components"]["schemas"] = dict(sorted(schemas.items()))
    for methods in made["paths"].values():
        if "post" in methods:
            answers = methods["post"]["responses"]
            answers[min(answers)]["headers"] = {REPLAYED: _REPLAYED}  # the least is that of success: 200, or 201
    return made


def text() -> str:
    """Give the description as it is kept in openapi.json."""
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
