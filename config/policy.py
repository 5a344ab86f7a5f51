"""The answer policy: what becomes a case and how serious it is, when clocks run, and how long an answer may take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from config.causes import Causes, Quality
from config.concessions import Budgets, Concessions
from config.contacts import Contacts, distinct
from config.hours import Hours
from config.ladder import Ladder, Legal, Names, Whose
from config.lint import Lint
from config.notices import Notices
from config.phrases import Phrases
from config.stages import Departments, Plans, check_departments
from config.values import Duration, Language, Misplaced, Strict, WorkingTime, listed, quoted
from config.yamlfile import Loaded, load_yaml, validate

if TYPE_CHECKING:
    from config.settings import Settings

Severity = Literal["critical", "high", "normal", "low"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "normal", "low")
Sentiment = Literal["negative", "neutral", "positive"]
Risk = Literal["legal_threat", "safety", "publicity_threat", "churn"]

Share = Annotated[float, Field(ge=0, le=1)]
Topic = Annotated[str, Field(min_length=1)]
Kind = Literal["review", "post"]


class Target(Strict):
    """The terms of one severity: acknowledgement and reply in working time, an unconfirmed reply reopens after calendar days."""

    acknowledge: WorkingTime
    reply: WorkingTime
    unconfirmed: Duration

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.acknowledge > self.reply:
            raise ValueError("the acknowledgement may not take longer than the reply. Lower `acknowledge` or raise `reply`")
        return self


class When(Strict):
    """What a rule looks at; every field that is given must hold, of several values one.

    `company`: the author is the company itself. `about_brand`: the mention names the brand, or stands where all is about it.
    `competitor`: the brand is a competitor. `tagged`: the mention has tags. Ratings are shares: 0 the worst, 1 the best.
    `contradicted`: rating and text disagree. `words`: any of these occurs in the text (config/phrases.py). `repeated`: so many
    earlier complaints of the author stand on the same site, within the policy's `repeated_within` (E5).
    """

    complaint: bool | None = None
    sentiment: Annotated[tuple[Sentiment, ...], BeforeValidator(listed)] = ()
    topics: Annotated[tuple[Topic, ...], BeforeValidator(listed)] = ()
    risks: Annotated[tuple[Risk, ...], BeforeValidator(listed)] = ()
    rating_at_most: Share | None = None
    rating_at_least: Share | None = None
    competitor: bool | None = None
    company: bool | None = None
    about_brand: bool | None = None
    tagged: bool | None = None
    languages: Annotated[tuple[Language, ...], BeforeValidator(listed)] = ()
    contradicted: bool | None = None
    words: Phrases = ()
    repeated: int | None = Field(default=None, ge=1, le=1000)
    sites: Names = ()
    brands: Names = ()
    kind: Annotated[tuple[Kind, ...], BeforeValidator(listed)] = ()


class Rule(Strict):
    """One rule of triage: it opens a case of a `severity`, or dismisses with a reason."""

    name: str = Field(min_length=1)
    when: Annotated[When, BeforeValidator(lambda given: {} if given is None else given)] = When()
    severity: Severity | None = None
    dismiss: str = ""

    @model_validator(mode="after")
    def _one_outcome(self) -> Self:
        if bool(self.severity) == bool(self.dismiss.strip()):
            raise ValueError(f"rule {quoted(self.name)} needs one of: severity (opens a case), dismiss (a reason)")
        return self


def complete(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Check that every mention meets a rule and every rule can be met; raises ValueError."""
    names: set[str] = set()
    for number, rule in enumerate(rules):
        if rule.name in names:
            raise Misplaced(f"two rules are named {quoted(rule.name)}. Give each a name of its own", number, "name")
        names.add(rule.name)
        if rule.when == When() and number + 1 < len(rules):
            raise Misplaced(f"nothing after the rule {quoted(rule.name)} is reached, for it has no `when`. Put it last", number)
    if not rules or rules[-1].when != When():
        raise ValueError("some mentions meet no rule. End with a rule that has no `when`")
    return rules


def all_severities(targets: Mapping[Severity, Target]) -> Mapping[Severity, Target]:
    """Check that every severity has its terms; raises ValueError."""
    for severity in SEVERITIES:
        if severity not in targets:
            raise ValueError(f"{severity} is missing. Write acknowledge, reply and unconfirmed for it")
    return targets


class Market(Strict):
    """Other terms and hours for some cases: of a brand, a site, a language. What is left out is as for everybody."""

    when: Whose
    targets: Mapping[Severity, Mapping[str, Any]] = {}
    hours: Mapping[str, Any] = {}

    @model_validator(mode="after")
    def _for_some(self) -> Self:
        if self.when == Whose():
            raise Misplaced(
                "says not for which cases. Write brands, sites or languages; terms for all are under `targets`", "when"
            )
        if self.when.topics or self.when.risks:
            raise Misplaced("terms follow from brand, site and language; the severity says the rest. Take it out", "when")
        return self


