"""What stands on the page of a case beside its complaint, forms and clocks: one function for each panel.

A panel is a template with its values: inside it they are `it`, and everything of the page is there too. To add one, copy the
nearest, and name it in PANELS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.web import panel_answers, panel_customer, panel_entered, panel_judging, panel_outcome, panel_plan
from moderation.web.panel import Maker, Panel

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.web.speech import Speech

PANELS: tuple[Maker, ...] = (
    panel_plan.plan,
    panel_plan.department,
    panel_entered.entered,
    panel_answers.release,
    panel_outcome.outcome,
    panel_customer.customer,
    panel_answers.texts,
    panel_judging.corrections,
)


def panels(context: Context, person: Person, view: CaseView, say: Speech) -> tuple[Panel, ...]:
    """Make the panels of a case for one person, in their order."""
    made = (maker(context, person, view, say) for maker in PANELS)
    return tuple(panel for panel in made if panel is not None)
