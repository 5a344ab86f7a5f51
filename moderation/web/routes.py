"""The web queue: every page of it as one router, works without JavaScript (B2 of the conventions: forms and links)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from moderation.web import acting, case_page, door, journal_page, queue_page, sites_page

if TYPE_CHECKING:
    from moderation.context import Context


def router(context: Context) -> APIRouter:
    """Give the routes of all pages."""
    made = APIRouter()
    for part in (door, queue_page, case_page, acting, journal_page, sites_page):
        made.include_router(part.routes(context))
    return made
