"""The demo world is read whole: every post on every kind of site exactly once, with the values it was written with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest

import moderation.demo
from config.catalogue import Definition, Site, load_definitions
from crawler.items import Mention, Precision
from crawler.pages.page import Page
from crawler.pages.read import merge_detail, read_page
from moderation.demo.ledger import Ledger
from moderation.demo.places import PLACES, Place, Shelf
from moderation.demo.town import Town
from moderation.demo.view import answer_id
from moderation.demo.world import Answer, Post

START = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SHELVES = [(place, shelf) for place in PLACES for shelf in place.shelves]
OWN_POSTS = ("thread", "discourse", "feed")  # where an answer stands as a post of its own
UNTITLED = ("thread", "discourse", "guestbook")
UNRATED = ("thread", "discourse", "feed")


@pytest.fixture(scope="module")
def definitions() -> Mapping[str, Definition]:
    """Read the demo's definitions."""
    return load_definitions(Path(moderation.demo.__file__).parent / "definitions")


class Visitor:
    """Walks the town's sites page by page as a scan does, without a network."""

    def __init__(self, folder: Path, definitions: Mapping[str, Definition], after: timedelta) -> None:
        self.now = START + after
        self.town = Town(Ledger(folder / "ledger.json", START), lambda: self.now)
        self.town.bases = {place.name: f"http://127.0.0.1:{8800 + place.number}" for place in PLACES}
        self.definitions = definitions

    def definition(self, place: Place) -> Definition | None:
        """Give how a place is read; those with schema.org need nothing."""
        return None if place.definition is None else self.definitions[place.definition]

    def page(self, place: Place, shelf: Shelf, url: str, *, generic: bool = False) -> Page:
        """Read one page."""
        parts = urlsplit(url)
        answer = self.town.get(place, parts.path, dict(parse_qsl(parts.query)))
        assert answer.status == 200, url
        site = Site(name=shelf.name, url=self.town.address(place, shelf), brand="Кронавольт", timezone=place.timezone)
        definition = None if generic else self.definition(place)
        return read_page(
            answer.body,
            url=url,
            site=site,
            definition=definition,
            now=self.now,
            content_type=answer.content_type,
            generic=generic,
        )

    def walk(self, place: Place, shelf: Shelf) -> list[Mention]:
        """Read all pages of a shelf, and the detail pages of cut texts."""
        found: list[Mention] = []
        url: str | None = self.town.address(place, shelf)
        visited: set[str] = set()
        while url and url not in visited:
            visited.add(url)
            page = self.page(place, shelf, url)
            assert page.verdict_hint is None
            details = {detail.native_id: detail.url for detail in page.details}
            for mention in page.mentions:
                if mention.native_id in details:
                    whole = merge_detail(mention, self.page(place, shelf, details[mention.native_id]))
                    assert whole is not None
                    mention = whole
                found.append(mention)
            url = page.next_url
        return found


@pytest.fixture(scope="module", params=[timedelta(0), timedelta(hours=5)], ids=["at the start", "five hours later"])
def visitor(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, definitions: Mapping[str, Definition]
) -> Visitor:
    """Come to the town at its beginning, and when posts have arrived, were edited and withdrawn."""
    return Visitor(tmp_path_factory.mktemp("town"), definitions, request.param)


def flat(text: str) -> str:
    """Fold white space, in which the sites differ."""
    return " ".join(text.split())


@pytest.mark.parametrize(("place", "shelf"), SHELVES, ids=[shelf.name for _, shelf in SHELVES])
def test_every_post_is_found_once_with_its_values(visitor: Visitor, place: Place, shelf: Shelf) -> None:
    mentions = visitor.walk(place, shelf)
    by_text = {flat(mention.body): mention for mention in mentions}
    posts = visitor.town.posts(shelf.name, visitor.now)
    answers = sum(len(post.answers) for post in posts) if place.kind in OWN_POSTS else 0
    assert len(mentions) == len(posts) + answers
    assert len({mention.native_id for mention in mentions}) == len(mentions)
    for post in posts:
        agrees(place, post, by_text[flat(post.body)], visitor.now)


