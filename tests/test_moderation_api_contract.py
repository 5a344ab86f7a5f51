"""What holds for every POST of the API, read from its description: a new route is tested as soon as it is there.

Each wrong request is answered by one problem document, and nothing in the database has changed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from moderation.api import description
from moderation.people import Role
from moderation.store.engine import open_store
from tests.door import TestClient, World, mention, take_in, world

DOCUMENT = description.document()
SCHEMAS = DOCUMENT["components"]["schemas"]
# Good values by the name of a field; all others are made from the type.
SAMPLES: Mapping[str, Any] = {
    "url": "https://reviews.example/acme#a1",
    "until": "2026-12-01T12:00:00+02:00",
    "owner": "the-moderator",
    "why": "покупатель ждёт третью неделю",
    "text": "Иван, посылка придёт завтра.",
}
# Fields that a good body of a verb needs although no schema says so.
TOLD: Mapping[str, Mapping[str, Any]] = {
    "stage": {"op": "plan", "plan": "refund"},
    "handover": {"department": "repair"},
    "correct": {"severity": "high"},
    "resolve": {"resolution": "refunded"},
    "lint": {"case": 987_654},
    "link": {"other": 2},
    "merge": {"other": 2},
    "restrict": {"what": "concessions", "until": SAMPLES["until"]},
}
# Routes that leave the rule, each for its reason.
# What stands on a site, and what a customer has told, does not hang on the version of the case.
UNVERSIONED = frozenset({"/api/v1/cases/{number}/release", "/api/v1/cases/{number}/facts"})
AFTERWARDS = frozenset({"/api/v1/cases/{number}/facts"})  # what may be done to a closed case although it is no act
FOR_VIEWERS: frozenset[str] = frozenset()  # what everybody may do who may look
FRESH, CLOSED, MISSING = 1, 2, 987_654
LONG = 100_001


@dataclass(frozen=True)
class Operation:
    """One POST of the description."""

    path: str
    described: Mapping[str, Any]

    @property
    def on_case(self) -> bool:
        """Say whether it acts on a case."""
        return self.path.startswith("/api/v1/cases/{number}/")

    @property
    def versioned(self) -> bool:
        """Say whether it takes the version that it is meant for."""
        return any(one["name"].lower() == "if-match" for one in self.described["parameters"])

    @property
    def verb(self) -> str:
        """Give the last word of the path."""
        return self.path.rpartition("/")[2]

    @property
    def schema(self) -> Mapping[str, Any]:
        """Give the schema of its body."""
        content = self.described["requestBody"]["content"]
        return resolved(content["application/json"]["schema"])

    @property
    def body(self) -> dict[str, Any]:
        """Make a good body."""
        return made_of(self.schema, TOLD.get(self.verb, {}))

    def at(self, number: int) -> str:
        """Give an address; every parameter of the path is the number, or the name of something that is there."""
        there = self.path.replace("{cause}", str(number) if number == MISSING else "late-courier")
        return re.sub(r"{\w+}", str(number), there)


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference, and take the first of several forms that is not null."""
    if "$ref" in schema:
        return resolved(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return resolved(next(one for one in schema[several] if one.get("type") != "null"))
    return schema


def made_of(schema: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Make an object with every field that must be there."""
    needed = {name: value_of(name, schema["properties"][name]) for name in schema.get("required", ())}
    return {**needed, **given}


def value_of(name: str, schema: Mapping[str, Any]) -> Any:
    """Make a value of a field."""
    schema = resolved(schema)
    kind = schema.get("type")
    if name in SAMPLES and kind == "string":
        return SAMPLES[name]
    if "enum" in schema or "const" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    if kind == "object":
        return made_of(schema, {}) if "properties" in schema else {}
    if kind == "array":
        return [value_of(name, schema["items"])] if schema.get("minItems") else []
    if schema.get("format") == "date-time":
        return SAMPLES["until"]
    if schema.get("format") == "date":
        return "2026-12-01"
    low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    return {"integer": low, "number": low, "boolean": False}.get(str(kind), "x" * max(1, schema.get("minLength", 1)))


OPERATIONS = [Operation(path, methods["post"]) for path, methods in DOCUMENT["paths"].items() if "post" in methods]
every = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.path.removeprefix("/api/v1"))


@dataclass
class Office:
    """An application that no request here may change, with the programs that ask it."""

    made: World
    admin: TestClient
    viewer: TestClient
    reader: TestClient
    stranger: TestClient
    before: Any

    def refused(
        self,
        operation: Operation,
        *statuses: int,
        number: int = FRESH,
        client: TestClient | None = None,
        match: str | None = "*",
        body: Any = None,
        **headers: str,
    ) -> Any:
        """Send a wrong request, and give the problem that it was answered with; nothing has changed."""
        given = {
            **({} if match is None else {"If-Match": match}),
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        content = {"content": body} if isinstance(body, bytes) else {"json": operation.body if body is None else body}
        answer = (client or self.admin).post(operation.at(number), headers=given, **content)  # type: ignore[arg-type]
        assert answer.status_code in statuses, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["type"] == "about:blank"
        assert problem["instance"] == operation.at(number)
        assert problem["title"]
        assert problem["detail"]
        assert set(problem) <= {"type", "title", "status", "detail", "instance", "errors"}
        assert str(answer.status_code) in operation.described["responses"], "the description does not name this answer"
        assert self.made.dump() == self.before
        return problem


@pytest.fixture(scope="module")
def office(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Give an application with one fresh case and one that has ended."""
    folder = tmp_path_factory.mktemp("contract")
    shutil.copy(empty_sqlite, folder / "otklik.db")
    store = open_store(f"sqlite:///{folder / 'otklik.db'}")
    made = world(store, folder)
    take_in(made, [mention(CLOSED)])
    admin = made.program(Role.ADMIN)
    done = admin.post(f"/api/v1/cases/{CLOSED}/dismiss", json={"why": "о другой фирме"}, headers={"If-Match": "*"})
    assert done.status_code == 200
    programs = (
        admin,
        made.program(Role.VIEWER),
        made.program(Role.ADMIN, ["read"]),
        made.client(Authorization="Bearer otk_stranger"),
    )
    yield Office(made, *programs, made.dump())
    store.close()


def test_there_is_something_to_test() -> None:
    assert len(OPERATIONS) >= 15
    assert {"acknowledge", "reply", "close"} <= {operation.verb for operation in OPERATIONS}


@every
def test_it_is_described_with_a_key_and_a_closed_body(operation: Operation) -> None:
    names = {one["name"] for one in operation.described["parameters"]}
    assert "Idempotency-Key" in names, "give its router route_class=OnceRoute"
    assert operation.schema["additionalProperties"] is False
    assert "Idempotency-Replayed" in operation.described["responses"][min(operation.described["responses"])]["headers"]
    assert not operation.on_case or operation.versioned


@every
def test_a_field_that_is_not_named_is_refused(operation: Operation, office: Office) -> None:
    problem = office.refused(operation, 422, body={**operation.body, "colour": "red"})
    assert [error["field"] for error in problem["errors"]] == ["body/colour"]


@every
def test_a_field_that_must_be_there_is_asked_for(operation: Operation, office: Office) -> None:
    for name in operation.schema.get("required", ()):
        problem = office.refused(operation, 422, body={key: value for key, value in operation.body.items() if key != name})
        assert f"body/{name}" in [error["field"] for error in problem["errors"]]


@every
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_that_does_not_say_that_it_is_json_is_refused(kind: str, operation: Operation, office: Office) -> None:
    office.refused(operation, 415, 422, body=b'{"text": "x", "why": "x"}', Content_Type=kind)


@every
@pytest.mark.parametrize("body", [b"{", b"[]", b"1", b"\xff", b"[" * 50_000], ids=["cut", "list", "number", "bytes", "deep"])
def test_a_body_that_is_no_object_is_refused(body: bytes, operation: Operation, office: Office) -> None:
    office.refused(operation, 400, 422, body=body, Content_Type="application/json")


@every
def test_a_text_of_a_hundred_kilobytes_is_refused(operation: Operation, office: Office) -> None:
    texts = [name for name, schema in operation.schema["properties"].items() if resolved(schema).get("type") == "string"]
    for name in texts:
        problem = office.refused(operation, 422, body={**operation.body, name: "a" * LONG})
        assert "a" * 200 not in problem["detail"]
    office.refused(operation, 413, body=b'{"text": "' + b"a" * 1_100_000 + b'"}', Content_Type="application/json")


@every
def test_a_letter_that_no_text_can_hold_is_refused(operation: Operation, office: Office) -> None:
    for name, schema in operation.schema["properties"].items():
        if resolved(schema).get("type") == "string":
            office.refused(operation, 422, body={**operation.body, name: "a\0b"})


@every
def test_a_stranger_and_a_token_that_opens_nothing_are_refused(operation: Operation, office: Office) -> None:
    office.refused(operation, 401, client=office.stranger)
    office.refused(operation, 401, client=office.made.client())


@every
def test_who_may_only_look_is_refused(operation: Operation, office: Office) -> None:
    if operation.path not in FOR_VIEWERS:
        assert "it takes" in office.refused(operation, 403, client=office.viewer)["detail"]


@every
def test_a_token_that_may_only_read_is_refused_and_told_which_scope_it_takes(operation: Operation, office: Office) -> None:
    if operation.path not in FOR_VIEWERS:
        problem = office.refused(operation, 403, client=office.reader)
        assert re.search(
            r"it takes the scope \w+, and the token has read\. Make one that has it: otklik token add", problem["detail"]
        )


@every
def test_what_is_not_there_is_told(operation: Operation, office: Office) -> None:
    if "{" in operation.path:
        assert str(MISSING) in office.refused(operation, 404, number=MISSING)["detail"]


@every
@pytest.mark.parametrize("number", [0, -1, 10**30])
def test_what_is_no_number_is_told(number: int, operation: Operation, office: Office) -> None:
    if "{number}" in operation.path:
        office.refused(operation, 422, number=number)


@every
def test_a_version_must_be_named(operation: Operation, office: Office) -> None:
    if operation.versioned:
        assert "If-Match" in office.refused(operation, 428, match=None)["detail"]


@every
@pytest.mark.parametrize("match", ['"7"', '"0"'])
def test_a_stale_version_is_told_the_one_of_now(match: str, operation: Operation, office: Office) -> None:
    if operation.versioned and operation.path not in UNVERSIONED:
        assert "is at version 1 now" in office.refused(operation, 412, match=match)["detail"]


@every
def test_what_a_closed_case_does_not_allow_is_refused(operation: Operation, office: Office) -> None:
    if operation.on_case and operation.path not in AFTERWARDS:
        possible = office.admin.get(f"/api/v1/cases/{CLOSED}").json()["possible"]
        if operation.verb not in possible:
            assert str(CLOSED) in office.refused(operation, 409, number=CLOSED)["detail"]


@every
@pytest.mark.parametrize("key", ["", "a b", "ü", "x" * 256])
def test_what_is_no_key_is_refused(key: str, operation: Operation, office: Office) -> None:
    refused = office.refused(operation, 422, Idempotency_Key=key.encode("latin-1"))  # type: ignore[arg-type]
    assert "Idempotency-Key" in refused["detail"]


@every
def test_a_refused_request_keeps_no_key(operation: Operation, office: Office) -> None:
    office.refused(
        operation, 404, 409, 422, number=MISSING if "{" in operation.path else FRESH, Idempotency_Key="a-key", match='"7"'
    )
