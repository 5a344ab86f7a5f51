"""Read records from JSON of unknown shape: whatever has a text, and an author or a date beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crawler.dates import read
from crawler.items import Rating
from crawler.pages.document import Json
from crawler.pages.draft import Draft
from crawler.pages.schema import written
from crawler.rating import parse_rating

LAYER = "json"
MOST = 20_000  # records of one page
_TEXTS = (
    "reviewBody",
    "body",
    "text",
    "content",
    "cooked",
    "message",
    "comment",
    "review",
    "selftext",
    "raw",
    "description",
    "summary",
)
_AUTHORS = (
    "author", "username", "user_name", "userName", "nickname", "author_name", "authorName", "display_username", "user",
    "creator", "consumer", "customer", "name",
)  # fmt: skip
_DATES = (
    "created_utc", "created_at", "createdAt", "datePublished", "date_published", "published_at", "published", "date",
    "created", "timestamp", "time", "posted_at", "submissionTime", "updated", "updated_at",
)  # fmt: skip
_TITLES = ("title", "headline", "subject")
_RATINGS = ("rating", "stars", "im:rating", "ratingValue", "reviewRating", "overall_rating", "score", "mark")
_IDS = ("id", "uuid", "review_id", "reviewId", "comment_id", "_id")
_LINKS = ("permalink", "url", "post_url", "link")
_VALUES = (
    "label",
    "$t",
    "name",
    "username",
    "displayName",
    "display_name",
    "nickname",
    "href",
    "attributes",
    "html",
    "rendered",
    "text",
    "value",
    "ratingValue",
)


def json_drafts(found: Json) -> list[Draft]:
    """Give the records of a JSON document in order, those within records after the one that holds them."""
    drafts: list[Draft] = []
    for record in _dicts(found):
        draft = _draft(record)
        if draft is not None:
            drafts.append(draft)
        if len(drafts) >= MOST:
            break
    rated = sum(draft.rating is not None for draft in drafts) * 2 > len(drafts)
    for draft in drafts:
        draft.kind = "review" if rated else "post"
        draft.rating = draft.rating if rated else None
    return drafts


def _dicts(value: Json) -> Iterator[Mapping[str, Json]]:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(inner for inner in reversed(value.values()) if isinstance(inner, list | dict))
        elif isinstance(value, list):
            waiting.extend(inner for inner in reversed(value) if isinstance(inner, list | dict))


def _draft(record: Mapping[str, Json]) -> Draft | None:
    body = next((text for name in _TEXTS if (text := written(_scalar(record.get(name))))), "")
    date = next((text for name in _DATES if (text := _scalar(record.get(name))) and _dated(text)), "")
    author = next((text for name in _AUTHORS if (text := written(_scalar(record.get(name))))), "")
    rating = next((rating for name in _RATINGS if (rating := _rating(_scalar(record.get(name))))), None)
    if not body or not author or not (date or rating):
        return None
    return Draft(
        LAYER,
        body=body,
        author=author,
        published=date,
        headline=next((text for name in _TITLES if (text := written(_scalar(record.get(name))))), ""),
        rating=rating,
        url=next((text for name in _LINKS if (text := _scalar(record.get(name))).startswith(("http", "/"))), ""),
        id=next((text for name in _IDS if (text := _scalar(record.get(name)))), ""),
    )


def _dated(text: str) -> bool:
    return len(text) < 60 and read(text.lower(), True) is not None


def _scalar(value: Json) -> str:
    """Give a value as text; of an object the name, label or value in it, of a list the first."""
    for _ in range(5):
        if isinstance(value, dict):
            value = next((value[name] for name in _VALUES if value.get(name)), None)
        elif isinstance(value, list):
            value = value[0] if value else None
        else:
            break
    if value is None or isinstance(value, bool | list | dict):
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _rating(text: str) -> Rating | None:
    return parse_rating(text) if 0 < len(text) < 12 else None
