"""Every table that there is, for the migrations and their tests."""

from __future__ import annotations

from moderation.store import base, schema
from moderation.store.tables import answers, entered, finding, judging, notices, once, outcomes, webhooks

MODULES = (schema, answers, finding, once, webhooks, judging, entered, notices, outcomes)
metadata = base.metadata