def agrees(place: Place, post: Post, mention: Mention, now: datetime) -> None:
    """Compare a post as written with the mention as read."""
    assert mention.author == post.author
    assert not mention.truncated
    assert mention.headline == (None if place.kind in UNTITLED else post.title)
    rating = None if place.kind in UNRATED else post.rating
    assert (mention.rating and mention.rating.share) == (rating and rating / 5)
    assert on_time(mention.published, mention.precision, post.published, place), mention.published_raw
    assert mention.url.startswith("http://127.0.0.1:")
    if place.kind not in OWN_POSTS:
        assert [(reply.author, flat(reply.text)) for reply in mention.replies] == [
            (answer.author, flat(answer.text)) for answer in post.answers
        ]
    if place.definition is not None:
        assert mention.native_id.removeprefix("pw-") == str(post.id)


def on_time(read: datetime | None, precision: Precision | None, written: datetime, place: Place) -> bool:
    """Compare moments as exactly as the site shows them."""
    if read is None:
        return False
    zone = ZoneInfo(place.timezone)
    if precision is Precision.DAY:
        return read.astimezone(zone).date() == written.astimezone(zone).date()
    return abs(read - written) < timedelta(minutes=1)


@pytest.mark.parametrize("place", [place for place in PLACES if place.kind in OWN_POSTS], ids=lambda place: place.name)
def test_an_answer_that_is_a_post_of_its_own_is_read_without_what_it_quotes(visitor: Visitor, place: Place) -> None:
    shelf = place.shelves[0]
    by_id = {mention.native_id.removeprefix("pw-"): mention for mention in visitor.walk(place, shelf)}
    answered = [post for post in visitor.town.posts(shelf.name, visitor.now) if post.answers]
    assert answered
    for post in answered:
        for number, answer in enumerate(post.answers):
            mention = by_id[str(answer_id(post, number))]
            assert (mention.author, flat(mention.body)) == (answer.author, flat(answer.text))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_reply_posted_through_the_form_is_read_on_the_next_visit(
    tmp_path: Path, definitions: Mapping[str, Definition], place: Place
) -> None:
    visitor = Visitor(tmp_path, definitions, timedelta(minutes=2))
    shelf = place.shelves[0]
    post = next(post for post in visitor.town.posts(shelf.name, visitor.now) if post.brand == "own" and not post.answers)
    marked = "" if place.kind == "listing" else " <b>Извините</b>"  # JSON-LD may hold mark-up, which is taken out
    text = f"Здравствуйте! Мы разобрались, деньги вернули сегодня, 2 < 3.{marked} & спасибо."
    visitor.town.reply(place, {"post": str(post.id), "author": "Кронавольт", "text": text})
    visitor.now += timedelta(minutes=1)
    mentions = visitor.walk(place, shelf)
    if place.kind in OWN_POSTS:
        found = [Answer(mention.author or "", mention.body, visitor.now) for mention in mentions]
    else:
        mention = next(mention for mention in mentions if flat(mention.body) == flat(post.body))
        found = [Answer(reply.author or "", reply.text, visitor.now) for reply in mention.replies]
    assert ("Кронавольт", text) in [(answer.author, flat(answer.text)) for answer in found]


def test_an_edit_keeps_the_id_of_the_post(tmp_path: Path, definitions: Mapping[str, Definition]) -> None:
    before = Visitor(tmp_path, definitions, timedelta(0))
    after = Visitor(tmp_path, definitions, timedelta(hours=24))
    edited = 0
    for place, shelf in SHELVES:
        old = {flat(mention.body): mention.native_id for mention in before.walk(place, shelf)}
        new = {mention.native_id: flat(mention.body) for mention in after.walk(place, shelf)}
        for post in after.town.posts(shelf.name, after.now):
            first = flat(next(first.body for first in after.town.world.posts[shelf.name] if first.id == post.id))
            if post.edited and first in old:
                edited += 1
                assert new[old[first]] == flat(post.body)
    assert edited > 3


@pytest.mark.parametrize("kind", ["listing", "microdata", "cut", "thread", "marketplace", "guestbook"])
def test_a_first_page_is_read_without_any_definition_too(visitor: Visitor, kind: str) -> None:
    place = next(place for place in PLACES if place.kind == kind)
    shelf = place.shelves[0]
    address = visitor.town.address(place, shelf)
    known = {mention.author for mention in visitor.page(place, shelf, address).mentions}
    read = {mention.author for mention in visitor.page(place, shelf, address, generic=True).mentions}
    assert len(known & read) * 10 >= len(known) * 9
