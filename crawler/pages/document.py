"""One page as it came: bytes, decoded once, parsed once, whatever layer asks."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit

import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.pages.tame import tame

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CYRILLIC, _LATIN = ("windows-1251", "koi8-u"), ("iso-8859-13", "windows-1257", "windows-1252")
_HIGH = re.compile(rb"[\x80-\xff]+")
_SESSION = re.compile(r"([?&;])(?:sid|phpsessid|jsessionid)=[0-9a-z:]{16,}(&|$|(?=#))", re.I)
_FREQUENT = {"cyrillic": "оеаинтслвркдмупяьізїОЕАИНТС", "baltic": "āčēģīķļņšūžĀČĒĪŠŪŽ"}
_NO_PAGES = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7"}
)  # Python knows them, no page uses them
_WEB_NAMES = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "ascii": "windows-1252", "koi8-r": "koi8-u"}


def decode(content: bytes, content_type: str = "", encoding: str | None = None) -> str:
    """Decode a page: as told, by BOM, by the HTTP header, by its own meta, else by what its letters look like.

    A declared encoding that the bytes contradict is not believed: what is no UTF-8, or is UTF-8 in spite of another name.
    """
    if encoding is not None:
        return content.decode(encoding, "replace")
    for bom, name in _BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(name, "replace")
    for name in _declared(content, content_type):
        try:
            return _in_truth(content, name)
        except UnicodeDecodeError:
            if name != "utf-8" or _mostly_utf8(content):
                return content.decode(name, "replace")
    return _guess(content)


def _in_truth(content: bytes, name: str) -> str:
    """Decode as declared, unless every letter beyond ASCII is whole UTF-8, which no other encoding gives by chance."""
    if name in ("utf-8", "utf-16", "utf-16-le", "utf-16-be") or content.isascii():
        return content.decode(name)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(name)


def _declared(content: bytes, content_type: str) -> list[str]:
    header = _CHARSET.search(content_type)
    inside = _META.search(content, 0, 4096) or _XML.search(content, 0, 300)
    names = [header[1] if header else "", inside[1].decode("ascii", "replace") if inside else ""]
    return [_known(name) for name in names if name and _known(name)]


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name).name
        "".encode(name)  # refused by codecs that are no encodings of text, such as rot13
    except (LookupError, ValueError):
        return ""
    if found in _NO_PAGES:
        return ""
    return _WEB_NAMES.get(found, _WEB_NAMES.get(name.lower(), found))


def _mostly_utf8(content: bytes) -> bool:
    """Tell whether only a few bytes are wrong, as where a page was cut in the middle of a letter."""
    head = content[:20_000]
    if head[:-4].isascii():
        return len(head) > 4
    read = (head[:-4] if len(content) <= len(head) else head).decode("utf-8", "replace")
    wrong = read.count("\ufffd")
    return wrong * 4 <= sum(letter > "\x7f" for letter in read) - wrong


def _guess(content: bytes) -> str:
    """Guess: UTF-8 if it can be; Cyrillic where foreign letters stand in long runs, Baltic or Western where they stand alone."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if _mostly_utf8(content):
            return content.decode("utf-8", "replace")
    head = content[:50_000]
    runs = _HIGH.findall(head)
    family = _CYRILLIC if sum(map(len, runs)) >= 2.5 * len(runs) else _LATIN
    best = max(family, key=lambda name: _likeness(head.decode(name, "replace")))
    return content.decode(best, "replace")


def _likeness(text: str) -> float:
    """Score a decoding: frequent letters count for it, capitals inside words and odd signs against it."""
    strange = [letter for letter in text if letter > "\x7f"]
    if not strange:
        return 0.0
    good = sum(letter in _FREQUENT["cyrillic"] for letter in strange)
    baltic = sum(letter in _FREQUENT["baltic"] for letter in strange)
    bad = sum(not letter.isalpha() and letter not in "«»—–’“”„№\u00a0…·°" for letter in strange)
    inner = len(re.findall(r"(?<=[a-zа-яё])[А-ЯЁĀ-Ž]", text))
    return (max(good, baltic * 2) - bad - 2 * inner) / len(strange)


@dataclass
class Document:
    """A page whose text, tree and JSON are made when a layer first asks for them."""

    content: bytes | str
    url: str
    content_type: str = ""
    encoding: str | None = None

    @cached_property
    def text(self) -> str:
        """Give the page as text."""
        if isinstance(self.content, str):
            return self.content
        return decode(self.content, self.content_type, self.encoding)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """Give the parsed HTML."""
        return LexborHTMLParser(tame(self.text, self.content))

    @cached_property
    def json(self) -> Json:
        """Give the parsed JSON, None where the page is no JSON."""
        return parse_json(self.text)

    @cached_property
    def looks_like(self) -> str:
        """Name what the page is: json, xml, html or nothing."""
        head = self.text[:2000].lstrip("\ufeff \t\r\n")[:500] or self.text.lstrip("\ufeff \t\r\n")[:500]
        if not head:
            return "nothing"
        if head[0] in "{[":
            return "json"
        start = head.lower()
        if start.startswith(("<?xml", "<rss", "<feed", "<rdf:rdf")):
            return "html" if "<html" in start else "xml"
        return "html"

    @cached_property
    def base(self) -> str:
        """Give the address that relative links start from."""
        written = self.looks_like == "html" and ("<base" in self.text or "<BASE" in self.text)
        node = self.tree.css_first("base[href]") if written else None
        href = node.attributes.get("href") if node is not None else None
        return self.link(href, self.url) if href else self.url

    def link(self, href: str | None, base: str | None = None) -> str:
        """Make an address whole, without a session's id; empty where there is none or it is no web address."""
        href = (href or "").strip()
        if not href or href.lower().startswith(("javascript:", "mailto:", "tel:", "data:")):
            return ""
        if href[0] == "/" and href[1:2] != "/" and "/." not in href:
            return self._tidy(f"{self._origin}{href}") if base is None else self._tidy(urljoin(base, href))
        try:
            found = urljoin(self.base if base is None else base, href)
        except ValueError:
            return ""
        return self._tidy(found)

    @cached_property
    def _origin(self) -> str:
        """Give scheme and host that addresses beginning with a slash belong to, empty where the page's address has none."""
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @staticmethod
    def _tidy(found: str) -> str:
        if "sid=" in found or "sessid=" in found.lower() or "sessionid=" in found.lower():
            found = _SESSION.sub(lambda match: match[1] if match[2] else "", found)
        return found if found.startswith(("http://", "https://")) and sound(found) else ""


def sound(url: str) -> bool:
    """Tell whether an address can be taken apart at all; "http://[" cannot."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def parse_json(text: str) -> Json:
    """Read JSON; None where it is broken."""
    try:
        found: Json = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found


def attribute(node: LexborNode, name: str) -> str:
    """Give an attribute of a node, empty where it is not there."""
    return node.attributes.get(name) or ""