class Policy(Strict):
    """The answer policy.

    `markets` overlay targets and hours for some cases, the first that fits. `approval`: severities whose replies need a second
    person. `warning`: the share of a term after which it is shown as near. `withdrawn_after`: finished scans without a mention
    that make it withdrawn. `contacts`: whom customers reach (A6, A7). `contacts_forgotten_after`: how long after the end of a
    case that was entered by hand it is kept how its customer is reached. `ladder` and `legal`: who is called when (A8, A9).
    `departments` and `plans`: whom a case is handed to (E2), and in which stages it is worked (D3, A12).
    `repeated_within`: how far back complaints of one author count; `shared_names`: under which many write, so that none counts.
    `notices`: when the staff is told by mail.
    `causes`: why customers complain (A14). `quality`: how much work is looked at (B11).
    `concessions` and `budgets`: how far to meet a customer (A13, B12). `lint`:
    what a reply is checked for (D6).
    """

    targets: Annotated[Mapping[Severity, Target], AfterValidator(all_severities)]
    hours: Hours
    triage: Annotated[tuple[Rule, ...], AfterValidator(complete)]
    approval: Annotated[tuple[Severity, ...], BeforeValidator(listed)] = ("critical", "high")
    warning: float = Field(default=0.75, gt=0, lt=1)
    withdrawn_after: int = Field(default=2, ge=1, le=100)
    repeated_within: Duration = timedelta(days=180)
    shared_names: Names = ()
    contacts: Annotated[Contacts, AfterValidator(distinct)] = ()
    contacts_forgotten_after: Duration = timedelta(days=90)
    markets: tuple[Market, ...] = ()
    ladder: Ladder
    legal: Legal = Legal()
    departments: Departments = ()
    plans: Plans = ()

    @model_validator(mode="after")
    def _departments_are_known(self) -> Self:
        check_departments(self.plans, self.departments)
        return self

    notices: Notices = Notices()
    causes: Causes = Field(default_factory=dict)
    quality: Quality = Quality()
    concessions: Concessions = Concessions()
    budgets: Budgets = Field(default_factory=dict)
    lint: Lint = Lint()

    @model_validator(mode="after")
    def _markets_hold(self) -> Self:
        for number, market in enumerate(self.markets):
            try:
                self.terms_of(market)
            except ValidationError as error:
                first = error.errors()[0]
                raise Misplaced(first["msg"].removeprefix("Value error, "), "markets", number, *first["loc"]) from error
        return self

    def terms_of(self, market: Market | None) -> tuple[Mapping[Severity, Target], Hours]:
        """Give the targets and hours of a market, those for everybody where it is None; raises ValidationError."""
        if market is None:
            return self.targets, self.hours
        targets = {
            severity: Target.model_validate({**target.model_dump(), **market.targets.get(severity, {})})
            for severity, target in self.targets.items()
        }
        return targets, Hours.model_validate({**self.hours.model_dump(), **market.hours})


# Sections of the policy of which the operator may write single keys; what is not written stays as it is bundled.
MERGED = ("hours", "ladder", "legal", "notices", "causes", "quality", "concessions", "budgets", "lint")


def load_policy(settings: Settings) -> Policy:
    """Read the bundled policy overlaid by the operator's; ConfigError names file and line.

    A key of the operator's file takes the place of the bundled one; `targets` and the sections of MERGED are overlaid key by
    key. Hours without a time zone are those of the settings.
    """
    if settings.policy is None:
        policy = bundled_policy()
    else:
        own = load_yaml(settings.policy)
        data = overlaid(_bundled(), own.data)
        # The lines are those of the operator's file, so an error never points into the bundled one, which cannot be corrected.
        policy = validate(Policy, Loaded(own.path, data, own.lines))
    if policy.hours.timezone is not None:
        return policy
    return policy.model_copy(update={"hours": policy.hours.model_copy(update={"timezone": settings.timezone})})


def overlaid(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Lay the operator's keys over the bundled ones; a key without a value is as if not written."""
    given = {key: value for key, value in own.items() if value is not None}
    merged = {**base, **given}
    # Rules are one list in one order, so `triage` is replaced whole; a target or the hours may be changed by a single key.
    if isinstance(given.get("targets"), dict):
        merged["targets"] = dict(base["targets"])
        for severity, target in given["targets"].items():
            both = isinstance(target, dict) and severity in base["targets"]
            merged["targets"][severity] = {**base["targets"][severity], **target} if both else target
    for section in MERGED:
        if isinstance(given.get(section), dict):
            merged[section] = {**base.get(section, {}), **given[section]}
    return merged


@cache
def bundled_policy() -> Policy:
    """Read the policy that comes with otklik."""
    return Policy.model_validate(_bundled())


def _bundled() -> Mapping[str, Any]:
    with resources.as_file(resources.files("config") / "defaults" / "policy.yaml") as path:
        return load_yaml(path).data
