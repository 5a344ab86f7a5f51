"""The initial assessment: what becomes a case, what is dismissed, and why."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.labels import RISKS, SENTIMENTS, TOPICS, Label, Tags
from config.policy import Rule, bundled_policy
from crawler.items import Mention, Rating
from moderation.case import Severity
from moderation.triage import NO_RULE, Assessment, Facts, Step, assess, explain, facts_of

RULES = (
    Rule.model_validate({"name": "ours", "when": {"company": True}, "dismiss": "written by the company"}),
    Rule.model_validate({"name": "law", "when": {"risks": ["legal_threat", "safety"]}, "severity": "critical"}),
    Rule.model_validate({"name": "money", "when": {"complaint": True, "topics": "refund_return"}, "severity": "high"}),
    Rule.model_validate({"name": "complaint", "when": {"complaint": True}, "severity": "normal"}),
    Rule.model_validate({"name": "praise", "when": {"sentiment": "positive"}, "dismiss": "praise"}),
)
COMPLAINT = Facts(sentiment="negative", complaint=True, topics=("delivery", "refund_return"), rating=0.2, language="lv")
PRAISE = Facts(sentiment="positive", complaint=False, rating=1.0, language="ru")


def a_rule(severity: str | None = "low", **when: object) -> Rule:
    outcome = {"severity": severity} if severity else {"dismiss": "no need"}
    return Rule.model_validate({"name": "rule", "when": when, **outcome})


def a_mention(rating: Rating | None = None, language: str | None = None) -> Mention:
    return Mention(
        site="forums", native_id="1", url="https://forums.example/1", body="Kurjers nav", rating=rating, language=language
    )


def some_tags(sentiment: str = "negative", complaint: str = "true", **changes: object) -> Tags:
    values: dict[str, object] = {
        "language": "lv",
        "sentiment": Label(sentiment, 0.9),
        "complaint": Label(complaint, 0.8),
        "topics": (Label("delivery", 0.9), Label("trust", 0.6)),
        "risks": (Label("churn", 0.7),),
        "abstained": (),
        "model": "1",
    }
    return Tags(**{**values, **changes})  # type: ignore[arg-type]


def gathered(mention: Mention, tags: Tags | None) -> Facts:
    return facts_of(mention, tags, competitor=False, company=False, about_brand=True)


def test_it_works() -> None:
    assert assess(COMPLAINT, RULES) == Assessment("money", Severity.HIGH, "", ("complaint: yes", "topics: refund_return"))
    praise = assess(PRAISE, RULES)
    assert praise == Assessment("praise", None, "praise", ("sentiment: positive",))
    assert praise.dismissed


def test_the_first_rule_that_holds_decides() -> None:
    assert assess(replace(COMPLAINT, risks=("churn", "safety")), RULES).rule == "law"
    assert assess(replace(COMPLAINT, company=True), RULES).rule == "ours"
    assert assess(replace(COMPLAINT, topics=("delivery",)), RULES).severity is Severity.NORMAL


def test_nothing_is_lost_when_no_rule_holds() -> None:
    neutral = Facts(sentiment="neutral", complaint=False)
    assert assess(neutral, RULES) == Assessment(NO_RULE, Severity.NORMAL, "no rule applied", ())
    assert assess(neutral, ()).severity is Severity.NORMAL
    assert not assess(Facts(tagged=False), RULES).dismissed


FULL = Facts(
    sentiment="negative",
    complaint=True,
    topics=("delivery",),
    risks=("churn",),
    rating=0.4,
    competitor=True,
    company=False,
    about_brand=True,
    language="uk",
    tagged=True,
)


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ({}, True),
        ({"complaint": True}, True),
        ({"complaint": False}, False),
        ({"sentiment": ["neutral", "negative"]}, True),
        ({"sentiment": "positive"}, False),
        ({"topics": ["trust", "delivery"]}, True),
        ({"topics": "trust"}, False),
        ({"risks": ["churn", "safety"]}, True),
        ({"risks": "safety"}, False),
        ({"rating_at_most": 0.4}, True),
        ({"rating_at_most": 0.39}, False),
        ({"rating_at_least": 0.4}, True),
        ({"rating_at_least": 0.41}, False),
        ({"rating_at_least": 0.3, "rating_at_most": 0.5}, True),
        ({"competitor": True}, True),
        ({"competitor": False}, False),
        ({"company": False}, True),
        ({"company": True}, False),
        ({"about_brand": True}, True),
        ({"about_brand": False}, False),
        ({"tagged": True}, True),
        ({"tagged": False}, False),
        ({"languages": ["ru", "uk"]}, True),
        ({"languages": "ru"}, False),
        ({"complaint": True, "languages": "ru"}, False),
        ({"complaint": True, "languages": "uk"}, True),
    ],
)
def test_a_condition_is_asked_only_when_it_is_given(when: dict[str, object], holds: bool) -> None:
    assert (assess(FULL, (a_rule(**when),)).rule == "rule") is holds


@pytest.mark.parametrize(
    "when",
    [
        {"complaint": True},
        {"complaint": False},
        {"sentiment": SENTIMENTS},
        {"topics": TOPICS},
        {"risks": RISKS},
        {"rating_at_most": 1.0},
        {"rating_at_least": 0.0},
        {"languages": "lv"},
    ],
)
def test_what_is_not_known_meets_no_condition(when: dict[str, object]) -> None:
    assert assess(Facts(tagged=False), (a_rule(**when),)).rule == NO_RULE


def test_an_explanation_names_the_condition_that_failed() -> None:
    steps = explain(replace(COMPLAINT, topics=("delivery",)), RULES)
    assert steps == (
        Step("ours", False, "company: wanted yes, found no", ()),
        Step("law", False, "risks: wanted legal_threat or safety, found nothing", ()),
        Step("money", False, "topics: wanted refund_return, found delivery", ()),
        Step("complaint", True, "", ("complaint: yes",)),
    )
    assert explain(Facts(), RULES)[-1] == Step(NO_RULE, True, "", ())
    assert explain(FULL, (a_rule(rating_at_least=0.8),))[0].failed == "rating: wanted at least 80%, found 40%"
    assert explain(Facts(), (a_rule(rating_at_most=0.4),))[0].failed == "rating: wanted at most 40%, found none"
    assert explain(Facts(), (a_rule(complaint=True),))[0].failed == "complaint: wanted yes, found unknown"


@pytest.mark.parametrize(
    "doubt",
    [
        Facts(sentiment="negative", complaint=False, abstained=("complaint",)),
        Facts(sentiment="neutral", complaint=False, rating=0.2, abstained=("complaint", "sentiment")),
        Facts(sentiment="neutral", complaint=False, risks=("churn",), abstained=("complaint",)),
        Facts(sentiment="positive", complaint=False, rating=0.2, contradicted=True),
    ],
)
def test_an_unsure_classifier_does_not_dismiss_what_looks_negative(doubt: Facts) -> None:
    rules = (a_rule(None, complaint=False),)
    found = assess(doubt, rules)
    assert (found.rule, found.severity) == (NO_RULE, Severity.NORMAL)
    assert set(found.because) & {"unsure", "contradicted"}
    assert "not dismissed while the evidence is negative" in explain(doubt, rules)[0].failed


def test_a_last_rule_without_conditions_does_not_dismiss_a_doubt_either() -> None:
    doubt = Facts(sentiment="neutral", complaint=False, risks=("churn",), abstained=("complaint",))
    assert assess(doubt, bundled_policy().triage) == Assessment(NO_RULE, Severity.NORMAL, "no rule applied", ("unsure",))
    assert assess(replace(doubt, risks=()), bundled_policy().triage).rule == "no complaint"


def test_an_unsure_classifier_dismisses_what_looks_harmless_and_says_so() -> None:
    harmless = Facts(sentiment="neutral", complaint=False, rating=0.8, abstained=("complaint",))
    assert assess(harmless, (a_rule(None, complaint=False),)) == Assessment("rule", None, "no need", ("complaint: no", "unsure"))
    assert assess(replace(harmless, abstained=("sentiment",)), (a_rule(None, complaint=False),)).because == ("complaint: no",)


def test_an_unsure_complaint_is_a_case_by_its_best_label() -> None:
    found = assess(replace(COMPLAINT, abstained=("complaint",)), RULES)
    assert (found.rule, found.because[-1]) == ("money", "unsure")


def test_doubt_does_not_matter_to_a_rule_that_does_not_rest_on_it() -> None:
    ours = replace(COMPLAINT, company=True, abstained=("complaint",))
    assert assess(ours, RULES).reason == "written by the company"
    rival = replace(COMPLAINT, competitor=True, abstained=("complaint",))
    assert assess(rival, (a_rule(None, competitor=True),)).dismissed
    assert assess(replace(rival, about_brand=False), (a_rule(None, about_brand=False),)).dismissed
    assert assess(rival, (a_rule(None, languages="lv"),)).dismissed


def test_facts_are_gathered_from_a_mention_and_its_tags() -> None:
    facts = facts_of(
        a_mention(Rating(1), "ru"), some_tags(abstained=("complaint",)), competitor=True, company=False, about_brand=False
    )
    assert facts == Facts(
        sentiment="negative",
        complaint=True,
        topics=("delivery", "trust"),
        risks=("churn",),
        abstained=("complaint",),
        rating=0.2,
        competitor=True,
        company=False,
        about_brand=False,
        language="lv",
        tagged=True,
        site="forums",
        kind="review",
    )


def test_without_tags_little_is_known() -> None:
    facts = gathered(a_mention(Rating(2, best=10), "ru"), None)
    assert facts == Facts(rating=0.2, language="ru", tagged=False, site="forums", kind="review")
    assert gathered(a_mention(language="uk"), some_tags(language=None)).language == "uk"


@pytest.mark.parametrize(
    ("sentiment", "rating", "contradicted"),
    [
        ("positive", 1, True),
        ("positive", 2, True),
        ("positive", 3, False),
        ("positive", 5, False),
        ("negative", 5, True),
        ("negative", 4, True),
        ("negative", 1, False),
        ("neutral", 1, False),
        ("neutral", 5, False),
    ],
)
def test_a_rating_may_contradict_the_text(sentiment: str, rating: int, contradicted: bool) -> None:
    assert gathered(a_mention(Rating(rating)), some_tags(sentiment)).contradicted is contradicted
    assert not gathered(a_mention(), some_tags(sentiment)).contradicted


FACTS = st.builds(
    Facts,
    sentiment=st.sampled_from([*SENTIMENTS, None]),
    complaint=st.sampled_from([True, False, None]),
    topics=st.lists(st.sampled_from(TOPICS), max_size=3, unique=True).map(tuple),
    risks=st.lists(st.sampled_from(RISKS), max_size=2, unique=True).map(tuple),
    abstained=st.lists(st.sampled_from(["sentiment", "complaint", "topics"]), max_size=2, unique=True).map(tuple),
    rating=st.none() | st.floats(0, 1),
    competitor=st.booleans(),
    company=st.booleans(),
    about_brand=st.booleans(),
    language=st.sampled_from(["ru", "uk", "lv", "en", None]),
    tagged=st.booleans(),
    contradicted=st.booleans(),
)


@given(FACTS)
def test_the_bundled_policy_decides_everything_and_explains_it(facts: Facts) -> None:
    rules = bundled_policy().triage
    found, steps = assess(facts, rules), explain(facts, rules)
    assert [step.held for step in steps] == [False] * (len(steps) - 1) + [True]
    assert (steps[-1].rule, steps[-1].because) == (found.rule, found.because)
    assert all(step.failed for step in steps[:-1])
    assert found.dismissed is bool(found.reason and found.severity is None)


@given(FACTS)
def test_a_complaint_about_us_is_never_dismissed(facts: Facts) -> None:
    ours = replace(facts, complaint=True, competitor=False, company=False, about_brand=True)
    assert not assess(ours, bundled_policy().triage).dismissed


@pytest.mark.parametrize(("company", "about"), list(product([True, False], repeat=2)))
def test_the_bundled_policy_leaves_out_what_is_not_about_us(company: bool, about: bool) -> None:
    facts = replace(COMPLAINT, company=company, about_brand=about)
    assert assess(facts, bundled_policy().triage).dismissed is (company or not about)
