"""Put together what several layers read on the same page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from crawler.pages.draft import Draft

HEAD = 60  # letters by which the same text is known again
_FILLED = ("author", "published", "rating", "headline", "replies")  # no address, no id: what a post is known by must not change
_NO_LETTER = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """Give the letters and digits of a text in lower case, to compare it with another showing of itself."""
    return _NO_LETTER.sub("", text).lower()


def key_of(draft: Draft) -> str:
    """Give what a draft is known by: the beginning of its text."""
    return letters(draft.body[: 6 * HEAD] or draft.headline)[:HEAD]


def once(drafts: Iterable[Draft]) -> list[Draft]:
    """Leave out drafts that repeat an earlier one: the same text by the same author at the same time."""
    seen: set[tuple[str, str, str]] = set()
    kept = []
    for draft in drafts:
        key = (letters(draft.body or draft.headline), letters(draft.author), draft.published)
        if key not in seen:
            seen.add(key)
            kept.append(draft)
    return kept


def filled(base: Sequence[Draft], other: Sequence[Draft]) -> list[Draft]:
    """Fill what the drafts of one layer lack with what another layer says about the same texts.

    Texts that begin alike are told apart by their author, else matched in order; one twin serves one draft.
    """
    twins: dict[str, list[Draft]] = defaultdict(list)
    for draft in other:
        twins[key_of(draft)].append(draft)
    for draft in base:
        found = twins.get(key_of(draft))
        if found:
            twin = next((one for one in found if letters(one.author) == letters(draft.author)), found[0])
            found.remove(twin)
            _fill(draft, twin)
    return list(base)


def _fill(draft: Draft, twin: Draft) -> None:
    if twin is draft:
        return
    for name in _FILLED:
        if not getattr(draft, name) and getattr(twin, name):
            setattr(draft, name, getattr(twin, name))
            draft.layers[name] = twin.layers.get(name, twin.layer)
    if len(twin.body) > len(draft.body) and letters(twin.body).startswith(letters(draft.body.rstrip("… ."))):
        draft.body = twin.body
        draft.truncated = False
        draft.layers["body"] = twin.layers.get("body", twin.layer)
