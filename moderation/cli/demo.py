"""`otklik demo`: the whole product on one machine, on sites of its own, by one command."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from classifier.model import Model, load_model
from config.errors import OperatorError
from moderation import clockwork
from moderation.auth import link_path, new_link
from moderation.cli.common import Setup
from moderation.cli.output import message, print_json, table
from moderation.cli.progress import Quiet, progress_for, summary_of
from moderation.cli.serve import address_of, bind
from moderation.demo.ledger import Ledger
from moderation.demo.places import PLACES
from moderation.demo.server import serve
from moderation.demo.town import Town
from moderation.demo.workspace import Workspace
from moderation.people import Person, Role
from moderation.scanning import ScanSummary, run_scan
from moderation.store import people
from moderation.store import queue as lines
from moderation.store.migrate import migrate
from moderation.words import LANGUAGES

TIMEZONE = "Europe/Riga"
PEOPLE = (("anna", "Anna", "moderator"), ("vera", "Vera", "approver"), ("boris", "Boris", "supervisor"))
RESCAN = timedelta(seconds=20)
LINK_MINUTES = 24 * 60  # a day, for a demo is shown to one person after another


def demo(
    port: Annotated[int, typer.Option("--port", min=0, max=65_000, help="The queue's port; its sites take the next.")] = 8765,
    once: Annotated[bool, typer.Option("--once", help="Scan once, print a summary, end.")] = False,
    folder: Annotated[Path, typer.Option("--data", metavar="DIR", help="The demo's folder.")] = Path("otklik-data/demo"),
    json: Annotated[bool, typer.Option("--json", help="With --once: the summary as one JSON document.")] = False,
) -> None:
    """Serve a small world of complaint sites on this machine, scan it, tag it, and open the queue.

    The world lives: complaints arrive, some are edited, some withdrawn; a reply posted through a site's form is confirmed
    by the next scan. Ctrl-C ends it; the next start goes on where it was.
    """
    space = Workspace(folder)
    town = Town(Ledger(space.ledger, _now()), _now)
    ports = None if port == 0 else range(port + 1, port + 1 + len(PLACES))
    with serve(town, ports) as found:
        # Written anew at every start: the ports may be others now, and the sites are told by their addresses.
        space.write(found, timezone=TIMEZONE, language=_language(os.environ.get("LANG", "")))
        setup = Setup(config=space.config, environ=_environment())
        _prepare(setup)
        if once:
            _report(setup, _scan(setup, None, shown=True), json)
            return
        with _queue(setup, port) as address:
            _live(setup, address)


def _now() -> datetime:
    return datetime.now(UTC)


def _environment() -> dict[str, str]:
    """Give the environment without otklik's own variables: the demo never touches the operator's data."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OTKLIK_")}


def _language(spoken: str) -> str:
    return spoken[:2] if spoken[:2] in LANGUAGES else "en"


def _prepare(setup: Setup) -> None:
    """Bring the demo's database up and let its people in."""
    migrate(setup.settings.database)
    with setup.store.write() as tx:
        for login, name, role in PEOPLE:
            if people.find(tx, login) is None:
                people.add(tx, Person(login, name, Role(role)), setup.now())


@contextmanager
def _queue(setup: Setup, port: int) -> Iterator[str]:
    """Serve the queue from a thread while the block runs, and give its address."""
    import uvicorn  # late, as FastAPI behind the next line: --once serves nothing

    from moderation.app import create_app

    listening = bind("127.0.0.1", port)
    app = create_app(setup.settings, setup.store, setup.book, setup.catalogue, setup.now)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", proxy_headers=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="otklik-queue", daemon=True)
    thread.start()
    try:
        yield address_of(listening)
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


def _live(setup: Setup, address: str) -> None:
    """Scan, say where the queue is, and go on scanning until interrupted."""
    model = _model()
    _report(setup, _scan(setup, model, shown=True), json=False)
    _invite(setup, address)
    pause = threading.Event()
    while not pause.wait(RESCAN.total_seconds()):
        for row in _scan(setup, model, shown=False).rows:
            if row.new or row.revised or row.withdrawn or row.confirmed or row.error:
                message(summary_of(row))
        clockwork.tick(setup.store, setup.book, setup.now())


def _model() -> Model | None:
    """Load the bundled model once; without it the first scan says why mentions stay untagged."""
    try:
        return load_model()
    except OperatorError:
        return None


def _scan(setup: Setup, model: Model | None, *, shown: bool) -> ScanSummary:
    with progress_for(sys.stderr) if shown else nullcontext(Quiet()) as progress:
        return run_scan(
            setup.settings,
            setup.catalogue,
            setup.book,
            setup.store,
            setup.catalogue.sites,
            clock=setup.now,
            model=model,
            progress=progress,
        )


def _report(setup: Setup, summary: ScanSummary, json: bool) -> None:
    """Print what the scan brought and what stands in the queue."""
    for notice in summary.notices:
        message(notice)
    with setup.store.read() as tx:
        waiting = lines.count_open(tx)
    totals = {
        "sites": len(summary.rows),
        "mentions": sum(row.mentions for row in summary.rows),
        "new": sum(row.new for row in summary.rows),
        "revised": sum(row.revised for row in summary.rows),
        "withdrawn": sum(row.withdrawn for row in summary.rows),
        "confirmed": sum(row.confirmed for row in summary.rows),
        "open_cases": waiting,
        "database": setup.settings.database,
    }
    if json:
        print_json(totals)
        return
    table(["what", "how many"], [[name.replace("_", " "), value] for name, value in totals.items() if name != "database"])


def _invite(setup: Setup, address: str) -> None:
    message("")
    message(f"The queue is open at {address}")
    for login, name, role in PEOPLE:
        secret = new_link(setup.store, login, setup.now(), minutes=LINK_MINUTES)
        message(f"  come in as {name}, {role}: {address}{link_path(secret)}")
    message(f"  or complain yourself, as a customer does: {address}complain")
    message("Each link opens once; a second person comes in by a private window. New complaints arrive every minute or so.")
    message(f"Every command works on it too: otklik --config {setup.config} queue        Ctrl-C ends the demo.")
