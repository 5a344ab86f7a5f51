"""Customers and links in a real browser: on a telephone nothing overflows, and two taps decide a link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from moderation.desk import customers
from moderation.proposing import propose
from tests.browser import SIZES, SPOKEN, served, visit
from tests.door import World
from tests.showcase import BORIS, FORUM, OPINIONS, Told, take_in
from tests.test_moderation_web_browser import CONTRAST, SMALL, overflow, unfold

pytest_plugins = ("tests.webfixtures",)
pytestmark = pytest.mark.browser
TEXT = "Labdien! Pasūtījums Nr. 4455-667-889 tā arī nav atvests, zvaniet +371 26 123 456. Kurjers nezvana un operators neatbild."


@pytest.fixture
def linked(full: World) -> World:
    """Add two complaints of one person, who is restricted, to the queue of a working day."""
    for number, (site, name) in enumerate(
        ((OPINIONS, "Konstantīns Aleksandrovičs-Bērziņš"), (FORUM, "Константин Александрович-Берзиньш"))
    ):
        told = Told(site, "lv", timedelta(hours=5), name, "Kurjers", TEXT, 1, ("delivery",))
        take_in(full, told, 70 + number, full.now)
    propose(full.store, full.now)
    until, why = full.now + timedelta(days=90), "Piecas dāvanu kartes mēnesī un neviena pasūtījuma; tā nolemts kopā ar juristu."
    customers.restrict(full.store, BORIS, 10, book=full.book, now=full.now, what="concessions", until=until, why=why)
    return full


@pytest.mark.parametrize("language", SPOKEN)
def test_it_fits_a_telephone_in_every_language(chromium: Browser, linked: World, language: str) -> None:
    with served(linked.app) as address, visit(chromium, address, size=SIZES["phone"], world=linked, login="boris") as seen:
        seen.page.context.add_cookies([{"name": "otklik_language", "value": language, "url": address}])
        for path in ("/links", "/cases/10", "/cases/11"):
            seen.page.goto(f"{address}{path}")
            unfold(seen.page)
            for width in (320, 360):
                seen.page.set_viewport_size({"width": width, "height": 740})
                assert overflow(seen.page) <= 0, (path, width)
            assert seen.page.evaluate(CONTRAST) == [], path
            assert seen.page.evaluate(SMALL) == [], path


def test_a_link_is_decided_by_two_taps(chromium: Browser, linked: World) -> None:
    with served(linked.app) as address, visit(chromium, address, size=SIZES["phone"], world=linked, login="anna") as seen:
        seen.page.goto(f"{address}/links")
        seen.page.get_by_role("button", name="It is the same").first.click()
        expect(seen.page.get_by_role("status")).to_have_text("The decision was recorded.")
        seen.page.goto(f"{address}/cases/11")
        expect(seen.page.locator("section.customer")).to_contain_text("no voluntary concessions")
