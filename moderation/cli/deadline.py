"""`otklik deadline`: why a case is due when it is, span by span, and what comes next (A3, A8, B6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from moderation.case import Act
from moderation.cli.common import AsJson, setup_of
from moderation.cli.deed import CaseId
from moderation.cli.output import data, message, print_json, table
from moderation.cli.spans import hours, local, until
from moderation.deadlines import CALENDAR, Clock, ClockKind
from moderation.discreet import discreet
from moderation.explaining import explain, explanation_document, market_words
from moderation.plain import one_line
from moderation.queue import case_view
from moderation.stages import following

if TYPE_CHECKING:
    from moderation.explaining import Coming, Explained, Stop
    from moderation.queue import CaseView
    from moderation.reckoning import Day


def deadline(ctx: typer.Context, n: CaseId, json: AsJson = False) -> None:
    """Print each clock of a case: its start, its term, what counted and what did not and why, when it is due, and what comes."""
    setup = setup_of(ctx)
    now = setup.now()
    view = case_view(setup.store, n, setup.book, now)
    found = explain(discreet(view), setup.book)
    if json:
        print_json(explanation_document(found, now))
        return
    if not view.clocks:
        message(f"case {view.id} is {view.status}: no clock was met")
        return
    market = market_words(found.market)
    data(one_line(f"severity {found.severity}, terms {f'of the market {market}' if market else 'for everybody'}"))
    data()
    for one in found.clocks:
        for line in _lines(one, found.timezone, now, about(one.clock, view)):
            data(line)
        table(["day", "counted", "skipped"], [_row(day) for day in one.days])
        kept = "" if one.counted == one.clock.term or one.clock.running else " (met under other terms)"
        data(f"counted {hours(one.counted)} of {hours(one.clock.term)}{_over(one)}{kept}")
        data()


def about(clock: Clock, view: CaseView) -> str:
    """Say which department or stage a clock is of, nothing for the others."""
    if clock.kind is ClockKind.HANDOVER and view.state.department is not None:
        return f" ({view.state.department.name})"
    turn = following(view.state.plan) if clock.kind is ClockKind.STAGE else None
    return "" if turn is None else " " + one_line(f"({turn.number}, {turn.name}, by {turn.owner})", 160)


def _over(one: Explained) -> str:
    return " and the delay" if one.clock.planned is not None else ""


def _lines(one: Explained, zone: str, now: datetime, of: str) -> Iterator[str]:
    clock = one.clock
    kind = "time" if clock.kind in CALENDAR else "working time"
    starts, due = local(clock.starts, zone), local(clock.due, zone)
    yield f"{clock.kind}{of}: {hours(clock.term)} of {kind} from {starts}, due {due} ({zone})"
    if one.promised_by:
        yield f"  promised by {one.promised_by} on {local(clock.starts, zone)}"
    if clock.met is None:
        yield f"  {until(clock.due, now)}"
    else:
        yield f"  met {local(clock.met, zone)}, {'late' if clock.late(now) else 'in time'}"
    yield from (f"  {_stop(stop, zone)}" for stop in one.stops)
    if clock.planned is not None:
        yield f"  was due {local(clock.planned, zone)} before it was delayed"
    for delay in one.delays:
        told = f"delayed to {local(delay.until, zone)} on {local(delay.at, zone)}, by {delay.by}: {delay.why}"
        yield f"  {one_line(told)}"
    yield from (f"  {_coming(step, zone)}" for step in one.coming)


def _stop(stop: Stop, zone: str) -> str:
    limit = f" (ended early, its limit was {local(stop.limit, zone)})" if stop.early else ""
    return one_line(f"waiting from {local(stop.starts, zone)} to {local(stop.ends, zone)}{limit}, by {stop.by}: {stop.why}")


def _coming(step: Coming, zone: str) -> str:
    if step.act is Act.WARN:
        return f"warns {local(step.at, zone)}"
    return f"level {step.level} at {local(step.at, zone)}: {', '.join(step.owners)}"


def _row(day: Day) -> list[object]:
    skipped = ", ".join(f"{hours(length)} {one_line(why)}" for why, length in day.skipped)
    return [f"{day.date:%a %Y-%m-%d}", hours(day.counted) if day.counted else "-", skipped]
