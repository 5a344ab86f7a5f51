"""The demo's story in a real browser: a complaint appears, and two people bring it to its end (README, "In one minute")."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from moderation import auth
from moderation.app import create_app
from moderation.cli import main as command
from moderation.cli.common import Setup
from moderation.demo.ledger import Ledger
from moderation.demo.server import serve
from moderation.demo.town import Town
from moderation.demo.workspace import Workspace
from moderation.people import Person, Role
from moderation.scanning import run_scan
from moderation.store import mentions, migrate, people
from tests.browser import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest_plugins = ("tests.webfixtures",)

MORNING = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)  # a Wednesday, ten o'clock in Riga
SITE = "gorod-govorit"
ANSWER = (
    "Здравствуйте! Приносим извинения за ожидание. Мы проверили ваш заказ, привезём его завтра с 10 до 14 часов. "
    "Если что-то пойдёт не так, звоните старшему смены Ольге или пишите нам сюда."
)


@dataclass
class Shop:
    """The demo world, the queue beside it, and one clock for both."""

    setup: Setup
    town: Town
    address: str
    clock: list[datetime] = field(default_factory=lambda: [MORNING])

    @property
    def now(self) -> datetime:
        return self.clock[0]

    def later(self, **span: float) -> None:
        self.clock[0] += timedelta(**span)

    def scan(self) -> int:
        """Scan the one site of the story and give how many replies were confirmed."""
        site = self.setup.catalogue.site(SITE)
        summary = run_scan(
            self.setup.settings, self.setup.catalogue, self.setup.book, self.setup.store, [site], clock=lambda: self.now
        )
        assert summary.rows[0].verdict in ("ok", "quiet"), summary.rows[0]
        return summary.rows[0].confirmed


@contextmanager
def opened(folder: Path) -> Iterator[Shop]:
    """Open the world and its queue."""
    clock = [MORNING]
    space = Workspace(folder)
    town = Town(Ledger(space.ledger, MORNING), lambda: clock[0])
    with serve(town) as ports:
        space.write(ports, timezone="Europe/Riga", language="en")
        setup = Setup(config=space.config, environ={})
        migrate.migrate(setup.settings.database)
        with setup.store.write() as tx:
            people.add(tx, Person("anna", "Anna", Role.MODERATOR), MORNING)
            people.add(tx, Person("boris", "Boris", Role.SUPERVISOR), MORNING)
        app = create_app(setup.settings, setup.store, setup.book, setup.catalogue, lambda: clock[0])
        with served(app) as address:
            yield Shop(setup, town, address, clock)
        setup.store.close()


def come_in(browser: Browser, shop: Shop, login: str) -> Page:
    """Let a person in by a one-time link, in a window of their own."""
    page = browser.new_context(base_url=shop.address).new_page()
    page.set_default_timeout(20_000)
    page.goto("/" + auth.link_path(auth.new_link(shop.setup.store, login, shop.now)))
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/")
    return page


def status(page: Page, number: int) -> str:
    """Read where the case stands, from its page."""
    page.goto(f"/cases/{number}")
    return page.locator(".facts .status").inner_text()


def open_from_queue(page: Page, number: int) -> None:
    """Find a case in the queue, page by page: what came in last is due last."""
    link = page.locator(f'a[href="/cases/{number}"]')
    while not link.count():
        page.locator("a.next").click()
        page.wait_for_load_state()
    link.first.click()


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_a_complaint_is_acknowledged_answered_approved_posted_confirmed_closed_and_counted(
    chromium: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(tmp_path / "demo") as shop:
        shop.scan()
        shop.later(seconds=30)
        complaint = shop.town.posts(SITE, shop.now)[-1]
        assert complaint.published > MORNING, "a complaint has appeared on the site"
        shop.scan()
        with shop.setup.store.read() as tx:
            newest = mentions.journal(tx, limit=1, site=SITE)[0]
        assert (newest.body, newest.outcome) == (complaint.body, "case")
        number = newest.case_id
        assert number is not None

        anna = come_in(chromium, shop, "anna")
        open_from_queue(anna, number)
        assert complaint.body.split("\n")[0] in anna.locator("main").inner_text()
        anna.get_by_role("button", name="I have acknowledged it").click()
        assert status(anna, number) == "acknowledged"
        anna.locator("#reply-text").fill(ANSWER)
        anna.get_by_role("button", name="Save the draft").click()
        assert anna.locator("#approve button").count() == 0, "the author cannot approve"

        boris = come_in(chromium, shop, "boris")
        boris.goto(f"/cases/{number}")
        boris.locator("#approve button").click()

        anna.goto(f"/cases/{number}")
        form = anna.locator("#post a.out").get_attribute("href")
        assert form is not None
        on_the_site = anna.context.new_page()
        on_the_site.goto(form)
        on_the_site.locator("textarea").fill(ANSWER)
        on_the_site.get_by_role("button").click()
        assert ANSWER in on_the_site.locator("body").inner_text(), "the reply stands on the site"
        anna.locator("#post input[name=url]").fill(on_the_site.url)
        anna.locator("#post button:not([type=button], [formaction])").click()
        assert status(anna, number) == "replied"

        shop.later(minutes=5)
        assert shop.scan() == 1
        assert status(anna, number) == "confirmed"
        anna.locator("#close button").click()
        assert status(anna, number) == "closed"

        capsys.readouterr()
        assert command.main(["digest", "--week", "2026-W47", "--json", "--config", str(shop.setup.config)]) == 0
        counts = json.loads(capsys.readouterr().out)["counts"]
        assert [counts[name] for name in ("acknowledged", "answered", "confirmed", "closed")] == [1, 1, 1, 1]
