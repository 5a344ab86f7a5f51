"""The language of a page: what the visitor chose, else that of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.words import LANGUAGES

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.responses import Response

COOKIE = "otklik_language"
YEAR = 365 * 24 * 3600  # seconds


def language_of(request: HTTPConnection, default: str) -> str:
    """Give the language to speak to a visitor."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else default


def remember(response: Response, language: str, *, secure: bool) -> None:
    """Keep a visitor's choice for a year; a language that otklik does not speak is not kept."""
    if language in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="lax")
