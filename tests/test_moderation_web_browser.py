"""The pages in a real browser, on a desk and on a telephone: nothing overflows or is forbidden, everything can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from moderation import staff
from moderation.case import Status
from moderation.people import Person, Role
from moderation.queue import case_view
from tests.browser import SIZES, SPOKEN, served, visit
from tests.door import World
from tests.payloads import PAYLOADS

pytest_plugins = ("tests.webfixtures",)
pytestmark = pytest.mark.browser
PAGES = ("/", "/?q=statsu:x", "/?q=owner:stranger", "/journal", "/sites", "/mentions/10", "/login", "/nothing")
EVERY = (
    *("/", "/journal", "/search?q=чайник", "/links", "/causes", "/report", "/quality", "/notices", "/sites", "/enter"),
    *("/programs", "/mentions/10", "/cases/4/texts?kind=reply", "/cases/4/texts?kind=delay", "/login", "/nothing"),
)
CASES = tuple(f"/cases/{number}" for number in (2, 3, 4, 6, 8, 9))
# A page that answers 400 or 404 is itself noted in the console; that is no complaint of the page.
ANSWERED = "Failed to load resource: the server responded with a status of"

CONTRAST = """() => {
  const light = (c) => { const v = c / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    const box = node.getBoundingClientRect();
    if (!own || box.width < 2 || node.closest(".hidden, .away, option")) continue;
    const [a, b] = [luminance(parse(getComputedStyle(node).color)), luminance(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(`${node.tagName}.${node.className} ${ratio.toFixed(2)} ${node.textContent.trim().slice(0, 30)}`);
  }
  return found;
}"""
# Of a row of a list the whole row is the target.
SMALL = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((node) => node.checkVisibility() && !node.closest(".skip, .open, p, li p, bdi, td, th, .meta, summary:not(:scope)"))
  .map((node) => [node, node.getBoundingClientRect()])
  .filter(([node, box]) => box.height < 24 || box.width < 24)
  .map(([node, box]) => `${node.tagName}.${node.className} ${box.width}x${box.height} ${node.textContent.trim().slice(0, 30)}`)"""

# How many lines of links and buttons the header takes.
LINES = "Math.round(document.querySelector('.bar').getBoundingClientRect().height / 50)"
# Names of pages and buttons of one word that are broken inside it.
BROKEN = """() => [...document.querySelectorAll(".nav a, .nav summary, button")]
  .filter((node) => node.checkVisibility() && node.textContent.trim() && !node.textContent.trim().includes(" "))
  .filter((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return new Set([...range.getClientRects()].filter((box) => box.width > 1).map((box) => Math.round(box.top / 6))).size > 1;
  })
  .map((node) => node.textContent.trim())"""
UNNAMED = """() => [...document.querySelectorAll("input:not([type=hidden]), textarea, select")]
  .filter((node) => !node.labels.length && !node.getAttribute("aria-label")).map((node) => node.outerHTML)"""


@dataclass(frozen=True, slots=True)
class Shop:
    """The queue of a working day, served."""

    world: World
    address: str


@pytest.fixture
def shop(full: World) -> Iterator[Shop]:
    """Serve the queue of a working day."""
    with served(full.app) as address:
        yield Shop(full, address)


def overflow(page: Page) -> int:
    """Give by how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_and_can_be_read(chromium: Browser, shop: Shop, size: str, scheme: str) -> None:
    with visit(chromium, shop.address, size=SIZES[size], scheme=scheme, world=shop.world, login="anna") as seen:
        for path in (*PAGES, *CASES):
            seen.page.goto(path)
            unfold(seen.page)
            assert overflow(seen.page) <= 0, path
            assert seen.page.evaluate(CONTRAST) == [], path
            assert seen.page.evaluate(SMALL) == [], path
        assert [line for line in seen.complaints if ANSWERED not in line] == []


@pytest.mark.parametrize("language", SPOKEN)
def test_longer_words_fit_too(chromium: Browser, shop: Shop, language: str) -> None:
    staff.add(shop.world.store, Person("otto", "Otto", Role.ADMIN), shop.world.now)  # who sees every page
    with visit(chromium, shop.address, world=shop.world, login="otto") as seen:
        seen.page.context.add_cookies([{"name": "otklik_language", "value": language, "url": shop.address}])
        for path in (*EVERY, *CASES):
            seen.page.goto(path)
            assert seen.page.locator("html").get_attribute("lang") == language
            seen.page.set_viewport_size({"width": 360, "height": 740})
            assert path == "/login" or seen.page.evaluate(LINES) <= 2, path
            assert seen.page.evaluate(BROKEN) == [], path
            unfold(seen.page)
            assert seen.page.evaluate(UNNAMED) == [], path
            for width in (320, 360, 770, 1010):
                seen.page.set_viewport_size({"width": width, "height": 700})
                assert overflow(seen.page) <= 0, (path, width)


def test_the_menu_opens_without_javascript_and_leads_on(chromium: Browser, shop: Shop) -> None:
    with visit(chromium, shop.address, size=SIZES["phone"], world=shop.world, login="anna", javascript=False) as seen:
        seen.page.get_by_text("Menu").click()
        expect(seen.page.get_by_role("link", name="Enter a complaint")).to_be_in_viewport()
        seen.page.get_by_role("link", name="Journal").click()
        expect(seen.page.get_by_role("heading", level=1)).to_have_text("Journal")
        assert seen.complaints == []


def test_text_may_be_spaced_and_enlarged(chromium: Browser, shop: Shop) -> None:
    """WCAG 1.4.12 and 1.4.4: nothing is cut off or runs out of the window."""
    spaced = "* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}"
    with visit(chromium, shop.address, size=SIZES["phone"], world=shop.world, login="anna") as seen:
        for path in ("/", "/cases/3", "/sites", "/journal"):
            seen.page.goto(path)
            seen.page.evaluate(
                "(css) => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }", spaced
            )
            assert overflow(seen.page) <= 0, path


@pytest.mark.parametrize("path", ["/", "/cases/4", "/journal", "/sites", "/login"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(chromium: Browser, shop: Shop, path: str) -> None:
    with visit(chromium, shop.address, world=shop.world, login="anna") as seen:
        seen.page.goto(path)
        reachable = seen.page.evaluate(
            "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]"
            ".filter((node) => node.checkVisibility()).length"
        )
        shown = 0
        for _ in range(reachable + 2):
            seen.page.keyboard.press("Tab")
            found = seen.page.evaluate("""() => {
              const node = document.activeElement;
              if (node === document.body) return null;
              const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
              return outlined(getComputedStyle(node)) || outlined(getComputedStyle(node, "::after"));
            }""")
            if found is None:
                break
            assert found, seen.page.evaluate("document.activeElement.outerHTML").split(">")[0]
            shown += 1
        assert shown == reachable


def test_the_skip_link_leads_past_the_navigation(chromium: Browser, shop: Shop) -> None:
    with visit(chromium, shop.address, world=shop.world, login="anna") as seen:
        seen.page.keyboard.press("Tab")
        expect(seen.page.locator(".skip")).to_be_in_viewport()
        seen.page.keyboard.press("Enter")
        assert seen.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_case_is_worked_by_clicks(chromium: Browser, shop: Shop, javascript: bool) -> None:
    made = shop.world
    with visit(chromium, shop.address, world=made, login="anna", javascript=javascript) as seen:
        page = seen.page
        page.get_by_role("link", name="Case 1").click()
        page.get_by_role("button", name="I have acknowledged it").click()
        expect(page.get_by_role("status")).to_have_text("Acknowledged.")
        page.locator("#reply-text").fill("We are sorry. The kettle comes tomorrow.")
        page.get_by_role("button", name="Save the draft").click()
        expect(page.get_by_role("status")).to_have_text("Reply drafted.")
        page.get_by_role("button", name="I have posted it").click()
        expect(page.get_by_role("status")).to_have_text("Reply posted.")
        assert seen.complaints == []
    assert case_view(made.store, 1, made.book, made.now).status is Status.REPLIED


def test_javascript_copies_and_sends_by_keys(chromium: Browser, shop: Shop) -> None:
    with visit(chromium, shop.address, world=shop.world, login="anna") as seen:
        seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        seen.page.goto("/cases/6")
        seen.page.get_by_role("button", name="Copy the text").click()
        expect(seen.page.get_by_role("button", name="Copied")).to_be_visible()
        assert seen.page.evaluate("navigator.clipboard.readText()").startswith("Dear customer")
        seen.page.goto("/cases/4")
        seen.page.locator("#reply-text").fill("Заміна вже їде")
        seen.page.keyboard.press("Control+Enter")
        expect(seen.page.get_by_role("status")).to_have_text("Reply drafted.")
        assert seen.complaints == []


def test_a_text_is_not_left_behind_unasked(chromium: Browser, shop: Shop) -> None:
    with visit(chromium, shop.address, world=shop.world, login="anna") as seen:
        seen.page.goto("/cases/4")
        seen.page.locator("#reply-text").press_sequentially("x")
        seen.page.get_by_role("link", name="Back to the queue").click(no_wait_after=True)
        seen.page.wait_for_event("dialog") if not seen.complaints else None
        assert [line.strip() for line in seen.complaints] == ["dialog"]
        expect(seen.page.locator("#reply-text")).to_have_value("x")


@pytest.mark.parametrize("size", SIZES)
def test_payloads_do_nothing_in_a_browser(chromium: Browser, attacked: World, size: str) -> None:
    with served(attacked.app) as address, visit(chromium, address, size=SIZES[size], world=attacked, login="boris") as seen:
        for path in ("/", "/journal", *(f"/cases/{number}" for number in range(1, len(PAYLOADS) + 1))):
            seen.page.goto(path)
            assert overflow(seen.page) <= 0, path
            assert seen.page.url == address + path
        assert seen.complaints == []
