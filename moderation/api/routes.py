"""The API: every route of it as one router under /api/v1."""

from __future__ import annotations

from fastapi import APIRouter

from moderation.api import around, cases, lint, mentions, releases, search, templates, work

# The name of each function is the name of its operation.
router = APIRouter(prefix="/api/v1", generate_unique_id_function=lambda route: route.name)
for part in (cases, work, releases, templates, lint, mentions, search, around):
    router.include_router(part.router)
