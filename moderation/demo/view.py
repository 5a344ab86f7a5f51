"""What a page of the demo world is made from: one place at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from moderation.demo.places import Place
from moderation.demo.world import Post


@dataclass(frozen=True, slots=True)
class Response:
    """What the server sends: whole bytes, never a stream."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    location: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """One place at `now`: its posts by shelf with every answer that stands under them, oldest first."""

    place: Place
    base: str
    now: datetime
    posts: Mapping[str, tuple[Post, ...]] = field(default_factory=dict)

    def newest(self, shelf: str) -> list[Post]:
        """List a shelf's posts, newest first."""
        return list(reversed(self.posts[shelf]))

    def find(self, number: int) -> Post | None:
        """Find a post by its id."""
        return next((post for posts in self.posts.values() for post in posts if post.id == number), None)

    def local(self, moment: datetime) -> datetime:
        """Give a moment on the site's own clock."""
        return moment.astimezone(ZoneInfo(self.place.timezone))

    def changed(self) -> datetime:
        """Say when anything last appeared here, for Last-Modified."""
        moments = [post.published for posts in self.posts.values() for post in posts]
        moments += [answer.published for posts in self.posts.values() for post in posts for answer in post.answers]
        return max(moments, default=self.now).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn in a conversation where answers stand as posts of their own."""

    id: int
    author: str
    published: datetime
    body: str
    to: Post | None = None


def turns(posts: Sequence[Post]) -> list[Turn]:
    """Lay a shelf out as a conversation in order of time; an answer says which post it is to."""

    def every() -> Iterator[Turn]:
        for post in posts:
            yield Turn(post.id, post.author, post.published, post.body)
            for number, answer in enumerate(post.answers):
                yield Turn(answer_id(post, number), answer.author, answer.published, answer.text, post)

    return sorted(every(), key=lambda turn: (turn.published, turn.id))


def answer_id(post: Post, number: int) -> int:
    """Number an answer that stands as a post of its own, apart from all other posts."""
    return 1_000_000 + post.id * 10 + number


def slices(count: int, size: int) -> int:
    """Say how many pages `count` entries fill, at least one."""
    return max(1, -(-count // size))
