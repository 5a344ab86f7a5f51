"""Prepared texts and kept drafts in a real browser: keys are kept within seconds, pages fit, one button copies and opens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from moderation import drafts
from tests.browser import SIZES, served, visit
from tests.door import World
from tests.showcase import ANNA
from tests.test_moderation_web_browser import CONTRAST, SMALL, overflow, unfold

pytest_plugins = ("tests.webfixtures",)
pytestmark = pytest.mark.browser


def kept(world: World, number: int) -> str | None:
    """Give the text that Anna has kept for herself."""
    found = drafts.load(world.store, ANNA, number)
    return None if found is None else found.text


def test_what_is_typed_is_kept_by_itself(chromium: Browser, full: World) -> None:
    with served(full.app) as address, visit(chromium, address, world=full, login="anna") as seen:
        seen.page.goto("/cases/4")
        seen.page.locator("#reply-text").fill("Заміна вже їде")
        expect(seen.page.locator("[data-kept=reply-text]")).to_have_text("Kept", timeout=10_000)
        assert kept(full, 4) == "Заміна вже їде"
        # What is kept is safe: the browser asks nothing when the page is left.
        seen.page.get_by_role("link", name="Back to the queue").click()
        seen.page.goto("/cases/4")
        expect(seen.page.locator("#reply-text")).to_have_value("Заміна вже їде")
        seen.page.get_by_role("button", name="Save the draft").click()
        expect(seen.page.get_by_role("status")).to_have_text("Reply drafted.")
        assert kept(full, 4) is None
        assert seen.complaints == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_prepared_text_is_taken_by_clicks(chromium: Browser, full: World, javascript: bool) -> None:
    with served(full.app) as address, visit(chromium, address, world=full, login="anna", javascript=javascript) as seen:
        page = seen.page
        page.goto("/cases/4")
        page.get_by_role("link", name="All prepared texts and instructions").click()
        page.locator("aside a").first.click()
        for field in page.locator('input[type=text][name^="v_"]').all():
            field.fill("filled by hand")
        page.locator('input[type=date][name^="v_"]').fill("2026-11-27")
        page.get_by_role("button", name="Fill in").click()
        assert "{{" not in page.locator("#filled").input_value()
        page.get_by_role("button", name="Take this text").click()
        assert "filled by hand" in page.locator("#reply-text").input_value()
        page.locator("#reply-text").fill("Ще краще")
        page.get_by_role("button", name="Keep it for myself").first.click()
        page.wait_for_load_state()
        expect(page.locator("#reply-text")).to_have_value("Ще краще")
        assert seen.complaints == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_and_can_be_read(chromium: Browser, full: World, size: str, scheme: str) -> None:
    with (
        served(full.app) as address,
        visit(chromium, address, size=SIZES[size], scheme=scheme, world=full, login="anna") as seen,
    ):
        for path in ("/cases/4/texts", "/cases/4/texts?name=delivery", "/cases/4/texts?name=guide-rude", "/cases/4", "/cases/6"):
            seen.page.goto(path)
            unfold(seen.page)
            assert overflow(seen.page) <= 0, path
            assert seen.page.evaluate(CONTRAST) == [], path
            assert seen.page.evaluate(SMALL) == [], path
        assert seen.complaints == []


def test_one_button_copies_the_text_and_opens_the_site(chromium: Browser, full: World) -> None:
    with served(full.app) as address, visit(chromium, address, world=full, login="anna") as seen:
        seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        seen.page.context.route("**/*.example/**", lambda route: route.fulfill(body="the site"))
        seen.page.goto("/cases/6")
        button = seen.page.get_by_role("button", name="Copy and open the site")
        target = button.get_attribute("data-open")
        with seen.page.context.expect_page() as opened:
            button.click()
        assert opened.value.url == target
        assert seen.page.evaluate("navigator.clipboard.readText()").startswith("Dear customer")
