"""Read records off a page of which nothing is known: find what repeats, then tell author, date, text and rating apart."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from crawler.pages.columns import Columns, columns_of, values
from crawler.pages.document import Document
from crawler.pages.draft import Draft, DraftReply
from crawler.pages.groups import Group, anchors, groups
from crawler.pages.outline import Part, outline, pattern
from crawler.pages.pick import own_words
from crawler.pages.sheet import Record, Sheet, sheet_of
from crawler.text import one_line

LAYER = "records"
_LETTER = re.compile(r"[^\W\d_]")
_PERMALINK = re.compile(r"permalink|bookmark|share-?link|post-?link|date|time", re.I)
_LEAST = 2  # letters of a text


def record_drafts(document: Document) -> list[Draft]:
    """Give the records of a page, in order; none where nothing on it looks like them."""
    parts = outline(document.tree)
    dated, rated = anchors(parts)
    best: tuple[float, list[Draft]] = (0.0, [])
    for marks in (dated, rated):
        for group in groups(parts, marks):
            drafts = _read(parts, group)
            worth = sum(map(_worth, drafts)) * group.weight
            if worth > best[0]:
                best = worth, drafts
        if best[1]:
            break
    return best[1]


def _worth(draft: Draft) -> float:
    told = 0.35 * bool(draft.published) + 0.35 * bool(draft.author) + 0.3 * bool(draft.rating)
    return told * math.log1p(len(draft.body))


def _read(parts: Sequence[Part], group: Group) -> list[Draft]:
    sheet = sheet_of(parts, group)
    columns = columns_of(sheet)
    if columns.author is None and columns.rating is None:
        return []
    drafts = [draft for record in sheet.records if (draft := _draft(sheet, record, columns)) is not None]
    told = [draft for draft in drafts if draft.published or draft.rating]
    if len(told) * 2 < len(drafts) or (len(drafts) < 2 and not (group.named and told)):
        return []
    rated = any(draft.rating for draft in drafts)
    for draft in drafts:
        draft.kind = "review" if rated else "post"
    return drafts


def _draft(sheet: Sheet, record: Record, columns: Columns) -> Draft | None:
    author, date, headline, rating = values(sheet, record, columns)
    if not (author or date or rating):
        return None
    body = _body(sheet, record, columns, {author, date, headline})
    if len(_LETTER.findall(body)) < _LEAST and not (headline and rating):
        return None
    top = sheet.parts[record.numbers[0]]
    replies = [DraftReply(text) for number in record.replies if (text := own_words(sheet.parts[number].node))]
    return Draft(
        LAYER,
        body=body,
        author=author,
        published=date,
        headline=headline if headline != body else "",
        rating=rating,
        url=_link(sheet, record) or (f"#{top.given['id']}" if pattern(top.given.get("id")) else ""),
        id=_id(top),
        replies=replies,
    )


def _body(sheet: Sheet, record: Record, columns: Columns, known: set[str]) -> str:
    """Give the record's text; where its usual place is empty, the longest element that is nothing else."""
    number = None if columns.body is None else record.first(columns.body)
    if number is None and columns.body is not None:
        number = record.alike(columns.body, sheet)
    if number is None:
        taken = (columns.author, columns.date, columns.headline)
        free = [
            n for n in record.numbers[1:] if record.paths[n] not in taken and n not in record.replies and sheet.parts[n].texts
        ]
        number = max(free, key=lambda n: record.letters.get(n, 0), default=None)
    if number is None:
        return ""
    part = sheet.parts[number]
    heads = (columns.author, columns.date)
    inner = [sheet.parts[n].node for n in _strange(sheet, record, part)]
    inner += [sheet.parts[n].node for n in record.numbers if part.number < n < part.end and record.paths[n] in heads]
    text = own_words(part.node, inner)
    if part.tag == "p":
        text = "\n\n".join(filter(None, (text, *_paragraphs(sheet, record, part))))
    if columns.body == 0:
        lines = [line for line in text.split("\n") if one_line(line) not in known and one_line(line) not in sheet.usual]
        text = "\n".join(lines).strip()
    return text


def _paragraphs(sheet: Sheet, record: Record, first: Part) -> list[str]:
    """Give what follows a first paragraph beside it: more paragraphs, lists."""
    following = (sheet.parts[n] for n in record.numbers if n >= first.end and sheet.parts[n].above == first.above)
    return [own_words(part.node) for part in following if part.kind in ("p.", "ul.", "ol.", "pre.", "blockquote.", first.kind)]


def _strange(sheet: Sheet, record: Record, part: Part) -> list[int]:
    """Give the outermost elements under the text that are not of it: other records inside it, and replies."""
    own = set(record.numbers)
    found: list[int] = []
    number = part.number + 1
    while number < part.end:
        if number not in own or number in record.replies:
            found.append(number)
            number = sheet.parts[number].end
        else:
            number += 1
    return found


def _link(sheet: Sheet, record: Record) -> str:
    """Give the address of the record's own: the link around its date, or one that is called so."""
    for number in record.numbers:
        part = sheet.parts[number]
        href = part.given.get("href")
        if part.tag != "a" or not href or href in ("#", "/"):
            continue
        inner = " ".join(sheet.parts[n].hint for n in range(part.number, min(part.end, part.number + 4)))
        if _PERMALINK.search(inner) or re.search(r"#[\w-]*\d", href):
            return href
    return ""


def _id(top: Part) -> str:
    """Give the site's own id of a record; a small number counts the records of a page and is none."""
    for name, value in top.given.items():
        if (
            value
            and (name == "id" or (name.startswith("data-") and name.endswith("id")))
            and re.search(r"\d{4}", value)
            and len(value) < 80
        ):
            return value
    return ""
