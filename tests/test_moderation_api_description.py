"""The description of the API: as kept in the project, whole, and true of what is answered."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from moderation.api import description
from moderation.store.engine import Store
from tests.door import table, world

DOCUMENT = description.document()
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]


def test_it_works(sqlite_store: Store, tmp_path: Path) -> None:
    answer = world(sqlite_store, tmp_path).program("viewer").get("/api/v1/openapi.json")
    assert answer.json() == DOCUMENT
    assert DOCUMENT["openapi"].startswith("3.1")


def test_the_description_that_is_kept_is_the_one_that_the_routes_give() -> None:
    kept = (resources.files("moderation.api") / "openapi.json").read_text(encoding="utf-8")
    assert kept == description.text(), "run: python -m moderation.api.description > moderation/api/openapi.json"


def test_every_route_of_the_api_is_described_and_no_other() -> None:
    described = {(method.upper(), path.replace("{number}", "1")) for path, method in OPERATIONS}
    assert described == {route for route in table() if route[1].startswith("/api/")} - {("GET", "/api/v1/openapi.json")}


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_says_what_it_does_and_may_answer(path: str, method: str) -> None:
    operation = DOCUMENT["paths"][path][method]
    assert operation["description"].endswith(".")
    assert operation["security"] == [{"token": []}]
    assert {"200", "401", "403", "422"} <= set(operation["responses"])
    assert ({"409", "412", "428"} <= set(operation["responses"])) is (method == "post" and "{number}" in path)
    problems = [answer for status, answer in operation["responses"].items() if status != "200"]
    assert all(list(answer["content"]) == ["application/problem+json"] for answer in problems)


def test_operations_have_short_names_of_their_own() -> None:
    names = [DOCUMENT["paths"][path][method]["operationId"] for path, method in OPERATIONS]
    assert len(set(names)) == len(names)
    assert {"queue", "case", "acknowledge", "mentions", "sites", "me"} <= set(names)


def references(value: Any) -> set[str]:
    """Give the names of all schemas that are referred to."""
    return {found for found in _strings(value) if found.startswith("#/components/schemas/")}


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for inner in value.values() for one in _strings(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in _strings(inner)]
    return [value] if isinstance(value, str) else []


def test_every_schema_that_is_named_is_there_and_used_and_closed() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert references(json.loads(description.text())) == {f"#/components/schemas/{name}" for name in schemas}
    assert all(schema.get("additionalProperties") is False for schema in schemas.values() if schema["type"] == "object")
