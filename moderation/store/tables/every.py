"""Every table that there is, for the migrations and their tests."""

from __future__ import annotations

from moderation.store import base, schema
from moderation.store.tables import answers, customers, doors, entries, finding, notices, outcomes

MODULES = (schema, notices, answers, entries, finding, customers, outcomes, doors)
metadata = base.metadata
