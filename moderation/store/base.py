"""What every table is made with: the metadata, and the types of moments, texts and keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Text
from sqlalchemy.types import TypeDecorator

from moderation.plain import storable

HEAD = "0010"  # the migration that this program needs; a test compares it with the scripts
LAST_KEY = 2**63 - 1  # no row has a larger number
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # sorts behind every deadline: no clock is running


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; naive datetimes are refused (decision 8)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """Give what brings a moment to UTC; SQLite, which knows no zones, gets it as a text without one.

        SQLAlchemy would call three functions for each value where this is one: a scan brings ten moments per mention.
        """
        return _utc_text if dialect.name == "sqlite" else _utc

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[Any], datetime | None]:
        """Give what makes an aware moment in UTC of a stored one."""
        return _of_text if dialect.name == "sqlite" else _utc


def _of_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone; the store takes aware moments only")
    return value.astimezone(UTC)


def _utc_text(value: datetime | None) -> str | None:
    found = _utc(value)
    return None if found is None else found.replace(tzinfo=None).isoformat(" ", "microseconds")


class Words(TypeDecorator[str]):
    """A text as strangers wrote it, but for what no database keeps: that becomes U+FFFD, whichever door the text came by."""

    impl = Text
    cache_ok = True

    def bind_processor(self, _dialect: Dialect) -> Callable[[str | None], str | None]:
        """Give what makes a text storable."""
        return _kept


def _kept(value: str | None) -> str | None:
    return None if value is None else storable(value)


Key = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
