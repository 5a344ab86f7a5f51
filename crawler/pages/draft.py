"""A mention in the making: raw values as a layer found them, and how they become a Mention."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from urllib.parse import urldefrag, urlsplit

from crawler.dates import ParsedDate, parse_date
from crawler.items import Mention, Precision, Rating, Reply
from crawler.language import detect
from crawler.pages.document import Document
from crawler.text import clean, one_line

_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(?:\d{4}|\d\d)(?!\d)")
_BYLINE = re.compile(r"^(?:(?:review by|by|from|від|от)\s*:?\s+|(?:author|автор|autors)\s*:\s*)", re.I)
LONGEST_AUTHOR = 120


@dataclass(slots=True)
class DraftReply:
    """An answer under a record, as found."""

    text: str
    author: str = ""
    published: str = ""


@dataclass(slots=True)
class Draft:
    """One record as a layer found it, its texts clean (crawler.text); empty where it found nothing."""

    layer: str
    body: str = ""
    author: str = ""
    published: str = ""
    headline: str = ""
    rating: Rating | None = None
    url: str = ""
    id: str = ""
    replies: list[DraftReply] = field(default_factory=list)
    truncated: bool = False
    detail: str = ""
    kind: str = ""
    layers: dict[str, str] = field(default_factory=dict)

    def named_layers(self) -> tuple[tuple[str, str], ...]:
        """Say which layer gave each field that has a value."""
        fields = ("author", "published", "rating", "headline", "body", "url", "replies")
        return tuple((name, self.layers.get(name, self.layer)) for name in fields if getattr(self, name))


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the page before it is read: the site, its zone and language, the moment."""

    site: str
    now: datetime
    zone: tzinfo
    languages: tuple[str, ...] = ()
    date_language: str | None = None
    day_first: bool | None = None
    day_usual: bool = True
    kind: str = "review"


def finish(drafts: Sequence[Draft], document: Document, context: Context) -> list[tuple[Mention, Draft]]:
    """Normalise drafts into Mentions in order of the page; drafts without any text are left out, ids are made unique.

    A second record under the same id is the same post shown again if it says the same; otherwise its id is numbered.
    """
    shown = (draft.published for draft in drafts)
    day_first = context.day_first if context.day_first is not None else day_comes_first(shown, default=context.day_usual)
    now = context.now.astimezone(context.zone)
    seen: dict[str, list[tuple[str | None, str]]] = {}
    finished = []
    for draft in drafts:
        mention = _mention(draft, document, context, now, day_first)
        if mention is None:
            continue
        texts = seen.setdefault(mention.native_id, [])
        said = mention.headline, mention.body
        if said in texts:
            continue
        texts.append(said)
        if len(texts) > 1:
            mention = replace(mention, native_id=f"{mention.native_id}-{len(texts)}")
        finished.append((mention, draft))
    return finished


def day_comes_first(shown: Iterable[str], default: bool = True) -> bool:
    """Tell the order of day and month from all the dates of a page: a number above 12 gives it away."""
    for text in shown:
        found = _NUMERIC.search(text)
        if found and int(found[1]) > 12:
            return True
        if found and int(found[3]) > 12:
            return False
    return default


def _mention(draft: Draft, document: Document, context: Context, now: datetime, day_first: bool) -> Mention | None:
    body, headline = draft.body.strip(), one_line(draft.headline)
    if not body and not headline:
        return None
    shown = one_line(draft.published)
    published = moment(shown, context, now, day_first)
    author = _BYLINE.sub("", one_line(draft.author)).split(" | ")[0][:LONGEST_AUTHOR] or None
    url = document.link(draft.url) or document.url
    return Mention(
        site=context.site,
        native_id=draft.id or _own_id(draft, published, author, body or headline, document),
        url=url,
        body=body,
        author=author,
        headline=headline or None,
        published=None if published is None else published.value.astimezone(UTC),
        published_raw=shown,
        precision=None if published is None else published.precision,
        rating=draft.rating,
        language=detect(body or headline, context.languages),
        replies=tuple(_reply(reply, context, now, day_first) for reply in draft.replies if clean(reply.text)),
        truncated=draft.truncated,
        kind=draft.kind or context.kind,
        layers=draft.named_layers(),
    )


def moment(shown: str, context: Context, now: datetime, day_first: bool) -> ParsedDate | None:
    """Read a shown or machine-readable date; a number of seconds is exact to the minute."""
    found = parse_date(shown, language=context.date_language, now=now, day_first=day_first) if shown else None
    if found is not None and shown.isdigit():
        return ParsedDate(found.value, Precision.MINUTE)
    return found


def _reply(reply: DraftReply, context: Context, now: datetime, day_first: bool) -> Reply:
    shown = one_line(reply.published)
    published = moment(shown, context, now, day_first)
    value = None if published is None else published.value.astimezone(UTC)
    return Reply(clean(reply.text), one_line(reply.author)[:LONGEST_AUTHOR] or None, value, shown)


def _own_id(draft: Draft, published: ParsedDate | None, author: str | None, text: str, document: Document) -> str:
    """Make an id that outlives an edit: the permalink, else author and date as long as the date stands still."""
    link = document.link(draft.url)
    if link and (urldefrag(link)[0] != urldefrag(document.url)[0] or "#" in link):
        return hashed(_place(link, document.url))
    fixed = published is not None and any(map(str.isdigit, draft.published)) and re.search(r"\d{4}|\d[./-]\d", draft.published)
    if author and fixed and published is not None:
        return hashed(author, published.value.isoformat())
    return hashed(author or "", " ".join(text.split())[:80])


def _place(link: str, page: str) -> str:
    """Give an address without its host where that is the page's own, so that a site may move to https or another port."""
    there, here = urlsplit(link), urlsplit(page)
    return there._replace(scheme="", netloc="").geturl() if there.hostname == here.hostname else link


def hashed(*parts: str) -> str:
    """Make a short id of texts: 20 hex digits of sha256."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
