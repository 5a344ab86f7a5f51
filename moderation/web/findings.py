"""What the lint found, worded in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation.case import Act
from moderation.desk.linting import lint_case
from moderation.lint.finding import Facts, Finding
from moderation.people import Person, may
from moderation.web.labels import LINT

if TYPE_CHECKING:
    from moderation.context import Context
    from moderation.queue import CaseView
    from moderation.web.speech import Speech


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as the page shows it."""

    rule: str
    number: str
    blocks: bool
    quote: str
    why: str
    better: str


def told(found: Iterable[Finding], say: Speech) -> tuple[Told, ...]:
    """Word findings, what blocks first."""
    worded = [
        Told(one.rule, one.number, one.blocks, one.quote, _said(one.why, one.facts, say), _said(one.fix, one.facts, say))
        for one in found
    ]
    return tuple(sorted(worded, key=lambda one: not one.blocks))


def _said(sentence: str, facts: Facts, say: Speech) -> str:
    named = {key: say.tongue(str(value)) if key in ("found", "wanted") else value for key, value in facts.items()}
    return say.words.pgettext(LINT, sentence) % named


def of_draft(context: Context, person: Person, view: CaseView) -> tuple[Finding, ...]:
    """Check the draft of a case, for who may change it; nothing where there is none."""
    if view.draft is None or not may(person, Act.REPLY):
        return ()
    return lint_case(context.store, person, view.id, book=context.book, now=context.now(), text=view.draft.text)
