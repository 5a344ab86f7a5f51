"""Webhooks by the API: which programs are told of cases, and what they have not taken."""

from __future__ import annotations

import os

from fastapi import APIRouter

from moderation.api import shapes_webhooks as shapes
from moderation.api.callers import Given, Reader
from moderation.api.problems import LISTING
from moderation.audience import audience
from moderation.documents import Document

router = APIRouter(tags=["around"])


@router.get("/webhooks", response_model=shapes.Audience, responses=LISTING)
def webhooks(caller: Reader, context: Given) -> Document:
    """List the webhooks with the messages that they have not taken; it takes the role and the scope admin."""
    return audience(context.store, context.settings.webhooks, os.environ, caller.person)
