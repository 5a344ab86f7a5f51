"""The web queue: every page of it as one router; forms and links, so that it works without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from moderation.web import (
    acting,
    assets,
    case_page,
    checking,
    door,
    journal_page,
    queue_page,
    releasing,
    search_page,
    sites_page,
    texts_page,
)

if TYPE_CHECKING:
    from moderation.context import Context


def router(context: Context) -> APIRouter:
    """Give the routes of all pages."""
    made = APIRouter()
    for part in (
        door,
        assets,
        queue_page,
        case_page,
        texts_page,
        releasing,
        checking,
        acting,
        journal_page,
        search_page,
        sites_page,
    ):
        made.include_router(part.routes(context))
    return made
