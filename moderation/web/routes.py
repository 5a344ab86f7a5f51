"""The web queue: every page of it as one router; forms and links, so that it works without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from moderation.web import (
    acting,
    assets,
    case_page,
    causes_page,
    checking,
    complain_page,
    door,
    enter_page,
    journal_page,
    links_page,
    mention_page,
    notices_page,
    programs_page,
    quality_page,
    queue_page,
    releasing,
    report_page,
    search_page,
    sites_page,
    texts_page,
)

if TYPE_CHECKING:
    from moderation.context import Context

# `acting` takes every act of a case that no other form has, so it comes last.
PARTS = (
    door,
    assets,
    queue_page,
    case_page,
    texts_page,
    releasing,
    causes_page,
    checking,
    complain_page,
    enter_page,
    journal_page,
    links_page,
    mention_page,
    notices_page,
    programs_page,
    quality_page,
    report_page,
    search_page,
    sites_page,
    acting,
)


def router(context: Context) -> APIRouter:
    """Give the routes of all pages."""
    made = APIRouter()
    for part in PARTS:
        made.include_router(part.routes(context))
    return made
