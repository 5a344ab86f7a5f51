"""The API: every route of it as one router under /api/v1."""

from __future__ import annotations

from fastapi import APIRouter

from moderation.api import (
    around,
    cases,
    deadlines,
    entering,
    judging,
    mentions,
    notices,
    planning,
    releases,
    search,
    templates,
    webhooks,
    work,
)

# The name of each function is the name of its operation.
router = APIRouter(prefix="/api/v1", generate_unique_id_function=lambda route: route.name)
for part in (
    cases,
    entering,
    work,
    planning,
    judging,
    releases,
    templates,
    mentions,
    search,
    webhooks,
    deadlines,
    notices,
    around,
):
    router.include_router(part.router)
