"""From mark-up to clean text: paragraphs kept, white space folded, Unicode NFC; ё stays ё."""

from __future__ import annotations

import html
import re
import unicodedata

_SCRIPT = re.compile(r"<(script|style|noscript|template|svg|textarea|select|button)\b.*?</\1\s*>", re.S | re.I)
_BREAK = re.compile(r"<(?:br|hr)\b[^>]*>", re.I)
_BLOCK = re.compile(
    r"</?(?:p|div|li|ul|ol|dl|dt|dd|blockquote|pre|h[1-6]|table|tr|section|article|header|footer|aside|figure|details|summary)\b[^>]*>",
    re.I,
)
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z!](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.S)
_GAPS = re.compile(r"\n{3,}")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def clean(text: str) -> str:
    """Fold white space on each line, keep at most one empty line between paragraphs, drop invisible signs, compose (NFC)."""
    text = "\n".join([" ".join(line.split()) for line in _INVISIBLE.sub("", text).split("\n")])
    if "\n\n\n" in text:
        text = _GAPS.sub("\n\n", text)
    text = text.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Fold a text to one line."""
    if text.isprintable() and "  " not in text:  # printable excludes every sign that is folded or dropped below
        text = text.strip()
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    folded = " ".join(_INVISIBLE.sub("", text).split())
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def plain(fragment: str) -> str:
    """Give the text of an HTML fragment with its paragraphs; scripts and controls are left out."""
    if "<" not in fragment:
        return clean(html.unescape(fragment) if "&" in fragment else fragment)
    fragment = fragment.replace("\n", " ").replace("\r", " ")
    if "<s" in fragment or "<S" in fragment or "<t" in fragment or "<b" in fragment or "<n" in fragment:
        fragment = _SCRIPT.sub(" ", fragment)
    text = _TAG.sub("", _BLOCK.sub("\n\n", _BREAK.sub("\n", fragment)))
    return clean(html.unescape(text) if "&" in text else text)
