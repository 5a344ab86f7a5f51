"""The small values that settings, sites, definitions and policy are made of: durations, time zones, addresses, names."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer, ValidationInfo, field_validator

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST_TIME = timedelta(days=3653)  # ten years; what is longer soon leaves the calendar when it is added to a date
_LONGEST = 60  # characters of a bad value that an error repeats


class Strict(BaseModel):
    """A frozen record that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _no_number(cls, value: object, info: ValidationInfo) -> object:
        """Refuse true and false as numbers; pydantic would read 1 and 0."""
        wanted = cls.model_fields[str(info.field_name)].annotation
        if isinstance(value, bool) and {wanted, *get_args(wanted)} & {int, float} and wanted is not bool:
            raise ValueError(f"{quoted(value)} is not a number")
        return value


class Misplaced(ValueError):
    """A fault at a place inside what is checked: `at` is the path of keys and list positions from there."""

    def __init__(self, told: str, *at: str | int) -> None:
        super().__init__(told)
        self.at = at


def quoted(value: object) -> str:
    """Repeat a bad value in an error: on one line, cut where it is long, containers only named."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool | int | float | None) else f'"{value}"'
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…" + ('"' if isinstance(value, str) else "")


def near(name: str, known: Iterable[str]) -> str:
    """Word the nearest known names: "Near: a, b. ", or nothing."""
    found = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f"Near: {', '.join(found)}. " if found else ""


def listed(value: object) -> object:
    """Take a single value for a list of one."""
    return value if isinstance(value, list | tuple) else (value,)


def duration(value: object) -> timedelta:
    """Read "90s", "15m", "6h" or "2d"; raises ValueError with the accepted forms."""
    if isinstance(value, timedelta):
        return value
    found = re.fullmatch(r"([0-9]{1,9})([smhd])", value) if isinstance(value, str) else None
    if not found or not int(found[1]):
        raise ValueError(f"{quoted(value)} is not a duration. Write a number and m, h or d, for example 6h")
    read = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if read > _LONGEST_TIME:
        raise ValueError(f"{quoted(value)} is longer than ten years. Write a shorter time, for example 30d")
    return read


def working_time(value: object) -> timedelta:
    """Read a term that runs during working hours; days are refused, they differ in length. Raises ValueError."""
    if isinstance(value, str) and value.endswith("d"):
        raise ValueError(f"{quoted(value)} is not a working time. Write hours or minutes, for example 16h")
    return duration(value)


def in_seconds(value: timedelta) -> str:
    """Write a duration so that it can be read again."""
    return f"{int(value.total_seconds())}s"


def zone(value: str) -> str:
    """Check that a time zone exists; raises ValueError."""
    try:
        ZoneInfo(value)
    # ZoneInfo looks the name up as a path: ../x is a ValueError, a folder an OSError.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{quoted(value)} is not a time zone. Write one of the IANA names, for example Europe/Riga") from error
    return value


def address(value: str) -> str:
    """Check that an address is http or https with a host; raises ValueError."""
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        whole = False
    # urlsplit drops tabs and line breaks in silence; they would come back when the address is printed or logged.
    if not whole or re.search(r"[\s\x00-\x1f\x7f]", value):
        raise ValueError(f"{quoted(value)} is not an address. Write it whole, with http:// or https://")
    return value


def name(value: str) -> str:
    """Check that a name can stand in commands and file names; raises ValueError."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", value):
        told = "is not a name. Write small Latin letters, digits and hyphens, at most 64, for example acme-reviews"
        raise ValueError(f"{quoted(value)} {told}")
    return value


def language(value: str) -> str:
    """Check that a language is an ISO 639 code; raises ValueError."""
    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise ValueError(f"{quoted(value)} is not a language. Write its ISO code in small letters, for example lv")
    return value


def country(value: str) -> str:
    """Check that a country is an ISO 3166 code; raises ValueError."""
    if not re.fullmatch(r"[A-Z]{2}", value):
        raise ValueError(f"{quoted(value)} is not a country. Write its two capital letters, for example LV")
    return value


Texts = Annotated[tuple[str, ...], BeforeValidator(listed)]
Name = Annotated[str, AfterValidator(name)]
Duration = Annotated[timedelta, BeforeValidator(duration), PlainSerializer(in_seconds, when_used="json")]
WorkingTime = Annotated[timedelta, BeforeValidator(working_time)]
Zone = Annotated[str, AfterValidator(zone)]
Address = Annotated[str, AfterValidator(address)]
Language = Annotated[str, AfterValidator(language)]
Country = Annotated[str, AfterValidator(country)]
