"""The outcome on the page of a case: what is known of it, and what its form offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation.outcome import Reaction, Resolution, likely, missing, outcome_of
from moderation.web.panel import Panel

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.web.speech import Speech


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers, each as name and label: the causes that fit the topics apart."""

    resolutions: tuple[tuple[str, str], ...]
    likely: tuple[tuple[str, str], ...]
    causes: tuple[tuple[str, str], ...]
    reactions: tuple[tuple[str, str], ...]


def outcomes_of(context: Context, view: CaseView, say: Speech) -> Choices:
    """Gather what the form of the outcome offers; a cause that is off the list by now is offered where it was given."""
    causes = context.book.policy.causes
    fitting = likely(causes, view.scope.topics)
    others = [name for name in (*causes, *filter(None, (view.state.cause,))) if name not in fitting]
    return Choices(
        tuple((name.value, say.label("resolution", name)) for name in Resolution),
        tuple((name, cause_label(context, name, say)) for name in fitting),
        tuple((name, cause_label(context, name, say)) for name in dict.fromkeys(others)),
        tuple((name.value, say.label("reaction", name)) for name in Reaction),
    )


def cause_label(context: Context, name: str, say: Speech) -> str:
    """Word a cause in the page's language; one that is off the list is shown by its name."""
    known = context.book.policy.causes.get(name)
    return name if known is None else known.worded(say.language)


def outcome(context: Context, _person: Person, view: CaseView, say: Speech) -> Panel | None:
    """Show how the case ended, or that nobody has said so although it was answered."""
    found, lacks = outcome_of(view.events, view.state), missing(view.state)
    if not lacks and not any((found.resolution, found.cause, found.reaction, found.conceded, found.cost)):
        return None
    cause = None if found.cause is None else cause_label(context, found.cause, say)
    named = [cause_label(context, name, say) for name in likely(context.book.policy.causes, view.scope.topics)]
    proposed = named[:2] if found.cause is None else []
    currency = context.book.policy.concessions.currency
    values = {"found": found, "missing": lacks, "cause": cause, "likely": proposed, "currency": currency}
    return Panel("panel_outcome.html", values=values)
