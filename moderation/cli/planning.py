"""`otklik stage`: the plan of stages of a case, and the prepared plans that fit it (D3, A11, A12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from config.errors import UsageError
from moderation.cli.common import AsJson, AsPerson, Setup, setup_of
from moderation.cli.deed import CaseId, Due, Version, deed, moment_of
from moderation.cli.output import data, message, print_json, table
from moderation.cli.spans import local, until
from moderation.desk import planning
from moderation.documents import case_document
from moderation.masking import mask
from moderation.plans import offered, plan_document
from moderation.queue import case_view
from moderation.stages import StageOp, following, whereabouts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from moderation.queue import CaseView
    from moderation.stages import Stage

HEADS = ("", "stage", "owner", "due", "state", "where the item is", "result")


def stage(
    ctx: typer.Context,
    n: CaseId,
    plan: Annotated[str, typer.Option("--plan", metavar="NAME", help="Take this prepared plan.")] = "",
    add: Annotated[str, typer.Option("--add", metavar="NAME", help="Add a stage (--owner, --due).")] = "",
    done: Annotated[int | None, typer.Option("--done", metavar="K", help="Stage K is done; --why is its result.")] = None,
    skip: Annotated[int | None, typer.Option("--skip", metavar="K", help="Stage K falls away (--why).")] = None,
    move: Annotated[int | None, typer.Option("--move", metavar="K", help="Stage K gets a new --due or --owner (--why).")] = None,
    where: Annotated[str, typer.Option("--where", help="Where the item is; alone: since the stage whose turn it is.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="A login, department:NAME or role:ROLE.")] = "",
    due: Due = "",
    why: Annotated[str, typer.Option("--why", help="The result, or the reason.")] = "",
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Work on the plan of stages of a case; without an option show it, and the prepared plans that there are."""
    setup = setup_of(ctx)
    asked: dict[StageOp, str | int | None] = {
        StageOp.PLAN: plan, StageOp.ADD: add, StageOp.DONE: done, StageOp.SKIP: skip, StageOp.MOVE: move,
    }  # fmt: skip
    chosen = [op for op, value in asked.items() if value not in ("", None)]
    if len(chosen) > 1:
        raise UsageError(f"stage: one thing at a time, not {' and '.join(f'--{op}' for op in chosen)}")
    if not chosen and not where:
        if owner or due or why:
            raise UsageError("stage: say what is to be done: --plan, --add, --done, --skip, --move or --where")
        _show(setup, case_view(setup.store, n, setup.book, setup.now()), json)
        return
    op = chosen[0] if chosen else StageOp.PLACE
    details: dict[str, object] = {
        "op": str(op),
        "plan": plan,
        "name": add,
        "stage": next((number for number in (done, skip, move) if number is not None), None),
        "owner": owner,
        "due": moment_of(due, setup.settings.timezone, "--due") if due else None,
        "where": where,
        "why": why,
    }
    deed(ctx, planning.stage, n, login, version, json, lint=False, **details)
    if op is StageOp.MOVE and due:
        message(f"the customer is told of a delay: otklik delay {n} --until DATE")


def _show(setup: Setup, view: CaseView, json: bool) -> None:
    now, zone = setup.now(), setup.book.timezone
    plans = [plan_document(plan, view.scope, now, view.terms.hours) for plan in offered(setup.book.policy.plans, view.scope)]
    if json:
        print_json({"case": view.id, "stages": case_document(view)["stages"], "plans": plans})
        return
    if view.state.plan:
        for line in plan_lines(view):
            data(line)
        table(HEADS, [_row(one, now, zone) for one in view.state.plan])
        data()
    else:
        message(f"case {view.id} has no plan. Take one: otklik stage {view.id} --plan NAME")
    table(["plan", "for this case", "stages", "title"], [_offer(plan) for plan in plans])


def plan_lines(view: CaseView) -> Iterator[str]:
    """Say in a line whose turn it is in the plan of a case, and where the item is; nothing where there is no plan."""
    if not view.state.plan:
        return
    turn, place = following(view.state.plan), whereabouts(view.state.plan)
    left = sum(one.planned for one in view.state.plan)
    told = "every stage is done or skipped" if turn is None else f"next is stage {turn.number}, {turn.name}, by {turn.owner}"
    yield f"plan: {told} ({left} of {len(view.state.plan)} left)" + (f"; the item is: {mask(place)}" if place else "")


def _row(one: Stage, now: datetime, zone: str) -> list[object]:
    state = until(one.due, now) if one.planned else one.state
    return [one.number, one.name, one.owner, local(one.due, zone), state, mask(one.where), mask(one.result)]


def _offer(plan: Mapping[str, Any]) -> list[object]:
    title = plan["title"].get("en") or next(iter(plan["title"].values()), "")
    return [plan["name"], "yes" if plan["fits"] else "", ", ".join(stage["name"] for stage in plan["stages"]), title]
