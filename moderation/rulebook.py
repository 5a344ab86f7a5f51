"""The operator's rules made ready for use: terms with their working hours, brands, and whose replies need a second person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moderation.case import Severity
from moderation.deadlines import Terms
from moderation.triage import Assessment, Facts, assess
from moderation.workhours import working_hours

if TYPE_CHECKING:
    from config.policy import Policy, Rule
    from config.settings import Brand, Settings

MOST_FACTS = 10_000  # remembered decisions of triage


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The answer policy of one configuration, ready to be applied."""

    terms: Terms
    triage: tuple[Rule, ...]
    approval: frozenset[Severity]
    withdrawn_after: int
    brands: tuple[Brand, ...]
    timezone: str
    _assessed: dict[Facts, Assessment] = field(default_factory=dict, repr=False, compare=False)

    def assess(self, facts: Facts) -> Assessment:
        """Decide by the rules of triage; the same facts are met again and again, so decisions are remembered."""
        found = self._assessed.get(facts)
        if found is None:
            if len(self._assessed) >= MOST_FACTS:
                self._assessed.clear()  # all at once: it is filled again in a moment, and needs no order of use
            found = self._assessed[facts] = assess(facts, self.triage)
        return found

    def names(self, brand: str) -> tuple[str, ...]:
        """Give every name of a brand: its own first, then the aliases."""
        found = next((known for known in self.brands if known.name == brand), None)
        return (brand,) if found is None else (found.name, *found.aliases)

    def competitor(self, brand: str) -> bool:
        """Say whether a brand is a competitor's; one that the configuration does not know is ours."""
        return any(known.name == brand and known.competitor for known in self.brands)


def rulebook(settings: Settings, policy: Policy) -> Rulebook:
    """Make the rules of a configuration ready. Raises ConfigError for hours that never open."""
    hours = working_hours(policy.hours, settings.timezone)
    targets = {Severity(name): target for name, target in policy.targets.items()}
    return Rulebook(
        Terms(targets, hours, policy.warning),
        tuple(policy.triage),
        frozenset(Severity(name) for name in policy.approval),
        policy.withdrawn_after,
        tuple(settings.brands),
        policy.hours.timezone or settings.timezone,
    )
