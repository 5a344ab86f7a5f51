"""A plan and a department in a real browser: by clicks, with and without JavaScript, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from moderation.desk import departments, planning
from moderation.queue import case_view
from tests.browser import SIZES, SPOKEN, served, visit
from tests.door import World
from tests.showcase import ANNA
from tests.test_moderation_web_browser import CONTRAST, SMALL, overflow, unfold

pytest_plugins = ("tests.webfixtures",)
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_a_plan_is_worked_by_clicks(chromium: Browser, full: World, javascript: bool) -> None:
    with served(full.app) as address, visit(chromium, address, world=full, login="anna", javascript=javascript) as seen:
        page = seen.page
        page.goto("/cases/4")
        page.get_by_role("heading", name="Work", exact=True).click()
        page.get_by_role("heading", name="Plan of stages").click()
        page.locator("#stage-plan").select_option("refund")
        page.get_by_role("button", name="Take this plan").click()
        expect(page.get_by_role("status")).to_have_text("Stage.")
        first = page.locator(".stages > li").first
        first.get_by_text("Work on this stage").click()
        first.get_by_label("Where the item is").fill("the shop")
        first.get_by_role("button", name="Only say where the item is").click()
        first.get_by_text("Work on this stage").click()
        first.get_by_label("The result, or why it falls away").fill("it came back")
        first.get_by_role("button", name="It is done").click()
        page.get_by_role("heading", name="Work", exact=True).click()
        page.get_by_role("heading", name="Hand over to a department").click()
        expect(page.locator("#handover-department")).to_have_value("shop")
        page.locator("#handover-why").fill("look it over")
        page.get_by_role("button", name="Hand it over").click()
        page.locator("#return-why").fill("it is whole")
        page.get_by_role("button", name="Take it back").click()
        assert seen.complaints == []
    plan = case_view(full.store, 4, full.book, full.now).state.plan
    assert [(stage.state, stage.where) for stage in plan][:2] == [("done", "the shop"), ("planned", "")]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", SPOKEN)
def test_plan_and_department_fit(chromium: Browser, full: World, size: str, language: str) -> None:
    planning.stage(full.store, ANNA, 6, book=full.book, now=full.now, op="plan", plan="warranty-repair")
    planning.stage(full.store, ANNA, 6, book=full.book, now=full.now, op="done", where="м" * 200, why="Unbreakable" * 40)
    departments.handover(full.store, ANNA, 6, book=full.book, now=full.now, department="repair", why="x" * 300)
    with served(full.app) as address, visit(chromium, address, size=SIZES[size], world=full, login="anna") as seen:
        seen.page.context.add_cookies([{"name": "otklik_language", "value": language, "url": address}])
        for path in ("/cases/6", "/?q=department:any"):
            seen.page.goto(path)
            unfold(seen.page)
            assert overflow(seen.page) <= 0, path
            assert seen.page.evaluate(CONTRAST) == [], path
            assert seen.page.evaluate(SMALL) == [], path
        assert seen.complaints == []
