"""`otklik report`: the service-quality report of any interval (D5, B7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from config.errors import UsageError
from moderation.cli.common import AsJson, AsPerson, setup_of
from moderation.cli.output import data, message, print_json, table
from moderation.cli.spans import hours
from moderation.interval import choose_interval
from moderation.people import SUPERVISE, may
from moderation.report import BY, Group
from moderation.reporting import report_document, reported

NAMES = ("service", *BY)
HEADS = ("received", "replies", "median", "p90", "late", "closed", "first contact", "made whole", "marks")


def report(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help=f"Which table: {', '.join(NAMES)}.")] = "service",
    week: Annotated[str, typer.Option("--week", metavar="WEEK", help="2026-W47, this or last.")] = "",
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day; else 30 days back.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day; else today.")] = "",
    login: AsPerson = None,
    json: AsJson = False,
) -> None:
    """Report how fast and how well complaints were answered, by severity, site, brand, topic, cause or person."""
    if name not in NAMES:
        raise UsageError(f'report: "{name[:40]}" is no report. There are: {", ".join(NAMES)}')
    setup = setup_of(ctx)
    now, person = setup.now(), setup.person(login)
    interval = choose_interval(week, since, until, setup.settings.timezone, now)
    found = reported(setup.store, person, setup.book, interval, now)
    if json:
        print_json(report_document(found))
        return
    message(f"from {interval.first} to {interval.last}; times are working time")
    kind = "severity" if name == "service" else name
    table([kind, *HEADS], [*map(_cells, found.groups[kind]), _cells(found.total)])
    if name == "service" and found.resolutions:
        data("resolved: " + ", ".join(f"{one} {count}" for one, count in found.resolutions))
    if name == "person" and not may(person, SUPERVISE):
        message("of persons you see your own line; a supervisor sees all")


def _cells(group: Group) -> list[object]:
    counted = group.measures
    return [group.name or "all", counted.received, counted.answered, *_worded(group)]


def _worded(group: Group) -> Iterator[object]:
    counted, marks = group.measures, group.marks
    for span in (counted.median, counted.p90):
        yield "" if span is None else hours(span)
    yield "" if counted.late_share is None else f"{counted.late} ({counted.late_share:.0%})"
    yield counted.closed
    yield "" if counted.first_share is None else f"{counted.first} ({counted.first_share:.0%})"
    yield counted.made_whole
    yield "" if marks is None else f"{marks.speed:.1f} {marks.accuracy:.1f} {marks.completeness:.1f}"
