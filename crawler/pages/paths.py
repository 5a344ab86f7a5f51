"""Read JSON as its Definition says: records and fields by dotted paths."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from config.catalogue import Definition
from config.picks import Fields, Flag, Pick, RatingPick, RepliesPick
from crawler.items import Rating
from crawler.pages.document import Json
from crawler.pages.draft import Draft, DraftReply
from crawler.pages.pick import found_in, rating_from, text_of
from crawler.pages.selectors import labelled
from crawler.text import clean, plain

DEEPEST = 60  # levels of records within records


def at(value: Json, path: str) -> Iterator[Json]:
    """Walk a dotted path: a key, a number of an element, or * for every element."""
    if not path:
        yield value
        return
    key, _, rest = path.partition(".")
    if isinstance(value, dict):
        if key == "*":
            for inner in value.values():
                yield from at(inner, rest)
        elif key in value:
            yield from at(value[key], rest)
    elif isinstance(value, list):
        if key == "*":
            for inner in value:
                yield from at(inner, rest)
        elif key.lstrip("-").isdigit() and -len(value) <= int(key) < len(value):
            yield from at(value[int(key)], rest)


def read_json(found: Json, definition: Definition) -> list[Draft]:
    """Give every record of a JSON document, in order, records within records after the one that holds them."""
    if definition.fields is None:
        return []
    return [
        _record(record, definition.fields)
        for place in at(found, definition.records)
        for element in (place if isinstance(place, list) else [place])
        for record in _with_nested(element, definition.nested, 0)
    ]


def _with_nested(record: Json, nested: str, depth: int) -> Iterator[dict[str, Json]]:
    if not isinstance(record, dict):
        return
    yield record
    if nested and depth < DEEPEST:
        for place in at(record, nested):
            for inner in place if isinstance(place, list) else [place]:
                yield from _with_nested(inner, nested, depth + 1)


def _record(record: dict[str, Json], fields: Fields) -> Draft:
    body = _first(fields.body, record)
    parts = (labelled(part, _value(part, record)) for part in fields.parts)
    return Draft(
        "definition",
        body="\n\n".join(filter(None, (body, *parts))),
        author=_first(fields.author, record),
        published=_first(fields.published, record),
        headline=_first(fields.headline, record),
        rating=_rating(fields.rating, record),
        url=_first(fields.url, record),
        id=_first(fields.id, record),
        replies=[] if fields.replies is None else list(_replies(record, fields.replies)),
        truncated=flagged(fields.truncated, record),
    )


def _first(picks: tuple[Pick, ...], record: Json) -> str:
    return next((value for pick in picks if (value := _value(pick, record))), "")


def _value(pick: Pick, record: Json) -> str:
    found = (text for text in map(scalar, at(record, pick.path)) if text)
    text = "\n".join(found) if pick.all else next(found, "")
    text = _shown(text, pick) if pick.html else clean(text)
    text = found_in(pick.regex, text)
    return pick.prefix + text if text else ""


def _shown(html: str, pick: Pick) -> str:
    """Give the text of HTML that stood in JSON, without what the pick drops."""
    body = LexborHTMLParser(html).body if pick.drop else None
    return plain(html) if body is None else text_of(body, pick.drop)


def scalar(value: Json) -> str:
    """Give a JSON value as text; lists and objects have none."""
    if isinstance(value, bool) or value is None or isinstance(value, list | dict):
        return {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _rating(picks: tuple[RatingPick, ...], record: Json) -> Rating | None:
    for pick in picks:
        rating = rating_from(pick, _value(pick, record))
        if rating is not None:
            return rating
    return None


def _replies(record: Json, pick: RepliesPick) -> Iterator[DraftReply]:
    for place in at(record, pick.path):
        for reply in place if isinstance(place, list) else [place]:
            text = _first(pick.text, reply) if pick.text else plain(scalar(reply))
            if text:
                yield DraftReply(text, _first(pick.author, reply), _first(pick.published, reply))


def flagged(flag: Flag | None, record: Json) -> bool:
    """Tell whether a sign stands in a record: a value that is true, not empty, or equals what is asked."""
    if flag is None or not flag.path:
        return False
    found = next((scalar(value) for value in at(record, flag.path)), "")
    return found == flag.equals if flag.equals else found not in ("", "false", "0")
