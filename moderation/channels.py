"""The ways by which a complaint comes that no scan can find: by telephone, by mail, in a shop, by our own form (D2)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CHANNELS = ("phone", "email", "shop", "form")
FORM = "form"
# In English; doors word them in their own language.
NAMES: Mapping[str, str] = MappingProxyType(
    {"phone": "by telephone", "email": "by mail", "shop": "in the shop", "form": "by our form"}
)
# How the customer was answered then; `form` is the page on which a receipt is looked up.
ANSWERED_BY = ("phone", "email", "letter", "shop", "form")
# The colon keeps these names apart from every site of sites.yaml, whose names hold none: no scan ever touches what stands here.
_PREFIX = "by-hand:"


def site_of(channel: str) -> str:
    """Give the name under which complaints of a channel stand in the journal, for example `by-hand:phone`."""
    return _PREFIX + channel


SITES = tuple(map(site_of, CHANNELS))


def channel_of(site: str) -> str | None:
    """Give the channel of such a name, None for a watched site."""
    return site.removeprefix(_PREFIX) if site in SITES else None


def ways_of(channel: str) -> tuple[str, ...]:
    """List how a customer may be answered who complained by a channel: on the status page only who has a receipt for it."""
    return tuple(way for way in ANSWERED_BY if way != FORM or channel == FORM)
