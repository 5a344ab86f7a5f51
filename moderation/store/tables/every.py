"""Every table that there is, for the migrations and their tests."""

from __future__ import annotations

from moderation.store import base, schema
from moderation.store.tables import answers, finding, notices

MODULES = (schema, answers, finding, notices)
metadata = base.metadata
