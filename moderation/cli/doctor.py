"""`otklik doctor`: look whether everything that otklik needs is in order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, TypeVar

import typer

from config.errors import OperatorError
from config.layers import config_file
from moderation import checkup
from moderation.checkup import Finding, Level
from moderation.cli.common import AsJson, Setup, setup_of
from moderation.cli.output import data, message, print_json
from moderation.plain import one_line

if TYPE_CHECKING:
    from config.settings import Settings
    from moderation.store.engine import Store

T = TypeVar("T")


def doctor(ctx: typer.Context, json: AsJson = False) -> None:
    """Look at the installation, the settings, the database, the model and the scans.

    Each line is ok, warn or bad and names the next step; ends with 1 when one is bad.
    """
    findings = list(_findings(setup_of(ctx)))
    bad = sum(finding.level is Level.BAD for finding in findings)
    if json:
        print_json([{name: getattr(finding, name) for name in Finding.__slots__} for finding in findings])
    else:
        for finding in findings:
            data(f"{finding.level:4} {one_line(f'{finding.name}: {finding.said}')}")
            if finding.level is not Level.OK and finding.step:
                data(f"     -> {one_line(finding.step)}")
        message(f"{bad} bad, {sum(finding.level is Level.WARN for finding in findings)} worth a look")
    if bad:
        raise typer.Exit(1)


def _findings(setup: Setup) -> Iterator[Finding]:
    yield from checkup.packages()
    yield from checkup.versions()
    settings = yield from _tried("settings", lambda: setup.settings)
    if settings is None:  # everything below is told by them
        return
    yield Finding("settings", Level.OK, _where(setup))
    yield from checkup.private(settings)
    if (yield from _tried("policy", lambda: setup.book)) is not None:
        yield Finding("policy", Level.OK, str(settings.policy or "the bundled one"))
        yield from checkup.dead_rules(setup.book.triage)
    yield checkup.disk(settings.data)
    yield checkup.model(settings.classifier.model)
    store, told = checkup.database(settings.database)
    yield from told
    yield from _watched(setup, settings, store)


def _tried(name: str, load: Callable[[], T]) -> Generator[Finding, None, T | None]:
    """Give what is loaded, or None after the finding that tells why it cannot be."""
    try:
        return load()
    except OperatorError as error:
        yield Finding(name, Level.BAD, str(error), "Correct it, then: otklik doctor")
    except OSError as error:
        yield Finding(name, Level.BAD, f"{error.filename or name}: {error.strerror or error}", "Correct it, then: otklik doctor")
    return None


def _where(setup: Setup) -> str:
    file = config_file(setup.config, setup.environ)
    return f"no otklik.yaml, defaults stand; data in {setup.settings.data}" if file is None else str(file.absolute())


def _watched(setup: Setup, settings: Settings, store: Store | None) -> Iterator[Finding]:
    catalogue = yield from _tried("sites", lambda: setup.catalogue)
    if catalogue is None:
        return
    yield Finding("sites", Level.OK, f"{len(catalogue.sites)} in {settings.sites}, {len(catalogue.definitions)} definitions")
    if store is not None:
        yield from checkup.sites(store, [site for site in catalogue.sites if not site.retired], setup.now())
        store.close()
