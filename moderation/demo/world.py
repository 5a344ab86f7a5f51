"""The demo world: which posts stand where at a given moment, a pure function of its seed, its start and the clock."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from moderation.demo.places import PLACES, Place, Shelf
from moderation.demo.texts import LANGUAGES, Book, Text, book, compose, dice

ARRIVALS = 200
FIRST_ARRIVAL = timedelta(seconds=25)
GAP = timedelta(seconds=40)
SLOWER = 1.03  # every gap is 3 % longer than the one before: lively while somebody looks, a few posts a day after a week
EDIT_EVERY = 6  # every sixth arrival is followed by an edit of an older post,
WITHDRAW_EVERY = 9  # every ninth by a withdrawal


@dataclass(frozen=True, slots=True)
class Answer:
    """A company's reply under a post."""

    author: str
    text: str
    published: datetime


@dataclass(frozen=True, slots=True)
class Post:
    """One post as it stands on its shelf at a moment; `topic` and `mood` are what its writer meant, "" for noise."""

    shelf: str
    id: int
    author: str
    published: datetime
    language: str
    brand: str
    title: str
    body: str
    rating: int | None
    topic: str
    mood: str
    risk: str | None = None
    edited: bool = False
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """An edit (with its new words) or a withdrawal (without) of one post."""

    at: datetime
    shelf: str
    id: int
    addition: str | None


class World:
    """Everything that was and will be written, and the look of it at any moment."""

    def __init__(self, start: datetime, seed: int = 1) -> None:
        self.start = start
        self.seed = seed
        writer = Writer(start, seed)
        self.posts: Mapping[str, tuple[Post, ...]] = writer.write()
        self.changes: Mapping[tuple[str, int], tuple[Change, ...]] = plan_changes(self.posts, arrivals(start), seed)

    def on(self, shelf: str, now: datetime) -> tuple[Post, ...]:
        """List the posts that stand on a shelf at `now`, oldest first."""
        return tuple(seen for post in self.posts[shelf] if (seen := self._look(post, now)) is not None)

    def _look(self, post: Post, now: datetime) -> Post | None:
        if post.published > now:
            return None
        for change in self.changes.get((post.shelf, post.id), ()):
            if change.at > now:
                break
            if change.addition is None:
                return None
            post = replace(post, body=f"{post.body}\n\n{change.addition}", edited=True)
        return post


def arrivals(start: datetime) -> list[datetime]:
    """Give the moments at which new posts appear after the start."""
    moments, gap, moment = [], GAP, start + FIRST_ARRIVAL
    for _ in range(ARRIVALS):
        moments.append(moment)
        moment += gap
        gap *= SLOWER
    return moments


def plan_changes(
    posts: Mapping[str, tuple[Post, ...]], moments: list[datetime], seed: int
) -> Mapping[tuple[str, int], tuple[Change, ...]]:
    """Decide which posts are edited or withdrawn, and when: each post at most once, some seconds after an arrival."""
    # Dice of its own for each thing that is decided: one more throw for the changes must not move every text.
    maker = dice(seed, "changes")
    changes: dict[tuple[str, int], tuple[Change, ...]] = {}
    # Sorted, so that the same dice find the same post; answered ones stay, for the demo shows how a reply is confirmed.
    everything = [post for shelf in sorted(posts) for post in posts[shelf] if post.mood == "negative" and not post.answers]
    for number, moment in enumerate(moments, start=1):
        for every, withdraws in ((EDIT_EVERY, False), (WITHDRAW_EVERY, True)):
            if number % every:
                continue
            at = moment + timedelta(seconds=10)
            old = [
                post
                for post in everything
                if at - timedelta(days=40) < post.published < at and (post.shelf, post.id) not in changes
            ]
            if not old:
                continue
            post = maker.choice(old)
            addition = None if withdraws else maker.choice(book(post.language).words["edits"])
            changes[post.shelf, post.id] = (Change(at, post.shelf, post.id, addition),)
    return changes


