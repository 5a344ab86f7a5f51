"""Every table that there is, for the migrations and their tests."""

from __future__ import annotations

from moderation.store import base, schema
from moderation.store.tables import answers, customers, entered, finding, judging, notices, once, outcomes, webhooks

MODULES = (schema, answers, customers, finding, once, webhooks, judging, entered, notices, outcomes)
metadata = base.metadata
