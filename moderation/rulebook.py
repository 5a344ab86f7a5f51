"""The operator's rules made ready for use: terms with their working hours, brands, and whose replies need a second person."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from config.templates import Library
from moderation.case import Severity
from moderation.deadlines import Terms
from moderation.hooks import Hook, hooks_of
from moderation.phrases import Phrases, phrases
from moderation.triage import Assessment, Facts, assess
from moderation.workhours import working_hours

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config.catalogue import Catalogue
    from config.ladder import Climb, Legal, Rung, Whose
    from config.policy import Market, Policy, Rule
    from config.settings import Brand, Settings


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a case decides which rules are its own."""

    brand: str
    site: str
    language: str | None = None
    topics: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()

    def fits(self, whose: Whose) -> bool:
        """Say whether a rule is for this case."""
        return (
            (not whose.brands or self.brand in whose.brands)
            and (not whose.sites or self.site in whose.sites)
            and (not whose.languages or self.language in whose.languages)
            and (not whose.topics or bool(set(whose.topics).intersection(self.topics)))
            and (not whose.risks or bool(set(whose.risks).intersection(self.risks)))
        )


@dataclass(frozen=True)
class Limits:
    """The longest reply of each site, read when it is first asked for: a light command does not pay for the catalogue."""

    settings: Settings

    @cached_property
    def _catalogue(self) -> Catalogue:
        from config.catalogue import load_catalogue

        return load_catalogue(self.settings)

    def of(self, site: str) -> int | None:
        """Give the longest reply that a site takes, in characters; None where that is not known. Raises ConfigError."""
        return self._catalogue.reply_limit(site)


MOST_FACTS = 10_000  # remembered decisions of triage


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The answer policy of one configuration, ready to be applied.

    `phrases` are all that some rule of triage looks for; `repeats` says whether one asks for earlier complaints of an author.
    """

    terms: Terms
    triage: tuple[Rule, ...]
    approval: frozenset[Severity]
    withdrawn_after: int
    brands: tuple[Brand, ...]
    timezone: str
    markets: tuple[tuple[Whose, Terms], ...]
    climbs: Mapping[Severity, Climb]
    rungs: tuple[Rung, ...]
    legal: Legal
    policy: Policy
    library: Library
    phrases: Phrases
    repeats: bool
    shared_names: frozenset[str]
    limits: Limits
    hooks: tuple[Hook, ...] = ()
    _assessed: dict[Facts, Assessment] = field(default_factory=dict, repr=False, compare=False)

    def assess(self, facts: Facts) -> Assessment:
        """Decide by the rules of triage; the same facts are met again and again, so decisions are remembered."""
        found = self._assessed.get(facts)
        if found is None:
            if len(self._assessed) >= MOST_FACTS:
                self._assessed.clear()  # all at once: it is filled again in a moment, and needs no order of use
            found = self._assessed[facts] = assess(facts, self.triage)
        return found

    def terms_of(self, scope: Scope) -> Terms:
        """Give the terms of a case: those of the first market that it belongs to, else those for everybody."""
        return next((terms for whose, terms in self.markets if scope.fits(whose)), self.terms)

    def market_of(self, scope: Scope) -> Whose | None:
        """Say for whom the terms of a case are; None for those of everybody."""
        return next((whose for whose, _ in self.markets if scope.fits(whose)), None)

    def citing_law(self, scope: Scope) -> bool:
        """Say whether a case is one for a lawyer (A9)."""
        return bool(set(scope.risks).intersection(self.legal.risks))

    def needs_approval(self, severity: Severity, scope: Scope) -> bool:
        """Say whether a reply needs a second person."""
        return severity in self.approval or self.citing_law(scope)

    def owners_of(self, scope: Scope, level: int) -> tuple[str, ...]:
        """Name who owns a level of the ladder for a case: logins, or `role:…`."""
        rung = next(rung for rung in self.rungs if scope.fits(rung.when))
        owners: tuple[str, ...] = getattr(rung, f"L{level}")
        return owners

    def names(self, brand: str) -> tuple[str, ...]:
        """Give every name of a brand: its own first, then the aliases."""
        found = next((known for known in self.brands if known.name == brand), None)
        return (brand,) if found is None else (found.name, *found.aliases)

    def competitor(self, brand: str) -> bool:
        """Say whether a brand is a competitor's; one that the configuration does not know is ours."""
        return any(known.name == brand and known.competitor for known in self.brands)


def rulebook(settings: Settings, policy: Policy) -> Rulebook:
    """Make the rules of a configuration ready. Raises ConfigError for hours that never open."""
    return Rulebook(
        _terms(policy, None, settings.timezone),
        tuple(policy.triage),
        frozenset(Severity(name) for name in policy.approval),
        policy.withdrawn_after,
        tuple(settings.brands),
        policy.hours.timezone or settings.timezone,
        markets=tuple((market.when, _terms(policy, market, settings.timezone)) for market in policy.markets),
        climbs={Severity(name): climb for name, climb in policy.ladder.climbs.items()},
        rungs=policy.ladder.owners,
        legal=policy.legal,
        policy=policy,
        library=Library(settings.templates),
        hooks=hooks_of(settings),
        phrases=phrases(word for rule in policy.triage for word in rule.when.words),
        repeats=any(rule.when.repeated for rule in policy.triage),
        shared_names=frozenset(name.strip().casefold() for name in policy.shared_names),
        limits=Limits(settings),
    )


def with_policy(book: Rulebook, policy: Policy, timezone: str) -> Rulebook:
    """Give the rules with the terms, hours and markets of another policy."""
    markets = tuple((market.when, _terms(policy, market, timezone)) for market in policy.markets)
    return replace(book, terms=_terms(policy, None, timezone), markets=markets, policy=policy)


def _terms(policy: Policy, market: Market | None, timezone: str) -> Terms:
    targets, hours = policy.terms_of(market)
    named = {Severity(name): target for name, target in targets.items()}
    return Terms(named, working_hours(hours, timezone), policy.warning)
