"""Every table that there is, for the migrations and their tests."""

from __future__ import annotations

from moderation.store import base, schema
from moderation.store.tables import answers, finding, outcomes

MODULES = (schema, answers, finding, outcomes)
metadata = base.metadata
