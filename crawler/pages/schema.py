"""From schema.org items, however they were written, to drafts: reviews, posts, comments, questions and answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from crawler.items import Rating
from crawler.pages.document import Json
from crawler.pages.draft import Draft, DraftReply
from crawler.rating import parse_rating
from crawler.text import clean, plain

REVIEWS = frozenset({"Review", "UserReview", "CriticReview", "EmployerReview", "Recommendation"})
POSTS = frozenset(
    {"DiscussionForumPosting", "SocialMediaPosting", "Comment", "UserComments", "Question", "Answer", "CorrectionComment"}
)
_LISTS = frozenset({"FAQPage"})  # the questions on it are the site's own
_TAG = re.compile(r"</?(?:p|br|div|span|b|i|em|strong|a|ul|li|ol|blockquote)\b[^<>]*>", re.I)
_CLOSED = REVIEWS | {"Question", "Answer"}  # comments under these are remarks on them, no posts
MOST = 20_000  # records of one page

Item = Mapping[str, Json]
Written = Callable[[Json], str]


def schema_drafts(blocks: Sequence[Json], layer: str) -> list[Draft]:
    """Give the records among items in order of the page; what only refers to another item by @id is looked up.

    Texts of JSON-LD may hold mark-up, which is taken out; microdata was read from mark-up already.
    """
    known: dict[str, Item] = {}
    for item, _ in _items(blocks):
        name = item.get("@id")
        if isinstance(name, str) and len(item) > len(known.get(name, ())):
            known[name] = item
    drafts: list[Draft] = []
    for item, above in _items(blocks):
        kinds = _kinds(item)
        is_review = not kinds.isdisjoint(REVIEWS)
        if not is_review and kinds.isdisjoint(POSTS):
            continue
        if above & _LISTS or (not is_review and _is_remark(kinds, above)):
            continue
        draft = _draft(item, known, layer, is_review=is_review, text=clean_text if layer == "microdata" else written)
        if draft.body or (draft.headline and (is_review or "Question" in kinds)):
            drafts.append(draft)
        if len(drafts) >= MOST:
            break
    return drafts


def _is_remark(kinds: frozenset[str], above: frozenset[str]) -> bool:
    """Tell whether an item is a remark on a review, a question or an answer; an answer to a question is none."""
    return bool(above & _CLOSED) and not (kinds & {"Answer", "Question"} and not above & REVIEWS)


def _items(blocks: Sequence[Json]) -> Iterator[tuple[Item, frozenset[str]]]:
    """Walk every dict in order, with the types of those that hold it; without recursion, for pages nested on purpose."""
    waiting: list[tuple[Json, frozenset[str]]] = [(block, frozenset()) for block in reversed(blocks)]
    while waiting:
        value, above = waiting.pop()
        if isinstance(value, list):
            waiting.extend((inner, above) for inner in reversed(value))
        elif isinstance(value, dict):
            yield value, above
            below = above | _kinds(value)
            waiting.extend((inner, below) for inner in reversed(value.values()) if isinstance(inner, list | dict))


def _kinds(item: Item) -> frozenset[str]:
    given = item.get("@type")
    names = given if isinstance(given, list) else [given]
    return frozenset(name.rpartition("/")[2].rpartition(":")[2] for name in names if isinstance(name, str))


def _draft(item: Item, known: Mapping[str, Item], layer: str, *, is_review: bool, text: Written) -> Draft:
    body = next((found for name in ("reviewBody", "text", "articleBody", "description") if (found := text(item.get(name)))), "")
    headline = next((found for name in ("headline", "name") if (found := text(item.get(name)))), "")
    replies = _answers(item, known, text) if is_review else []
    return Draft(
        layer,
        body=body,
        author=_name(item.get("author"), known) or _name(item.get("creator"), known),
        published=next(
            (found for name in ("datePublished", "dateCreated", "commentTime") if (found := _text(item.get(name)))), ""
        ),
        headline=headline,
        rating=_rating(item.get("reviewRating") or item.get("rating"), known),
        url=_address(item),
        id=_text(item.get("identifier")),
        replies=replies,
        kind="review" if is_review else "post",
    )


def _address(item: Item) -> str:
    anchor = _text(item.get("@anchor"))
    for name in ("url", "@id", "mainEntityOfPage"):
        text = _text(item.get(name))
        if text and (name == "url" or text.startswith(("http://", "https://", "#", "/"))):
            return text
    return f"#{anchor}" if anchor else ""


def _text(value: Json) -> str:
    """Give a value as short text: of a list the first, of an item its value, name or id."""
    for _ in range(6):
        if isinstance(value, list):
            value = next((inner for inner in value if inner), None)
        elif isinstance(value, dict):
            value = next((value[name] for name in ("@value", "value", "name", "@id") if value.get(name)), None)
        else:
            break
    if isinstance(value, bool) or value is None or isinstance(value, list | dict):
        return ""
    return f"{value:g}" if isinstance(value, float) else clean(str(value))


def clean_text(value: Json) -> str:
    """Give a text somebody wrote."""
    if isinstance(value, list):
        value = next((inner for inner in value if inner), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("text")
    return clean(value) if isinstance(value, str) else ""


def written(given: Json) -> str:
    """Give a text somebody wrote, without the mark-up that some sites leave in it."""
    value = clean_text(given)
    text = plain(value) if _TAG.search(value) else clean(plain(value.replace("<", "&lt;")) if "&" in value else value)
    return plain(text) if _TAG.search(text) else text


def _name(value: Json, known: Mapping[str, Item]) -> str:
    for _ in range(6):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            if "name" not in value and isinstance(value.get("@id"), str):
                value = dict(known.get(str(value["@id"]), {}))
            value = (
                value.get("name")
                or value.get("alternateName")
                or " ".join(filter(None, map(_text, (value.get("givenName"), value.get("familyName")))))
            )
        else:
            break
    return written(value)


def _rating(value: Json, known: Mapping[str, Item]) -> Rating | None:
    if isinstance(value, list):
        value = next((inner for inner in value if inner), None)
    if not isinstance(value, dict):
        text = _text(value)
        return parse_rating(text) if text else None
    if "ratingValue" not in value and isinstance(value.get("@id"), str):
        value = dict(known.get(str(value["@id"]), {}))
    shown = _text(value.get("ratingValue"))
    if not shown:
        return None
    best, worst = _number(value.get("bestRating"), 5), _number(value.get("worstRating"), 1)
    return parse_rating(shown, best=best, worst=worst)


def _number(value: Json, usual: float) -> float:
    try:
        found = float(_text(value).replace(",", "."))
    except ValueError:
        return usual
    return found if 0 <= found < 1e6 else usual


def _answers(item: Item, known: Mapping[str, Item], text: Written) -> list[DraftReply]:
    """Give the answers under a review; a site may call them comments."""
    found = []
    for name in ("comment", "comments", "reply", "ownerReply"):
        values = item.get(name)
        for value in values if isinstance(values, list) else [values]:
            if not isinstance(value, dict):
                continue
            body = next((said for key in ("text", "reviewBody", "description", "name") if (said := text(value.get(key)))), "")
            if body:
                published = _text(value.get("datePublished")) or _text(value.get("dateCreated"))
                found.append(DraftReply(body, _name(value.get("author") or value.get("creator"), known), published))
    return found
