"""The initial assessment of a mention (ISO 10002): the first rule of the policy that holds opens a case or dismisses.

Nothing is lost (E1): a mention that no rule decides becomes a case of normal severity, and a rule that dismisses by what the
classifier thinks does not hold while the classifier is in doubt and the evidence is negative.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation.case import Severity

if TYPE_CHECKING:
    from classifier.labels import Tags
    from config.policy import Rule, When
    from crawler.items import Mention

NO_RULE = "none"
UNSURE = "unsure"
CONTRADICTED = "contradicted"
MOST_NAMED = 4  # of a rule's words that an explanation names
LOW_RATING, HIGH_RATING = 0.4, 0.8  # shares of the best: two and four stars of five


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules may look at; `rating` is a share of the best, 0 to 1.

    `sentiment` and `complaint` carry the best label even where `abstained` names the head; both are None without tags.
    `words` are those phrases of the policy that occur in the text, never the text itself: decisions are remembered by facts.
    `repeated` counts earlier complaints of the author on the same site (E5), 0 where no rule asks for them.
    """

    sentiment: str | None = None
    complaint: bool | None = None
    topics: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    abstained: tuple[str, ...] = ()
    rating: float | None = None
    competitor: bool = False
    company: bool = False
    about_brand: bool = True
    language: str | None = None
    tagged: bool = True
    contradicted: bool = False
    site: str = ""
    brand: str = ""
    kind: str = ""
    words: tuple[str, ...] = ()
    repeated: int = 0

    @property
    def negative(self) -> bool:
        """Say whether anything speaks of dissatisfaction: the sentiment, a risk or a low rating."""
        return self.sentiment == "negative" or bool(self.risks) or (self.rating is not None and self.rating <= LOW_RATING)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Give "unsure" when the complaint head abstained, and "contradicted" when the rating says the opposite of the text."""
        unsure = "complaint" in self.abstained
        return (*((UNSURE,) if unsure else ()), *((CONTRADICTED,) if self.contradicted else ()))


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was decided: a case of `severity`, or a dismissal where that is None. `because` names what the rule found."""

    rule: str
    severity: Severity | None
    reason: str
    because: tuple[str, ...]

    @property
    def dismissed(self) -> bool:
        """Say whether no case is opened."""
        return self.severity is None


