"""`otklik deadline`: why a case is due when it is, span by span (A3, B6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from moderation.cli.common import AsJson, setup_of
from moderation.cli.deed import CaseId
from moderation.cli.output import data, message, print_json, table
from moderation.cli.spans import hours, local, until
from moderation.deadlines import CALENDAR, Clock, ClockKind
from moderation.plain import one_line
from moderation.queue import case_view
from moderation.reckoning import Day, by_day, reckon, total
from moderation.stages import following

if TYPE_CHECKING:
    from moderation.case import Pause
    from moderation.deadlines import Terms
    from moderation.queue import CaseView


def deadline(ctx: typer.Context, n: CaseId, json: AsJson = False) -> None:
    """Print each clock of a case: its start, its term, what counted and what did not and why, and when it is due."""
    setup = setup_of(ctx)
    now = setup.now()
    view = case_view(setup.store, n, setup.book, now)
    terms = view.terms
    if json:
        print_json(
            {"case": view.id, "timezone": terms.hours.timezone, "clocks": [_document(clock, terms, now) for clock in view.clocks]}
        )
        return
    if not view.clocks:
        message(f"case {view.id} is {view.status}: no clock was met")
    for clock in view.clocks:
        for line in _lines(clock, terms, now, about(clock, view)):
            data(line)
        days = by_day(reckon(clock, terms.hours), terms.hours.timezone)
        table(["day", "counted", "skipped"], [_row(day) for day in days])
        data(f"counted {hours(total(reckon(clock, terms.hours)))} of {hours(clock.term)}")
        data()


def about(clock: Clock, view: CaseView) -> str:
    """Say which department or stage a clock is of, nothing for the others."""
    if clock.kind is ClockKind.HANDOVER and view.state.department is not None:
        return f" ({view.state.department.name})"
    turn = following(view.state.plan) if clock.kind is ClockKind.STAGE else None
    return "" if turn is None else " " + one_line(f"({turn.number}, {turn.name}, by {turn.owner})", 160)


def _lines(clock: Clock, terms: Terms, now: datetime, of: str) -> Iterator[str]:
    kind = "time" if clock.kind in CALENDAR else "working time"
    zone = terms.hours.timezone
    starts, due = local(clock.starts, zone), local(clock.due, zone)
    yield f"{clock.kind}{of}: {hours(clock.term)} of {kind} from {starts}, due {due} ({zone})"
    if clock.met is None:
        yield f"  {until(clock.due, now)}"
    else:
        yield f"  met {local(clock.met, zone)}, {'late' if clock.late(now) else 'in time'}"
    yield from (f"  {_pause(pause, zone)}" for pause in clock.pauses)


def _pause(pause: Pause, zone: str) -> str:
    return one_line(f"waiting from {local(pause.starts, zone)} to {local(pause.ends, zone)}, by {pause.by}: {pause.why}")


def _row(day: Day) -> list[object]:
    skipped = ", ".join(f"{hours(length)} {one_line(why)}" for why, length in day.skipped)
    return [f"{day.date:%a %Y-%m-%d}", hours(day.counted) if day.counted else "-", skipped]


def _document(clock: Clock, terms: Terms, now: datetime) -> dict[str, Any]:
    spans = reckon(clock, terms.hours)
    return {
        "clock": clock.kind,
        "starts": clock.starts,
        "term": clock.term,
        "due": clock.due,
        "warns": clock.warns,
        "met": clock.met,
        "late": clock.late(now),
        "counted": total(spans),
        "pauses": [{"starts": pause.starts, "ends": pause.ends, "why": pause.why, "by": pause.by} for pause in clock.pauses],
        "spans": [
            {
                "starts": span.starts,
                "ends": span.ends,
                "counted": span.counted,
                "seconds": span.length,
                "why": span.why,
            }
            for span in spans
        ],
    }
