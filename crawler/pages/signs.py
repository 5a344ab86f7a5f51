"""Tell what a page is when it is not what was expected: a check for robots, a login, an empty list, a changed layout."""

from __future__ import annotations

from config.catalogue import Definition
from crawler.items import Verdict
from crawler.pages.document import Document

MOST_TEXT = 3000  # characters of a page that is nothing but a login form


def hint_of(document: Document, definition: Definition | None, mentions: int, *, later: bool) -> tuple[Verdict | None, str]:
    """Give a verdict and a sentence where a page is no content or less than its definition promises.

    `later` is true for pages after the first, which may hold fewer records than the `minimum`.
    """
    if definition is None:
        return _without_definition(document, mentions)
    if mentions >= max(1, definition.minimum):
        return None, ""
    markers = definition.markers
    if any(stands(marker, document) for marker in markers.captcha):
        return Verdict.BLOCKED, f"{document.url} shows a check for robots instead of its page"
    if any(stands(marker, document) for marker in markers.login):
        return Verdict.LOGIN_WALL, f"{document.url} asks for a login"
    if not mentions and any(stands(marker, document) for marker in markers.empty):
        return Verdict.QUIET, ""
    if mentions < definition.minimum and not later:
        told = f"{document.url} shows {mentions} mentions where {definition.name} expects at least {definition.minimum}"
        return Verdict.LAYOUT_CHANGED, f"{told}. Look at it: otklik read {document.url}"
    return None, ""


def stands(marker: str, document: Document) -> bool:
    """Tell whether a marker (CSS, or `text:` and words) stands on the page."""
    if marker.startswith("text:"):
        words = marker.removeprefix("text:").strip()
        return bool(words) and words.casefold() in document.text.casefold()
    return document.looks_like == "html" and document.tree.css_first(marker) is not None


def _without_definition(document: Document, mentions: int) -> tuple[Verdict | None, str]:
    if mentions or document.looks_like != "html" or document.tree.css_first("input[type='password']") is None:
        return None, ""
    body = document.tree.body
    if body is not None and len(" ".join(body.text(separator=" ").split())) < MOST_TEXT:
        return Verdict.LOGIN_WALL, f"{document.url} asks for a login"
    return None, ""
