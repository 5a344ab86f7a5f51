"""The demo posts replies by machine: on every one of its sites, through the form that people use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.templates import bundled_templates
from moderation.cli.common import Setup
from moderation.demo.ledger import Ledger
from moderation.demo.places import PLACES
from moderation.demo.server import serve
from moderation.demo.town import Town
from moderation.demo.workspace import Workspace
from moderation.desk import answering, releasing
from moderation.people import Person, Role
from moderation.prepared import prepared
from moderation.queue import case_view
from moderation.scanning import run_scan
from moderation.store import cases, mentions, migrate
from moderation.store.engine import Store

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNA, VERA = Person("anna", "Anna", Role.MODERATOR), Person("vera", "Vera", Role.SUPERVISOR)
SITES = [place.shelves[0].name for place in PLACES]


def first_case(store: Store, site: str) -> int | None:
    """Give an open case of a site whose reply needs no second person, if there is one."""
    with store.read() as tx:
        found = mentions.journal(tx, limit=200, site=site)
        numbers = [mention.case_id for mention in found if mention.case_id is not None]
        severe = {number: record.severity for number in numbers if (record := cases.record(tx, number)) is not None}
    return next((number for number in numbers if severe[number] in ("normal", "low")), None)


@pytest.mark.timeout(300)
def test_a_reply_goes_through_the_form_of_every_site_and_a_scan_sees_it(tmp_path: Path) -> None:
    clock = [MORNING]
    space = Workspace(tmp_path)
    town = Town(Ledger(space.ledger, MORNING), lambda: clock[0])
    with serve(town) as ports:
        space.write(ports, timezone="Europe/Riga", language="en")
        setup = Setup(config=space.config, environ={})
        migrate.migrate(setup.settings.database)
        wanted = [site for site in setup.catalogue.sites if site.name in SITES]
        run_scan(setup.settings, setup.catalogue, setup.book, setup.store, wanted, clock=lambda: clock[0])
        answered = {}
        for site in SITES:
            n = first_case(setup.store, site)
            if n is None:
                continue
            view = case_view(setup.store, n, setup.book, MORNING)
            best = prepared(view, "reply", ANNA, settings=setup.settings, book=setup.book, now=MORNING)[0]
            assert best.filled is not None
            # The policy of the demo fills whom to contact and where to go higher; a person fills the rest.
            assert set(best.filled.missing) <= set(bundled_templates()[best.template.name].variables)
            text = f"{best.filled.text[:60]} {n}"
            answering.reply(setup.store, ANNA, n, book=setup.book, now=MORNING, text=text)
            view = releasing.release(
                setup.store, ANNA, n, book=setup.book, now=MORNING, settings=setup.settings, catalogue=setup.catalogue
            )
            assert view.state.posted_url is not None
            answered[site] = n
        assert len(answered) >= 6, answered
        assert len(town.ledger.posted) == len(answered)
        clock[0] = MORNING + timedelta(minutes=2)
        summary = run_scan(setup.settings, setup.catalogue, setup.book, setup.store, wanted, clock=lambda: clock[0])
        confirmed = {row.site: row.confirmed for row in summary.rows}
        assert {site for site in answered if confirmed[site]} == set(answered)
        setup.store.close()