@dataclass(frozen=True, slots=True)
class Check:
    """One condition that a rule asks for, and what was found."""

    name: str
    wanted: str
    found: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One rule on the way to the decision; `failed` says which condition did not hold."""

    rule: str
    held: bool
    failed: str
    because: tuple[str, ...]


def facts_of(
    mention: Mention,
    tags: Tags | None,
    *,
    competitor: bool,
    company: bool,
    about_brand: bool,
    brand: str = "",
    words: tuple[str, ...] = (),
    repeated: int = 0,
) -> Facts:
    """Gather the facts of a mention: `company`, written by the company itself; `about_brand`, about the brand at all."""
    rating = mention.rating.share if mention.rating else None
    sentiment = tags.sentiment.label if tags else None
    return Facts(
        sentiment=sentiment,
        complaint=tags.is_complaint if tags else None,
        topics=tuple(label.label for label in tags.topics) if tags else (),
        risks=tuple(label.label for label in tags.risks) if tags else (),
        abstained=tags.abstained if tags else (),
        rating=rating,
        competitor=competitor,
        company=company,
        about_brand=about_brand,
        language=(tags.language if tags else None) or mention.language,
        tagged=tags is not None,
        contradicted=_contradicted(sentiment, rating),
        site=mention.site,
        brand=brand,
        kind=mention.kind,
        words=words,
        repeated=repeated,
    )


def assess(facts: Facts, rules: Sequence[Rule]) -> Assessment:
    """Decide by the first rule that holds; without one, a case of normal severity is opened under the rule "none"."""
    for rule in rules:
        if _fails(facts, rule.when):
            continue
        step = _step(facts, rule)
        if step.held:
            severity = Severity(rule.severity) if rule.severity else None
            return Assessment(rule.name, severity, "" if severity else rule.dismiss or rule.name, step.because)
    return Assessment(NO_RULE, Severity.NORMAL, "no rule applied", facts.doubts)


def explain(facts: Facts, rules: Sequence[Rule]) -> tuple[Step, ...]:
    """Give every rule up to the one that decides, with the first condition that failed; the last step has always held."""
    steps: list[Step] = []
    for rule in rules:
        steps.append(_step(facts, rule))
        if steps[-1].held:
            return tuple(steps)
    return (*steps, Step(NO_RULE, True, "", facts.doubts))


def _contradicted(sentiment: str | None, rating: float | None) -> bool:
    if rating is None:
        return False
    return (sentiment == "positive" and rating <= LOW_RATING) or (sentiment == "negative" and rating >= HIGH_RATING)


def _step(facts: Facts, rule: Rule) -> Step:
    because: list[str] = []
    for check in _checks(rule.when, facts):
        if not check.holds:
            return Step(rule.name, False, f"{check.name}: wanted {check.wanted}, found {check.found}", ())
        because.append(f"{check.name}: {check.found}")
    # Nobody would ever see what a model dismissed in doubt; a case too many is closed in a minute (E1).
    if not rule.severity and _opinion(rule.when) and facts.doubts and facts.negative:
        return Step(rule.name, False, f"{', '.join(facts.doubts)}: not dismissed while the evidence is negative", ())
    return Step(rule.name, True, "", tuple(dict.fromkeys((*because, *facts.doubts))))


def _fails(facts: Facts, when: When) -> bool:
    """Say, without wording it, that a rule cannot hold: most rules fail for most mentions by one of these."""
    for wanted, found in (
        (when.company, facts.company),
        (when.competitor, facts.competitor),
        (when.about_brand, facts.about_brand),
    ):
        if wanted is not None and wanted is not found:
            return True
    if (when.tagged is not None and when.tagged is not facts.tagged) or (
        when.complaint is not None and when.complaint is not facts.complaint
    ):
        return True
    if when.sentiment and facts.sentiment not in when.sentiment:
        return True
    if (when.words and not facts.words) or (when.repeated and facts.repeated < when.repeated):
        return True
    return bool(when.risks and not set(when.risks).intersection(facts.risks))


def _opinion(when: When) -> bool:
    """Say whether a rule rests on what the classifier thinks, be it by elimination, and on no fact about who wrote of whom."""
    if when.company or when.competitor or when.about_brand is False or when.languages:
        return False
    thought = (when.complaint, when.contradicted, when.rating_at_most, when.rating_at_least, when.tagged)
    if when.sentiment or when.topics or when.risks or any(one is not None for one in thought):
        return True
    return not (when.words or when.repeated or when.sites or when.brands or when.kind)


def _checks(when: When, facts: Facts) -> Iterator[Check]:
    """Give the conditions that a rule asks for, in the order of the policy's documentation."""
    yield from _flag("competitor", when.competitor, facts.competitor)
    yield from _flag("company", when.company, facts.company)
    yield from _flag("about_brand", when.about_brand, facts.about_brand)
    yield from _flag("tagged", when.tagged, facts.tagged)
    yield from _flag("complaint", when.complaint, facts.complaint)
    yield from _any("sentiment", when.sentiment, (facts.sentiment,))
    yield from _any("risks", when.risks, facts.risks)
    yield from _any("topics", when.topics, facts.topics)
    yield from _any("languages", when.languages, (facts.language,))
    rating = facts.rating
    if when.rating_at_most is not None:
        most = when.rating_at_most
        yield Check("rating", f"at most {_share(most)}", _share(rating), rating is not None and rating <= most)
    if when.rating_at_least is not None:
        least = when.rating_at_least
        yield Check("rating", f"at least {_share(least)}", _share(rating), rating is not None and rating >= least)
    yield from _flag("contradicted", when.contradicted, facts.contradicted)
    if when.words:
        common = ", ".join(word for word in facts.words if word in when.words)
        yield Check("words", _some(when.words), common or "none of them", bool(common))
    if when.repeated is not None:
        before = facts.repeated
        yield Check("repeated", f"{when.repeated} earlier or more", f"{before} earlier", before >= when.repeated)
    yield from _any("sites", when.sites, (facts.site,))
    yield from _any("brands", when.brands, (facts.brand,))
    yield from _any("kind", when.kind, (facts.kind,))


def _flag(name: str, wanted: bool | None, found: bool | None) -> Iterator[Check]:
    if wanted is not None:
        yield Check(name, _yes(wanted), _yes(found), found is wanted)


def _any(name: str, wanted: Sequence[str], found: Sequence[str | None]) -> Iterator[Check]:
    if wanted:
        known = [label for label in found if label]
        common = [label for label in known if label in wanted]
        yield Check(name, " or ".join(wanted), ", ".join(common or known) or "nothing", bool(common))


def _some(wanted: Sequence[str]) -> str:
    """Name the first few of many words."""
    more = len(wanted) - MOST_NAMED
    return " or ".join(wanted[:MOST_NAMED]) + (f" or {more} more" if more > 0 else "")


def _yes(value: bool | None) -> str:
    return "unknown" if value is None else "yes" if value else "no"


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value:.0%}"
