"""INSERT … ON CONFLICT, which SQLAlchemy has for each database apart."""

from __future__ import annotations

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(tx: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Give an INSERT that knows what to do about a conflict, for the database behind `tx`."""
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)
