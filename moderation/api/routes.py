"""The API: every route of it as one router under /api/v1."""

from __future__ import annotations

from fastapi import APIRouter

from moderation.api import (
    around,
    cases,
    causes,
    customers,
    deadlines,
    entering,
    judging,
    lint,
    mentions,
    notices,
    outcomes,
    planning,
    quality,
    releases,
    report,
    search,
    templates,
    webhooks,
    work,
)

PARTS = (
    cases,
    entering,
    work,
    planning,
    judging,
    outcomes,
    causes,
    quality,
    customers,
    report,
    releases,
    templates,
    lint,
    mentions,
    search,
    webhooks,
    deadlines,
    notices,
    around,
)

# The name of each function is the name of its operation.
router = APIRouter(prefix="/api/v1", generate_unique_id_function=lambda route: route.name)
for part in PARTS:
    router.include_router(part.router)
