"""Turn what pydantic finds wrong into one sentence for the operator: the key, the bad value, what is accepted, the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from config.values import Misplaced, near, quoted

At = tuple[str | int, ...]
_FOLLOWS = "default_factory_not_called"  # pydantic's word for a default that another error prevented
_FEW = 12  # names that fit in an error

_SAID: Mapping[str, str] = {
    "missing": "is missing",
    "string_type": "{} is not text. Put it in quotes",
    "string_too_short": "is empty. Write a text",
    "string_too_long": "{} is longer than {max_length} characters",
    "finite_number": "{} is not a number",
    "greater_than": "{} must be more than {gt}",
    "greater_than_equal": "{} must be at least {ge}",
    "less_than": "{} must be less than {lt}",
    "less_than_equal": "{} must be at most {le}",
    "literal_error": "{} is not accepted. Write one of: {expected}",
    "path_type": "{} is not a path",
}
_KINDS: Mapping[str, str] = {
    "int": "{} is not a whole number",
    "float": "{} is not a number",
    "bool": "{} is neither true nor false",
    "date": "{} is not a date. Write it as 2026-05-01",
    "tuple": "{} is not a list. Write its parts in lines that begin with a hyphen",
    "list": "{} is not a list. Write its parts in lines that begin with a hyphen",
    "dict": "{} is not a mapping. Write `key: value` lines below it",
    "mapping": "{} is not a mapping. Write `key: value` lines below it",
    "model": "{} is not a mapping. Write `key: value` lines below it",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place: `at` is its path of keys and list positions, `path` the one that the sentence names, `more` how
    many other places are wrong."""

    at: At
    path: At
    what: str
    more: int = 0

    @property
    def text(self) -> str:
        """Give the sentence that starts with the path of keys; list positions are told by the line."""
        path = ".".join(part for part in self.path if isinstance(part, str))
        return f"{path}: {self.told}" if path else self.told

    @property
    def told(self) -> str:
        """Give the sentence without the path."""
        rest = "" if not self.more else f" ({self.more} more {'place is' if self.more == 1 else 'places are'} wrong)"
        return " ".join(self.what.split()).rstrip(".") + "." + rest


def problem(model: type[BaseModel], error: ValidationError, line: Callable[[At], int | None]) -> Problem:
    """Choose the problem that stands first in the file; a key that is missing comes after a key that is misspelt."""
    found = [detail for detail in error.errors(include_url=False) if detail["type"] != _FOLLOWS]
    # A misspelt required key is two errors, unknown and missing; the unknown one shows what to correct.
    found.sort(key=lambda detail: (detail["type"] == "missing", line(_at(detail)) or 0))
    first = found[0]
    at = _at(first)
    return Problem(at, at[:-1] if first["type"] == "extra_forbidden" else at, _what(model, first), len(found) - 1)


def _at(detail: ErrorDetails) -> At:
    cause = detail.get("ctx", {}).get("error")
    inside = cause.at if isinstance(cause, Misplaced) else ()
    return (*(part for part in detail["loc"] if part != "[key]"), *inside)


def _what(model: type[BaseModel], detail: ErrorDetails) -> str:
    kind, at = detail["type"], _at(detail)
    owner, field = _place(model, at)
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    if kind == "extra_forbidden":
        return unknown("a key", str(at[-1]), _names(owner))
    # A secret (repr=False) is never repeated, not even the wrong one: it may be nearly right.
    shown = "what is given" if field is not None and not field.repr else quoted(detail["input"])
    if kind == "literal_error" and detail["loc"][-1] == "[key]":
        return f"{quoted(at[-1])} is not a key. Write one of: {_expected(detail)}"
    # pydantic's own words come last; braces in them are no places of ours to fill.
    said = _SAID.get(kind) or _KINDS.get(kind.split("_")[0]) or detail["msg"].replace("{", "(").replace("}", ")")
    return said.format(shown, **{**detail.get("ctx", {}), "expected": _expected(detail)})


def unknown(what: str, name: str, known: Sequence[str]) -> str:
    """Word a name that nobody knows, with the nearest ones, or all of them where they are few or none is near."""
    nearest = near(name, known)
    rest = f"Known: {', '.join(known)}" if not nearest or len(known) <= _FEW else ""
    return f"{quoted(name)} is not {what}. {nearest}{rest}".rstrip(" .")


def _expected(detail: ErrorDetails) -> str:
    return str(detail.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")


def _names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _place(model: type[BaseModel], at: At) -> tuple[type[BaseModel], FieldInfo | None]:
    """Find the model that owns the last key of a path, and its field there."""
    owner, field = model, None
    for part in at:
        if field is not None:
            owner = next(_models(field.annotation), owner)
        if isinstance(part, str):
            field = owner.model_fields.get(part)
    return owner, field


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
