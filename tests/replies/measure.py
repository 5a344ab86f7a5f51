"""The corpus of replies, and how well the lint finds what was written into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from config.lint import LINT_RULES
from config.yamlfile import load_yaml
from moderation.lint.check import check
from moderation.lint.finding import Situation

LANGUAGES = ("ru", "uk", "lv", "en")
TODAY = date(2026, 11, 23)  # a Monday
BARE = ("order", "what", "when", "whom", "higher")  # a reply that consists of nothing a reply should consist of
EVERY_RULE_BLOCKS = dict.fromkeys(LINT_RULES, "block")


@dataclass(frozen=True)
class Sample:
    """One reply with what it breaks; `late` ones were written when the rules were finished."""

    language: str
    text: str
    breaks: frozenset[str]
    about: Situation
    late: bool

    def found(self) -> frozenset[str]:
        """Give the rules that the lint finds broken."""
        return frozenset(finding.rule for finding in check(self.text, self.about))


def samples(language: str) -> Iterator[Sample]:
    """Read the replies of one language."""
    data: dict[str, Any] = dict(load_yaml(Path(__file__).parent / f"{language}.yaml").data)
    for name, late in (("good", False), ("bad", False), ("late_good", True), ("late_bad", True)):
        for given in data.get(name, ()):
            one = {"text": given} if isinstance(given, str) else given
            named = one.get("breaks", ())
            broken = frozenset(named) - {"bare"} | (set(BARE) if "bare" in named else set())
            about = Situation(
                language,
                limit=one.get("limit"),
                recent=(one["recent"],) if "recent" in one else (),
                contacts=tuple(data["contacts"]),
                budget=data["budget"],
                today=TODAY,
                levels=EVERY_RULE_BLOCKS,
            )
            yield Sample(language, str(one["text"]), broken, about, late)


@dataclass
class Figures:
    """Right, wrong and missed findings by rule, one of a rule for each reply."""

    right: Counter[str]
    wrong: Counter[str]
    missed: Counter[str]

    @property
    def precision(self) -> float:
        """Give the share of findings that are right."""
        right, wrong = self.right.total(), self.wrong.total()
        return right / (right + wrong) if right + wrong else 1.0

    def recall(self, rule: str) -> float:
        """Give the share of what breaks a rule that is found."""
        there = self.right[rule] + self.missed[rule]
        return self.right[rule] / there if there else 1.0


def measured(replies: Iterable[Sample]) -> Figures:
    """Let the lint read replies, every rule blocking."""
    figures = Figures(Counter(), Counter(), Counter())
    for reply in replies:
        found = reply.found()
        figures.right.update(found & reply.breaks)
        figures.wrong.update(found - reply.breaks)
        figures.missed.update(reply.breaks - found)
    return figures
