"""`otklik scan`: scan sites and take their mentions in; what cron calls (A2)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import UsageError
from moderation.cli.common import PARTLY, AsJson, Setup, setup_of
from moderation.cli.output import message, print_json, table
from moderation.cli.progress import progress_for
from moderation.plain import one_line
from moderation.scanning import ScanSummary, due_sites, run_scan

if TYPE_CHECKING:
    from config.catalogue import Site

COLUMNS = ("site", "verdict", "pages", "mentions", "new", "revised", "withdrawn", "confirmed", "seconds", "error")


def scan(
    ctx: typer.Context,
    due: Annotated[bool, typer.Option("--due", help="The sites whose period has passed; what cron calls.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Every site of the list.")] = False,
    site: Annotated[list[str] | None, typer.Option("--site", metavar="NAME", help="This site; may be repeated.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be scanned, and end.")] = False,
    json: AsJson = False,
) -> None:
    """Scan sites and take their mentions in.

    Ends with 3 when a site could not be read, and with 4 when another run is scanning all of them.
    """
    setup = setup_of(ctx)
    sites = chosen(setup, due=due, every=every, names=site or [])
    if setup.settings.scan.allow_private:
        message(f"private addresses are allowed: {', '.join(setup.settings.scan.allow_private)}")
    if dry_run:
        _announce(sites, json)
        return
    if not sites:
        listed = bool(setup.catalogue.sites)
        message("no site is due" if due and listed else f"no sites are watched yet; write them into {setup.settings.sites}")
    with progress_for(sys.stderr) as progress:
        summary = (
            run_scan(setup.settings, setup.catalogue, setup.book, setup.store, sites, clock=setup.now, progress=progress)
            if sites
            else ScanSummary(())
        )
    _report(summary, json)
    if summary.partly:
        raise typer.Exit(PARTLY)


def chosen(setup: Setup, *, due: bool, every: bool, names: Sequence[str]) -> tuple[Site, ...]:
    """Choose the sites of a run: exactly one of due, all and named. Raises UsageError, NotFound."""
    if [due, every, bool(names)].count(True) != 1:
        raise UsageError("scan needs one of: --due, --all, --site NAME")
    if names:
        return tuple(_watched(setup, name) for name in dict.fromkeys(names))
    watched = tuple(site for site in setup.catalogue.sites if not site.retired)
    return watched if every else due_sites(setup.store, watched, now=setup.now())


def _watched(setup: Setup, name: str) -> Site:
    site = setup.catalogue.site(name)
    if site.retired:
        raise UsageError(
            f'site "{name}" is retired and not scanned. Take `retired: true` out of {setup.settings.sites} to watch it again'
        )
    return site


def _announce(sites: Sequence[Site], json: bool) -> None:
    if json:
        print_json([{"site": site.name, "url": site.url} for site in sites])
        return
    table(["site", "url"], [[site.name, site.url] for site in sites])


def _report(summary: ScanSummary, json: bool) -> None:
    for name in summary.leased:
        message(f"{name}: skipped, another run is scanning it")
    for notice in summary.notices:
        message(one_line(notice))
    if json:
        print_json([asdict(row) for row in summary.rows])
    elif summary.rows:
        table(COLUMNS, [[asdict(row)[column] for column in COLUMNS] for row in summary.rows])
