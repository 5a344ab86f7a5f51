"""What every kind of site offers the town."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from moderation.demo.view import Response, View
from moderation.demo.world import Post


class Kind(Protocol):
    """One kind of site: where its shelves and posts stand, and how it answers. Its modules fulfil this."""

    def address(self, shelf: str, /) -> str:
        """Give the path at which a shelf is watched."""

    def permalink(self, post: Post, /) -> str:
        """Give the path of one post."""

    def answer(self, view: View, path: str, query: Mapping[str, str], /) -> Response | None:
        """Answer a request, None where nothing stands; raises ValueError for a page that is not a number."""
