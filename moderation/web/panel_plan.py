"""Panels of a case: its plan of stages, and the department that has it with its inner clock (D3, A11, E2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.case import Act
from moderation.deadlines import ClockKind
from moderation.people import may
from moderation.stages import whereabouts
from moderation.web.panel import Panel
from moderation.web.persons import names_of
from moderation.web.planning import choices, stage_lines, titles

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.web.speech import Speech


def plan(context: Context, person: Person, view: CaseView, say: Speech) -> Panel | None:
    """Show the stages of a case that has a plan, with the forms for those that are still to be done."""
    if not view.state.plan:
        return None
    lines = stage_lines(view, {**names_of(context), **titles(context.book, say)}, say)
    values = {
        "lines": lines,
        "item": whereabouts(view.state.plan),
        "late": any(line.state == "late" for line in lines),
        "may": may(person, Act.STAGE) and view.status.open,
        "owners": choices(context, view, say).owners,
    }
    return Panel("panel_plan.html", "main", values)


def department(context: Context, _person: Person, view: CaseView, say: Speech) -> Panel | None:
    """Show which department has the case, until when, whom to ask there, and the note that it was given."""
    out = view.state.department
    if out is None:
        return None
    known = next((one for one in context.book.policy.departments if one.name == out.name), None)
    handed = next(event for event in reversed(view.events) if event.act is Act.HANDOVER)
    note = next((reply.text for reply in view.replies if reply.number == handed.data.get("reply")), "")
    clock = next((one for one in view.clocks if one.kind is ClockKind.HANDOVER), None)
    values = {
        "out": out,
        "title": out.name if known is None else known.label(say.language),
        "who": "" if known is None else known.who,
        "email": "" if known is None else known.email,
        "note": note,
        "state": "late" if out.due < say.now else "soon" if clock is not None and clock.soon(say.now) else "running",
    }
    return Panel("panel_department.html", values=values)
