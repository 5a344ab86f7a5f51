"""Addresses from the web: what may become a link, and the host that is shown beside it (RELIABILITY row 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from config.catalogue import Catalogue
from config.errors import NotFound
from moderation.plain import UNSAFE
from moderation.records import MentionRecord

_NEVER = re.compile(r'[\s\\<>"`{}|^]')
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Link:
    """An address that may be opened, with its host as the network knows it: foreign letters show as xn--."""

    href: str
    host: str


def web_link(address: str | None) -> Link | None:
    """Give a link for a plain http(s) address; None for any other, which pages show as text.

    Refused are other schemes, blanks, backslashes and control characters, and names before an @: they make the host that a
    person reads differ from the one that a browser opens.
    """
    if not address or len(address) > LONGEST or _NEVER.search(address) or UNSAFE.search(address):
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    try:
        # xn-- is what the network asks for; a Cyrillic а in a Latin name shows.
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return Link(address, f"{host}:{port}" if port else host)


def reply_link(catalogue: Catalogue, mention: MentionRecord) -> Link | None:
    """Give the address where a person posts a reply to a mention, as its site or definition says; else the mention's own."""
    template = _template(catalogue, mention.site)
    if not template or template == "{url}":
        return web_link(mention.url)
    filled = template.replace("{id}", quote(mention.native_id, safe="")).replace("{url}", quote(mention.url, safe=""))
    return web_link(filled)


def reply_limit(catalogue: Catalogue, site: str) -> int | None:
    """Give the longest reply that a site takes, in characters; None where that is not known."""
    return catalogue.reply_limit(site)


def _template(catalogue: Catalogue, name: str) -> str | None:
    try:
        site = catalogue.site(name)
        definition = catalogue.definition_for(site)
    except (NotFound, KeyError):
        return None
    return site.reply_url or (None if definition is None else definition.reply_url)
