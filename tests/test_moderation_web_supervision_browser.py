"""Causes, report and quality in a real browser: they fit, can be read, and are worked without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from moderation import prevention, reviewing
from moderation.desk import outcomes
from moderation.weeks import week_at
from tests.browser import SIZES, SPOKEN, served, visit
from tests.door import NOW, World
from tests.people import DAY
from tests.showcase import ANNA, BORIS
from tests.test_moderation_web_browser import CONTRAST, SMALL, overflow, unfold

pytest_plugins = ("tests.webfixtures",)
pytestmark = pytest.mark.browser
PAGES = ("/causes", "/report?week=last", "/quality", "/cases/7", "/cases/8")


@pytest.fixture
def later(full: World) -> World:
    """Give the queue of a working day in the week after, with outcomes, a removed cause and a score card."""
    store, book = full.store, full.book
    outcomes.resolve(store, ANNA, 7, book=book, now=NOW, resolution="refunded", cause="slow-refund", cost=12.5)
    prevention.own(store, BORIS, "slow-refund", book=book, now=NOW, owner="anna", why="asks the bank every morning")
    prevention.removed(store, BORIS, "slow-refund", book=book, now=NOW, why="refunds are paid daily")
    full.now = NOW + 8 * DAY
    return full


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_and_can_be_read(chromium: Browser, later: World, size: str, scheme: str) -> None:
    with (
        served(later.app) as address,
        visit(chromium, address, size=SIZES[size], scheme=scheme, world=later, login="boris") as seen,
    ):
        for path in PAGES:
            seen.page.goto(path)
            unfold(seen.page)
            assert overflow(seen.page) <= 0, path
            assert seen.page.evaluate(CONTRAST) == [], path
            assert seen.page.evaluate(SMALL) == [], path
        assert seen.complaints == []


@pytest.mark.parametrize("language", SPOKEN)
def test_longer_words_fit_too(chromium: Browser, later: World, language: str) -> None:
    with served(later.app) as address, visit(chromium, address, world=later, login="boris") as seen:
        seen.page.context.add_cookies([{"name": "otklik_language", "value": language, "url": address}])
        for path in PAGES:
            seen.page.goto(path)
            unfold(seen.page)
            for width in (320, 360, 770, 1010):
                seen.page.set_viewport_size({"width": width, "height": 700})
                assert overflow(seen.page) <= 0, (path, width)


@pytest.mark.parametrize("javascript", [True, False])
def test_supervision_is_worked_by_clicks(chromium: Browser, later: World, javascript: bool) -> None:
    with served(later.app) as address, visit(chromium, address, world=later, login="boris", javascript=javascript) as seen:
        page = seen.page
        page.get_by_role("link", name="Report").click()
        page.get_by_role("link", name="Quality").click()
        form = page.locator("form.act").first
        form.get_by_label("Accuracy").select_option("4")
        form.get_by_label("Completeness").select_option("5")
        form.get_by_label("Note").fill("It says what, when and whom.")
        form.get_by_role("button", name="Save").click()
        expect(page.get_by_text("It says what, when and whom.").first).to_be_visible()
        page.get_by_role("link", name="Causes").click()
        row = page.locator("#c-late-courier")
        row.get_by_text("Change").click()
        row.get_by_label("What was done to remove it").fill("a second courier")
        row.get_by_role("button", name="Mark as removed").click()
        expect(page.locator("#c-late-courier").get_by_text("a second courier")).to_be_visible()
        assert seen.complaints == []
    found = reviewing.reviews(later.store, BORIS, later.book, week_at(NOW, "Europe/Riga"), later.now)
    assert [review.card.accuracy for review in found.open if review.card is not None] == [4]
