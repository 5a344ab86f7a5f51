"""Take the pictures of the README: `python -m tests.screenshots` (make screenshots) writes deploy/screenshots/*.png.

They show the demo world, scanned and tagged here; without the bundled model, a seeded queue, and it says so.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import OperatorError
from moderation import staff
from moderation.app import create_app
from moderation.case import Act
from moderation.cli.common import Setup
from moderation.desk import answering, outcomes, owners, terms
from moderation.filters import parse_filter
from moderation.people import Person, Role
from moderation.queue import queue
from moderation.store.engine import open_store
from moderation.store.migrate import migrate
from tests.browser import SIZES, chromium_path, launched, served, visit
from tests.door import World
from tests.showcase import ANNA, BORIS, VERA, showcase

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from classifier.model import Model

FOLDER = Path(__file__).resolve().parent.parent / "deploy" / "screenshots"
LATER = timedelta(hours=4)  # how long after the scan the demo is looked at, so that deadlines have come near
SAID = (
    "Hello! We are sorry that this happened to you. A senior colleague looks into it today "
    "and writes to you here by tomorrow noon."
    " If you need anything before that, ask for Anna: anna@kronavolt.example."
)


def main() -> None:
    """Take all pictures, anew."""
    if chromium_path() is None:
        sys.exit("screenshots: no chromium is installed. Install it: apt-get install chromium")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = bundled_model()
        made, number = seeded(folder) if model is None else demo(folder, model)
        FOLDER.mkdir(parents=True, exist_ok=True)
        with served(made.app) as address, launched() as browser:
            for size in SIZES:
                take(browser, made, address, size, {"queue": "/", "case": f"/cases/{number}"})
            more = {"report": "/report"}
            if made.settings.public.form:  # the seeded queue has none
                more["complain"] = "/complain?lang=en"
            take(browser, made, address, "desktop", more)
        made.store.close()


def take(browser: Browser, made: World, address: str, size: str, pages: dict[str, str]) -> None:
    """Take the pictures of one size."""
    with visit(browser, address, size=SIZES[size], world=made, login=ANNA.login) as seen:
        for name, path in pages.items():
            seen.page.goto(path)
            file = FOLDER / f"{name}-{size}.png"
            seen.page.screenshot(path=file)
            print(file.relative_to(FOLDER.parent.parent))


def bundled_model() -> Model | None:
    """Load the bundled model; None, with a word about it, where it cannot be."""
    from classifier.model import load_model

    try:
        return load_model()
    except OperatorError as error:
        print(f"the demo world cannot be tagged, so the pictures show a seeded queue: {error}", file=sys.stderr)
        return None


def seeded(folder: Path) -> tuple[World, int]:
    """Give the queue of the tests, and the case to be shown."""
    url = f"sqlite:///{folder}/otklik.db"
    migrate(url)
    return showcase(open_store(url), folder), 4


def demo(folder: Path, model: Model) -> tuple[World, int]:
    """Scan the demo world, work some of its cases, and give its queue as it looks some hours later."""
    from moderation.demo.ledger import Ledger
    from moderation.demo.server import serve
    from moderation.demo.town import Town
    from moderation.demo.workspace import Workspace
    from moderation.scanning import run_scan

    now = start = datetime.now(UTC)
    space = Workspace(folder)
    town = Town(Ledger(space.ledger, start), lambda: now)
    with serve(town) as ports:
        space.write(ports, timezone="Europe/Riga", language="en")
        setup = Setup(config=space.config, environ={})
        migrate(setup.settings.database)
        scanned = setup.settings, setup.catalogue, setup.book, setup.store, setup.catalogue.sites
        run_scan(*scanned, clock=lambda: now, model=model)
        app = create_app(setup.settings, setup.store, setup.book, setup.catalogue, lambda: now)
        number = worked(World(setup.store, setup.settings, setup.book, app, start))
        now = start + LATER
        run_scan(*scanned, clock=lambda: now, model=model)
    return World(setup.store, setup.settings, setup.book, app, now), number


def worked(made: World) -> int:
    """Let the staff do a morning's work; give the number of a case that waits for its reply to be posted."""
    store, book, start, minute = made.store, made.book, made.now, timedelta(minutes=1)
    for person in (ANNA, VERA, BORIS, Person("otto", "Otto", Role.ADMIN)):
        staff.add(store, person, start)
    for row in queue(store, parse_filter("due:today"), start).rows[2:]:
        answering.acknowledge(store, ANNA, row.case.id, book=book, now=start + 3 * minute)
    rows = queue(store, parse_filter("language:en status:acknowledged"), start + 5 * minute, limit=6).rows
    numbers = [row.case.id for row in rows]
    for number in numbers:
        owners.assign(store, BORIS, number, owner=ANNA.login, book=book, now=start + 12 * minute)
        view = answering.reply(store, ANNA, number, text=SAID, book=book, now=start + 25 * minute)
        if Act.APPROVE in view.possible and number != numbers[1]:
            answering.approve(store, VERA, number, book=book, now=start + 40 * minute)
    answering.post(store, ANNA, numbers[2], book=book, now=start + 55 * minute)
    told = {"resolution": "refunded", "cause": "late-courier", "reaction": "accepted", "cost": 12.5}
    outcomes.resolve(store, ANNA, numbers[2], book=book, now=start + 60 * minute, **told)
    until = start + timedelta(days=3)
    terms.wait(store, ANNA, numbers[3], until=until, why="The courier answers on Friday", book=book, now=start + 70 * minute)
    return numbers[0]


if __name__ == "__main__":
    main()
