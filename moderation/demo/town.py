"""The town where the demo's sites stand: world, ledger and clock put together, one request at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from moderation.demo.forms import form, home, missing, robots, rules, thanks
from moderation.demo.ledger import Ledger
from moderation.demo.pages import cut, discourse, feed, guestbook, listing, marketplace, microdata, thread
from moderation.demo.pages.kind import Kind
from moderation.demo.places import PLACES, Place, Shelf
from moderation.demo.view import Response, View
from moderation.demo.world import Post, World

KINDS: Mapping[str, Kind] = {
    "listing": listing,
    "microdata": microdata,
    "cut": cut,
    "thread": thread,
    "discourse": discourse,
    "feed": feed,
    "guestbook": guestbook,
    "marketplace": marketplace,
}
LONGEST_REPLY = 5_000


class Town:
    """Answers for every place at the moment its clock shows."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self.ledger = ledger
        self.clock = clock
        self.world = World(ledger.start, ledger.seed)
        self.bases: dict[str, str] = {place.name: f"http://127.0.0.1/{place.name}" for place in PLACES}

    def view(self, place: Place) -> View:
        """Look at a place now."""
        now = self.clock()
        return View(place, self.bases[place.name], now, {shelf.name: self.posts(shelf.name, now) for shelf in place.shelves})

    def posts(self, shelf: str, now: datetime) -> tuple[Post, ...]:
        """List a shelf's posts at `now`, with the replies posted through the form."""
        return tuple(self._with_answers(post, now) for post in self.world.on(shelf, now))

    def address(self, place: Place, shelf: Shelf) -> str:
        """Give the address at which a shelf is watched."""
        return self.bases[place.name] + KINDS[place.kind].address(shelf.name)

    def get(self, place: Place, path: str, query: Mapping[str, str]) -> Response:
        """Answer a GET request."""
        view = self.view(place)
        if path == "/robots.txt":
            return robots()
        if path == "/":
            return home(view, {shelf.name: self.address(place, shelf) for shelf in place.shelves})
        if path == "/rules":
            return rules(view)
        if path == "/reply" and (post := self._asked(view, query.get("post", ""))):
            return form(view, post)
        try:
            found = KINDS[place.kind].answer(view, path, query)
        except ValueError:  # a page number that is not a number
            found = None
        return found or missing(view)

    def reply(self, place: Place, fields: Mapping[str, str]) -> Response:
        """Take in the reply form: keep the reply and send the browser to the post."""
        view = self.view(place)
        post = self._asked(view, fields.get("post", ""))
        text = fields.get("text", "").replace("\r\n", "\n").strip()
        if post is None:
            return missing(view)
        if not text or len(text) > LONGEST_REPLY:
            return replace(form(view, post), status=400)
        author = fields.get("author", "").strip()[:80] or "Кронавольт"
        self.ledger.post(post.shelf, post.id, author, text, view.now)
        return thanks(view, self.bases[place.name] + KINDS[place.kind].permalink(post))

    def _asked(self, view: View, given: str) -> Post | None:
        """Find the post that a form is for, by its id or its permalink: the last number in either."""
        numbers = re.findall(r"[0-9]{1,12}", given)
        return view.find(int(numbers[-1])) if numbers else None

    def _with_answers(self, post: Post, now: datetime) -> Post:
        old = tuple(answer for answer in post.answers if answer.published <= now)
        return replace(post, answers=(*old, *self.ledger.answers(post.shelf, post.id, now)))