class Writer:
    """Writes all posts of a world once: those before its start and those that will arrive."""

    def __init__(self, start: datetime, seed: int) -> None:
        self.start = start
        self.seed = seed
        self.decks = {language: self._deck(language, "all") for language in LANGUAGES}
        self.complaints = {language: self._deck(language, "negative") for language in LANGUAGES}
        self.written: set[str] = set()

    def write(self) -> Mapping[str, tuple[Post, ...]]:
        """Write every shelf, oldest post first, with ids that rise with time."""
        shelves = {shelf.name: list(self._before(place, shelf)) for place in PLACES for shelf in place.shelves}
        for post in self._after():
            shelves[post.shelf].append(post)
        numbers: dict[str, Iterator[int]] = {place.name: self._ids(place) for place in PLACES}
        done: dict[str, list[Post]] = defaultdict(list)
        for place in PLACES:
            together = sorted((post for shelf in place.shelves for post in shelves[shelf.name]), key=lambda post: post.published)
            for post in together:
                done[post.shelf].append(replace(post, id=next(numbers[place.name])))
        return {name: tuple(posts) for name, posts in done.items()}

    def _ids(self, place: Place) -> Iterator[int]:
        maker = dice(self.seed, place.name, "ids")
        number = place.number * 11_000
        while True:
            number += maker.randint(1, 9)
            yield number

    def _deck(self, language: str, mood: str) -> Iterator[Text]:
        maker = dice(self.seed, language, mood)
        # Threats are rarer than other complaints; praise and questions have fewer texts and are drawn more often.
        texts = [text for text in book(language).texts if mood in ("all", text.mood) for _ in range(copies(text))]
        while True:
            maker.shuffle(texts)
            yield from texts

    def _before(self, place: Place, shelf: Shelf) -> Iterator[Post]:
        maker = dice(self.seed, shelf.name)
        authors = Authors(maker)
        for number in range(shelf.size):
            # Most of it is recent, the tail reaches back about seven months.
            age = timedelta(minutes=12) + timedelta(days=210) * maker.random() ** 3.2
            language = maker.choices(list(shelf.languages), weights=list(shelf.languages.values()))[0]
            if place.kind == "thread" and number % 15 == 7:
                yield self._noise(shelf, language, authors, self.start - age, maker)
                continue
            text = next(self.decks[language])
            yield self._post(place, shelf, text, language, authors, self.start - age, maker)

    def _after(self) -> Iterator[Post]:
        maker = dice(self.seed, "arrivals")
        places = [(place, shelf) for place in PLACES for shelf in place.shelves]
        weights = [shelf.size * (3 if shelf.brand == "own" else 1) for _, shelf in places]
        authors = {shelf.name: Authors(dice(self.seed, shelf.name, "later")) for _, shelf in places}
        for number, moment in enumerate(arrivals(self.start)):
            # The first to arrive is a complaint about the company itself on a site that takes replies by a form.
            place, shelf = places[0] if number == 0 else maker.choices(places, weights=weights)[0]
            language = maker.choices(list(shelf.languages), weights=list(shelf.languages.values()))[0]
            deck = self.complaints if number == 0 or maker.random() < 0.8 else self.decks
            yield self._post(place, shelf, next(deck[language]), language, authors[shelf.name], moment, maker)

    def _post(
        self, place: Place, shelf: Shelf, text: Text, language: str, authors: Authors, published: datetime, maker: random.Random
    ) -> Post:
        brand = maker.choice(("bytograf", "technoveya")) if maker.random() < shelf.rivals else shelf.brand
        words = book(language)
        lead = place.kind in ("thread", "discourse", "guestbook")
        title, body = compose(text, words, brand, published.date(), maker, lead=lead)
        # No two posts alike: a crawler could not tell a copy from a page that it reads twice.
        while body in self.written:
            title, body = compose(text, words, brand, published.date(), maker, lead=lead)
        self.written.add(body)
        published = published.replace(second=0, microsecond=0) if published < self.start else published
        post = Post(
            shelf.name,
            0,
            authors.next(words),
            published,
            language,
            brand,
            title,
            body,
            text.rating,
            text.topic,
            text.mood,
            text.risk,
        )
        old = published < self.start - timedelta(days=4)
        if brand == "own" and text.mood == "negative" and old and maker.random() < 0.35:
            later = published + timedelta(hours=maker.randint(3, 70))
            answer = Answer(
                words.brands["own"]["name"], maker.choice(words.words["replies"]), later.replace(second=0, microsecond=0)
            )
            post = replace(post, answers=(answer,))
        return post

    def _noise(self, shelf: Shelf, language: str, authors: Authors, published: datetime, maker: random.Random) -> Post:
        words = book(language)
        body = maker.choice(words.words["noise"])
        published = published.replace(second=0, microsecond=0)
        return Post(shelf.name, 0, authors.next(words), published, language, "", "", body, None, "", "")


def copies(text: Text) -> int:
    """Say how often a text lies in the deck."""
    return 1 if text.risk else 2 if text.mood == "negative" else 3


class Authors:
    """Draws names: mostly new people, now and then one who has written here before."""

    def __init__(self, maker: random.Random) -> None:
        self.maker = maker
        self.used: dict[str, list[str]] = {}

    def next(self, words: Book) -> str:
        """Draw the next author of a text in this language."""
        known = self.used.get(words.language, [])
        if known and self.maker.random() < 0.08:
            return self.maker.choice(known)
        name = self.maker.choice(words.words["authors"])
        while name in known:
            name = variant(self.maker.choice(words.words["authors"]), words.language, self.maker)
        self.used.setdefault(words.language, []).append(name)
        return name


def variant(name: str, language: str, maker: random.Random) -> str:
    """Make another person of the same first name: a number after a nickname, an initial after a name."""
    if name.isascii() and name.islower():
        return f"{name}{maker.randint(2, 99)}"
    letters = "АБВГДЗИКЛМНОПРСТФШ" if language in ("ru", "uk") else "ABDEGHJKLMNPRSTVZ"
    return name if name.endswith(".") or name[-1].isdigit() else f"{name} {maker.choice(letters)}."
