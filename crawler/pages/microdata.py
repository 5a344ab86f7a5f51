"""Find schema.org items in microdata: one pass over the elements that carry it."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from crawler.pages.document import Document, Json, attribute
from crawler.pages.pick import own_words
from crawler.text import one_line

DEEPEST = 400  # steps up to the item that a property belongs to
_LONG = frozenset({"reviewBody", "text", "articleBody", "description", "commentText"})
_IMPLIED = {
    "review": "Review",
    "reviews": "Review",
    "comment": "Comment",
    "acceptedAnswer": "Answer",
    "suggestedAnswer": "Answer",
}
_LINKS = {"a": "href", "area": "href", "link": "href", "img": "src", "iframe": "src", "source": "src", "video": "src"}
_SHOWN = frozenset({"author", "creator", "name", "headline", "reviewBody", "text", "description", "articleBody", "datePublished"})


def microdata_items(document: Document) -> list[Json]:
    """Give the top items of a page's microdata in the shape of JSON-LD: dicts with @type, @id and lists of values."""
    if "itemprop" not in document.text:
        return []
    top: list[Json] = []
    scopes: dict[int, dict[str, Json]] = {}
    seen: set[int] = set()
    for node in document.tree.css("[itemscope], [itemprop]"):
        if node.mem_id in seen:
            continue
        seen.add(node.mem_id)
        given = node.attributes
        names = (given.get("itemprop") or "").split()
        item = _item(given, names) if "itemscope" in given else None
        if item is not None:
            scopes[node.mem_id] = item
        parent = _scope_above(node, scopes)
        if parent is not None and names:
            for name in names:
                values = parent.setdefault(name, [])
                if isinstance(values, list):
                    values.append(item if item is not None else _value(node, name))
        elif item is not None:
            top.append(item)
    return top


def _item(given: dict[str, str | None], names: list[str]) -> dict[str, Json]:
    kinds: list[Json] = [kind.rstrip("/").rpartition("/")[2] for kind in (given.get("itemtype") or "").split()]
    if not kinds:
        kinds = [_IMPLIED[name] for name in names if name in _IMPLIED]
    item: dict[str, Json] = {"@type": kinds}
    for source in ("itemid", "id"):
        if given.get(source):
            item["@id" if source == "itemid" else "@anchor"] = given[source]
            break
    return item


def _scope_above(node: LexborNode, scopes: dict[int, dict[str, Json]]) -> dict[str, Json] | None:
    above = node.parent
    for _ in range(DEEPEST):
        if above is None:
            return None
        found = scopes.get(above.mem_id)
        if found is not None:
            return found
        above = above.parent
    return None


def _value(node: LexborNode, name: str) -> str:
    given = node.attributes
    tag = node.tag or ""
    if tag == "meta" or (given.get("content") and name not in _LONG):
        return given.get("content") or ""
    if given.get("datetime"):
        return given["datetime"] or ""
    if tag in _LINKS and name not in _SHOWN:
        return attribute(node, _LINKS[tag])
    if tag in ("data", "meter") and given.get("value"):
        return given["value"] or ""
    return own_words(node) if name in _LONG else one_line(node.text())
