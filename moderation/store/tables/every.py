"""Every table that there is, for the migrations and their tests."""

from __future__ import annotations

from moderation.store import base, schema
from moderation.store.tables import answers, customers, finding

MODULES = (schema, answers, customers, finding)
metadata = base.metadata
